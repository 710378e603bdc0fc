"""`xiaofeng keys`: new keys, who gets which, and what is taken out at the end."""

from __future__ import annotations

import base64
import json
import stat
from collections.abc import Mapping
from pathlib import Path

import pytest
from nacl.public import PrivateKey

from bot.data_key import DataKey
from launcher.errors import CannotStart
from launcher.key_commands import keys_command
from launcher.key_watch import KeyWatch
from launcher.keys import OTHERS, retire, rotate
from launcher.rooms import rooms


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XIAOFENG_VAR_DIR", str(tmp_path))
    rooms({})
    return tmp_path / "keys.json"


def _read(file: Path) -> dict[str, str]:
    keys: dict[str, str] = json.loads(file.read_text())
    return keys


def test_replaced_keys_are_kept_newest_first_and_nothing_else_changes(file: Path) -> None:
    first = _read(file)
    second = rotate(file)
    third = rotate(file)

    assert _read(file) == third
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    for name, other in OTHERS.items():
        assert third[other].split(",") == [second[name], first[name]]
    same = first.keys() - OTHERS.keys() - {"XIAOFENG_SEALING_PUBLIC_KEY"}
    assert "XIAOFENG_LOOKUP_KEY" in same
    assert {name: third[name] for name in same} == {name: first[name] for name in same}
    private = PrivateKey(base64.b64decode(third["XIAOFENG_SEALING_PRIVATE_KEY"]))
    assert third["XIAOFENG_SEALING_PUBLIC_KEY"] == base64.b64encode(bytes(private.public_key)).decode()


def test_the_bot_finds_its_conversations_after_two_changes(file: Path) -> None:
    before = DataKey(base64.b64decode(_read(file)["XIAOFENG_BOT_DATA_KEY"])).conversation_id("web", "secret")
    rotate(file)
    keys = rotate(file)

    data, hashes = (base64.b64decode(keys[name]) for name in ("XIAOFENG_BOT_DATA_KEY", "XIAOFENG_BOT_HASH_KEY"))
    assert DataKey(data, hash_key=hashes).conversation_id("web", "secret") == before


def test_each_room_gets_its_own_replaced_keys_and_nobody_elses(file: Path) -> None:
    rotate(file)
    seen = {
        name: {key for key in room.environment if "_OTHER_" in key or key.endswith("_HASH_KEY")}
        for name, room in rooms({}).items()
    }

    assert seen == {
        "bot": {"XIAOFENG_OTHER_BOT_DATA_KEYS", "XIAOFENG_BOT_HASH_KEY"},
        "nlu": set(),
        "actions": {"XIAOFENG_OTHER_FIELD_KEYS", "XIAOFENG_OTHER_SEALING_PRIVATE_KEYS"},
    }


def test_retiring_takes_the_replaced_ones_out_and_keeps_the_hashes(file: Path) -> None:
    keys = rotate(file)
    assert retire(file, {**keys, "XIAOFENG_FIELD_KEY": "changed meanwhile"}) is False
    assert _read(file) == keys

    assert retire(file, keys) is True
    left = _read(file)
    assert not set(OTHERS.values()) & left.keys()
    assert left["XIAOFENG_BOT_HASH_KEY"] == keys["XIAOFENG_BOT_HASH_KEY"]


def test_a_change_starts_actions_and_bot_anew_and_nothing_else(file: Path) -> None:
    watch = KeyWatch(rooms({}), {})
    assert watch.changed_rooms() == {}

    rotate(file)

    changed = watch.changed_rooms()
    assert list(changed) == ["actions", "bot"]
    assert changed["bot"].environment["XIAOFENG_SEALING_PUBLIC_KEY"] == _read(file)["XIAOFENG_SEALING_PUBLIC_KEY"]
    assert watch.changed_rooms() == {}


@pytest.mark.parametrize(("arguments", "code"), [([], 2), (["rotate", "now"], 2), (["--help"], 0)])
def test_an_unknown_command_says_what_there_is(file: Path, arguments: list[str], code: int) -> None:
    said: list[str] = []
    assert keys_command(arguments, {}, said.append) == code
    assert said == ["usage: xiaofeng keys rotate | status | retire"]


def test_keys_that_come_from_the_environment_are_not_changed_behind_its_back(file: Path) -> None:
    before = file.read_bytes()
    environ: Mapping[str, str] = {"XIAOFENG_FIELD_KEY": "AAAA"}
    with pytest.raises(CannotStart, match="XIAOFENG_FIELD_KEY comes from the environment"):
        keys_command(["rotate"], environ, print)
    assert file.read_bytes() == before


def test_nothing_to_retire_is_no_failure(file: Path) -> None:
    said: list[str] = []
    assert keys_command(["retire"], {}, said.append) == 0
    assert said == ["there is no older key"]
