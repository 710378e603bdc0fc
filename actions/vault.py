"""Personal data at rest and on the way: sealed boxes from the bot, encrypted columns, keyed hashes for look-ups.

Three keys, each for one purpose (32 bytes): the sealing key opens what the bot sealed to our public key, the field key
encrypts columns, the lookup key makes keyed hashes. Who holds the table and one of them still lacks the others. Sealing
and field key follow one another (docs/privacy.md): older ones open what was made with them. The lookup key stays.
"""

from __future__ import annotations

import base64
import binascii
import hmac
from collections.abc import Sequence
from hashlib import sha256

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, SealedBox

from actions.key_ring import KeyRing, key_id


class CannotOpen(Exception):
    """A box that is not base64, was sealed for another key, or was damaged."""


class Vault:
    def __init__(
        self,
        *,
        sealing_private_key: bytes,
        field_key: bytes,
        lookup_key: bytes,
        other_sealing_private_keys: Sequence[bytes] = (),
        other_field_keys: Sequence[bytes] = (),
    ) -> None:
        self._sealed = {
            key_id(bytes(key.public_key)): SealedBox(key)
            for key in map(PrivateKey, (sealing_private_key, *other_sealing_private_keys))
        }
        self.fields = KeyRing(field_key, other_field_keys)
        self._lookup_key = lookup_key

    @property
    def sealing_keys(self) -> tuple[str, ...]:
        """The ids of those whose boxes can be opened, the present one first."""
        return tuple(self._sealed)

    def unseal(self, box: str) -> str:
        """The text inside a base64 libsodium sealed box, perhaps behind its key's id and a dot. Raises CannotOpen."""
        named, dot, rest = box.partition(".")
        try:
            raw = base64.b64decode(rest if dot else box, validate=True)
        except (binascii.Error, ValueError) as error:
            raise CannotOpen from error
        first = [self._sealed[named]] if named in self._sealed else list(self._sealed.values())
        for key in first:
            try:
                return key.decrypt(raw).decode()
            except (CryptoError, ValueError, TypeError):
                continue
        raise CannotOpen

    def encrypt(self, text: str) -> bytes:
        """For a column: a fresh nonce each time, so that equal values do not look equal."""
        return self.fields.encrypt(text.encode())

    def decrypt(self, column: bytes) -> str:
        """Raises CannotOpen when the column was written with a field key that is not at hand."""
        try:
            return self.fields.decrypt(column).decode()
        except (CryptoError, ValueError) as error:
            raise CannotOpen from error

    def fingerprint(self, kind: str, value: str) -> str:
        """A keyed hash, 64 hex digits; `kind` keeps a phone from ever matching something else."""
        return hmac.new(self._lookup_key, f"{kind}\0{value}".encode(), sha256).hexdigest()
