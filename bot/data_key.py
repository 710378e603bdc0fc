"""The bot's own key: encrypts what is kept for a moment, and hashes what must be recognised but never read.

Two keys are derived from XIAOFENG_BOT_DATA_KEY, one for each use, so that a leaked hash says nothing about the box.
"""

from __future__ import annotations

import json
from hashlib import blake2b
from typing import Any
from uuid import UUID

from nacl.secret import SecretBox

KEY_BYTES = 32


class DataKey:
    """Encrypts JSON values (PyNaCl SecretBox) and makes keyed hashes (BLAKE2b)."""

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise ValueError(f"the data key has {KEY_BYTES} bytes")
        self._box = SecretBox(_derived(key, b"xiaofeng.box"))
        self._hash_key = _derived(key, b"xiaofeng.hash")

    def encrypt(self, value: Any) -> bytes:
        """JSON value → nonce and ciphertext."""
        return bytes(self._box.encrypt(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()))

    def decrypt(self, stored: bytes) -> Any:
        """The JSON value again. Raises nacl.exceptions.CryptoError when it was made with another key."""
        return json.loads(self._box.decrypt(stored))

    def conversation_id(self, channel: str, address: str) -> str:
        """The opaque id of the conversation behind a client secret or a chat id: always the same, not reversible."""
        return str(UUID(bytes=self._hash(channel, address, size=16)))

    def fingerprint(self, *parts: str) -> str:
        """64 hex digits that recognise the same parts again."""
        return self._hash(*parts, size=32).hex()

    def _hash(self, *parts: str, size: int) -> bytes:
        joined = b"".join(len(part.encode()).to_bytes(4, "big") + part.encode() for part in parts)
        return blake2b(joined, key=self._hash_key, digest_size=size).digest()


def _derived(key: bytes, purpose: bytes) -> bytes:
    return blake2b(purpose, key=key, digest_size=KEY_BYTES).digest()
