"""Personal data at rest and on the way: sealed boxes from the bot, encrypted columns, keyed hashes for look-ups.

Three keys, each for one purpose (32 bytes): the sealing key opens what the bot sealed to our public key, the field key
encrypts columns, the lookup key makes keyed hashes. Who holds the table and one of them still lacks the others.
"""

from __future__ import annotations

import base64
import binascii
import hmac
from hashlib import sha256

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, SealedBox
from nacl.secret import SecretBox


class CannotOpen(Exception):
    """A box that is not base64, was sealed for another key, or was damaged."""


class Vault:
    def __init__(self, *, sealing_private_key: bytes, field_key: bytes, lookup_key: bytes) -> None:
        self._sealed = SealedBox(PrivateKey(sealing_private_key))
        self._fields = SecretBox(field_key)
        self._lookup_key = lookup_key

    def unseal(self, box: str) -> str:
        """The text inside a base64 libsodium sealed box. Raises CannotOpen."""
        try:
            return self._sealed.decrypt(base64.b64decode(box, validate=True)).decode()
        except (binascii.Error, CryptoError, ValueError, TypeError) as error:
            raise CannotOpen from error

    def encrypt(self, text: str) -> bytes:
        """For a column: a fresh nonce each time, so that equal values do not look equal."""
        return bytes(self._fields.encrypt(text.encode()))

    def decrypt(self, column: bytes) -> str:
        """Raises CannotOpen when the column was written with another field key."""
        try:
            return self._fields.decrypt(column).decode()
        except (CryptoError, ValueError) as error:
            raise CannotOpen from error

    def fingerprint(self, kind: str, value: str) -> str:
        """A keyed hash, 64 hex digits; `kind` keeps a phone from ever matching something else."""
        return hmac.new(self._lookup_key, f"{kind}\0{value}".encode(), sha256).hexdigest()
