"""Keys that follow one another: what is written carries the id of its key, and any key at hand still reads.

A box begins with MARK and the key's id; what earlier releases wrote has neither, and is read by trying every key.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

MARK = b"xfk1"
_ID_BYTES = 4
#: Bytes in front of the box itself.
PREFIX_BYTES = len(MARK) + _ID_BYTES


def key_id(key: bytes) -> str:
    """Eight hex digits that name a key and tell nothing about it; of a key pair the public half is named."""
    return blake2b(key, digest_size=_ID_BYTES, person=b"xiaofeng.key-id").hexdigest()


def key_named_by(prefix: bytes) -> str | None:
    """The id in the first bytes of a box; None for one of an earlier release."""
    return prefix[len(MARK) : PREFIX_BYTES].hex() if prefix.startswith(MARK) else None


def prefix_of(key: str) -> bytes:
    """What a box of the key with that id begins with."""
    return MARK + bytes.fromhex(key)


class KeyRing:
    """One key that writes, and others that only read."""

    def __init__(self, current: bytes, others: Sequence[bytes] = ()) -> None:
        self.current = key_id(current)
        self.others = tuple(key_id(key) for key in others)
        self._prefix = prefix_of(self.current)
        self._boxes = {key_id(key): SecretBox(key) for key in (current, *others)}

    def encrypt(self, content: bytes) -> bytes:
        """A fresh nonce each time, so that equal values do not look equal."""
        return self._prefix + bytes(self._boxes[self.current].encrypt(content))

    def decrypt(self, box: bytes) -> bytes:
        """Raises nacl.exceptions.CryptoError when no key at hand fits."""
        named = self._boxes.get(key_named_by(box[:PREFIX_BYTES]) or "")
        if named is not None:
            try:
                return bytes(named.decrypt(box[PREFIX_BYTES:]))
            except (CryptoError, ValueError):
                pass  # an old box may begin like a marked one by chance
        for one in self._boxes.values():
            try:
                return bytes(one.decrypt(box))
            except (CryptoError, ValueError):
                continue
        raise CryptoError("no key at hand opens this box")
