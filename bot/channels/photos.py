"""Photos on their way between workers and people: of three kinds, small, and really what they say they are."""

from __future__ import annotations

import base64

from bot.dialogue.messages import Photo

LARGEST_PHOTO_BYTES = 3 * 512 * 1024  # 1.5 MB
_BEGINNINGS = {"image/jpeg": b"\xff\xd8\xff", "image/png": b"\x89PNG\r\n\x1a\n", "image/webp": b"RIFF"}


def photo_of(content: bytes) -> Photo | None:
    """The photo in `content`, its kind read from the bytes; None when it is no photo of ours, or too large."""
    if len(content) > LARGEST_PHOTO_BYTES:
        return None
    for kind, beginning in _BEGINNINGS.items():
        if content.startswith(beginning) and (kind != "image/webp" or content[8:12] == b"WEBP"):
            return Photo(kind, base64.b64encode(content).decode())
    return None
