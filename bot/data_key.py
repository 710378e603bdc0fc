"""The bot's own key: encrypts what is kept for a moment, and hashes what must be recognised but never read.

Two keys are derived from XIAOFENG_BOT_DATA_KEY, one for each use, so that a leaked hash says nothing about the box.
Keys follow one another: what is written carries the id of its key, older keys at hand still read. Hashes are never made
anew, since they are all that leads to a conversation: after a change XIAOFENG_BOT_HASH_KEY holds the first one.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from hashlib import blake2b
from typing import Any
from uuid import UUID

from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

KEY_BYTES = 32
MARK = b"xbk1"
_ID_BYTES = 4
#: Bytes in front of the box itself; what earlier releases wrote has none.
PREFIX_BYTES = len(MARK) + _ID_BYTES


def key_id(key: bytes) -> str:
    """Eight hex digits that name a key and tell nothing about it; of a key pair the public half is named."""
    return blake2b(key, digest_size=_ID_BYTES, person=b"xiaofeng.key-id").hexdigest()


class DataKey:
    """Encrypts JSON values (PyNaCl SecretBox) and makes keyed hashes (BLAKE2b)."""

    def __init__(self, key: bytes, *, others: Sequence[bytes] = (), hash_key: bytes | None = None) -> None:
        """`others` only read; without a `hash_key` of its own it is derived from the key."""
        if any(len(one) != KEY_BYTES for one in (key, *others)):
            raise ValueError(f"a data key has {KEY_BYTES} bytes")
        self.current = key_id(key)
        self.prefix = MARK + bytes.fromhex(self.current)
        self._boxes = {MARK + bytes.fromhex(key_id(one)): SecretBox(_derived(one, b"xiaofeng.box"))
                       for one in (key, *others)}  # fmt: skip
        self._hash_key = hash_key or _derived(key, b"xiaofeng.hash")

    def encrypt(self, value: Any) -> bytes:
        """JSON value → key id, nonce and ciphertext."""
        plain = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
        return self.prefix + bytes(self._boxes[self.prefix].encrypt(plain))

    def decrypt(self, stored: bytes) -> Any:
        """The JSON value again. Raises nacl.exceptions.CryptoError when no key at hand fits."""
        named = self._boxes.get(stored[:PREFIX_BYTES])
        if named is not None:
            try:
                return json.loads(named.decrypt(stored[PREFIX_BYTES:]))
            except (CryptoError, ValueError):
                pass  # an old box may begin like a marked one by chance
        for one in self._boxes.values():
            try:
                return json.loads(one.decrypt(stored))
            except (CryptoError, ValueError):
                continue
        raise CryptoError("no key at hand opens this box")

    def is_current(self, stored: bytes) -> bool:
        """Whether it was written with the present key."""
        return stored.startswith(self.prefix)

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
