"""Keys that follow one another: any at hand reads, the present one writes and is named."""

from __future__ import annotations

import base64

import pytest
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, SealedBox
from nacl.secret import SecretBox

from actions.key_ring import PREFIX_BYTES, KeyRing, key_id, key_named_by
from actions.vault import CannotOpen, Vault
from bot.data_key import key_id as bots_key_id
from bot.sealing import Sealer
from launcher.keys import key_id as launchers_key_id

OLD, NEW, OTHER = bytes(32), bytes([1] * 32), bytes([2] * 32)


def test_every_box_names_its_key() -> None:
    box = KeyRing(NEW, [OLD]).encrypt(b"value")
    assert key_named_by(box[:PREFIX_BYTES]) == key_id(NEW)


def test_what_an_older_key_wrote_is_read_and_what_a_lost_one_wrote_is_not() -> None:
    ring = KeyRing(NEW, [OLD])
    assert ring.decrypt(KeyRing(OLD).encrypt(b"value")) == b"value"
    with pytest.raises(CryptoError):
        ring.decrypt(KeyRing(OTHER).encrypt(b"value"))


def test_what_an_earlier_release_wrote_names_no_key_and_is_read() -> None:
    box = bytes(SecretBox(OLD).encrypt(b"value"))
    assert key_named_by(box[:PREFIX_BYTES]) is None
    assert KeyRing(NEW, [OLD]).decrypt(box) == b"value"


def test_all_rooms_and_the_launcher_name_a_key_alike() -> None:
    assert key_id(NEW) == bots_key_id(NEW) == launchers_key_id(base64.b64encode(NEW).decode())


def _vault(private: PrivateKey, *others: PrivateKey) -> Vault:
    return Vault(
        sealing_private_key=bytes(private),
        field_key=NEW,
        lookup_key=OLD,
        other_sealing_private_keys=[bytes(other) for other in others],
    )


def test_what_the_bot_sealed_for_an_older_key_pair_opens() -> None:
    first, second = PrivateKey.generate(), PrivateKey.generate()
    box = Sealer(bytes(first.public_key))("value")

    assert _vault(second, first).unseal(box) == "value"
    with pytest.raises(CannotOpen):
        _vault(second).unseal(box)


def test_a_box_without_a_key_id_opens_with_any_key_at_hand() -> None:
    first, second = PrivateKey.generate(), PrivateKey.generate()
    box = base64.b64encode(SealedBox(first.public_key).encrypt(b"value")).decode()

    assert _vault(second, first).unseal(box) == "value"


@pytest.mark.parametrize("box", ["", ".", "0.", "nobase64!", "0badc0de.AAAA", "é.é"])
def test_what_is_no_box_is_refused(box: str) -> None:
    with pytest.raises(CannotOpen):
        _vault(PrivateKey.generate()).unseal(box)
