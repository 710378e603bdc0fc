"""Photos in a conversation: small, of three kinds, and known by their bytes."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass

from actions.takeovers.errors import UnreadablePhoto

LARGEST_BYTES = 3 * 512 * 1024  # 1.5 MB
_BEGINNINGS = {"image/jpeg": b"\xff\xd8\xff", "image/png": b"\x89PNG\r\n\x1a\n", "image/webp": b"RIFF"}


@dataclass(frozen=True)
class Photo:
    type: str
    content: bytes

    @classmethod
    def of(cls, content: bytes, *, field: str) -> Photo:
        """The kind is read from the bytes, never from a file's name. Raises UnreadablePhoto naming the field."""
        if len(content) > LARGEST_BYTES:
            raise UnreadablePhoto(field, "照片太大了，最多 1.5 MB。")
        for kind, beginning in _BEGINNINGS.items():
            if content.startswith(beginning) and (kind != "image/webp" or content[8:12] == b"WEBP"):
                return cls(kind, content)
        raise UnreadablePhoto(field)

    @classmethod
    def from_base64(cls, data: str, *, field: str) -> Photo:
        """Raises UnreadablePhoto."""
        try:
            content = base64.b64decode(data, validate=True)
        except (binascii.Error, ValueError) as error:
            raise UnreadablePhoto(field) from error
        return cls.of(content, field=field)

    @property
    def base64(self) -> str:
        return base64.b64encode(self.content).decode()
