"""Sealing personal values to actions: whoever holds only the public key cannot read them back."""

from __future__ import annotations

from base64 import b64encode

from nacl.public import PublicKey, SealedBox

from bot.data_key import key_id


class Sealer:
    """Personal value → id of the key, a dot, base64 libsodium sealed box for the public key (X25519, 32 bytes)."""

    def __init__(self, public_key: bytes) -> None:
        self._box = SealedBox(PublicKey(public_key))
        self.key_id = key_id(public_key)

    def __call__(self, value: str) -> str:
        return f"{self.key_id}.{b64encode(self._box.encrypt(value.encode())).decode()}"
