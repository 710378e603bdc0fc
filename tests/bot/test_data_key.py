"""The bot's own key: ids that tell nothing and boxes only it can open."""

from __future__ import annotations

import pytest
from nacl.exceptions import CryptoError

from bot.data_key import DataKey


def test_conversation_ids_keep_channels_and_addresses_apart() -> None:
    key, other = DataKey(bytes(32)), DataKey(bytes([1] * 32))
    ids = {
        key.conversation_id("web", "a"),
        key.conversation_id("telegram", "a"),
        key.conversation_id("web", "b"),
        key.conversation_id("we", "ba"),
        other.conversation_id("web", "a"),
    }

    assert len(ids) == 5
    assert key.conversation_id("web", "a") in ids


def test_a_box_opens_only_with_its_own_key() -> None:
    stored = DataKey(bytes(32)).encrypt({"text": "你好"})

    assert "你好".encode() not in stored
    assert DataKey(bytes(32)).decrypt(stored) == {"text": "你好"}
    with pytest.raises(CryptoError):
        DataKey(bytes([1] * 32)).decrypt(stored)
