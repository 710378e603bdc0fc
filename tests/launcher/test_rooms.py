"""Each room is started with its own secrets and nobody else's."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from launcher.rooms import Room, rooms

TELEGRAM = {
    "XIAOFENG_TELEGRAM_TOKEN": "4242:made-up",
    "XIAOFENG_TELEGRAM_WEBHOOK_SECRET": "made-up_secret",
    "XIAOFENG_TELEGRAM_API_URL": "http://127.0.0.1:1",
}


@pytest.fixture
def started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Room]:
    monkeypatch.setenv("XIAOFENG_VAR_DIR", str(tmp_path))
    return rooms(TELEGRAM)


def test_only_the_bot_is_on_telegram(started: dict[str, Room]) -> None:
    seen = {name: TELEGRAM.keys() & room.environment.keys() for name, room in started.items()}

    assert seen == {"bot": TELEGRAM.keys(), "nlu": set(), "actions": set()}


def test_the_bot_cannot_open_what_it_sealed(started: dict[str, Room]) -> None:
    opening = {"XIAOFENG_SEALING_PRIVATE_KEY", "XIAOFENG_FIELD_KEY", "XIAOFENG_LOOKUP_KEY"}

    assert {name for name, room in started.items() if opening & room.environment.keys()} == {"actions"}
    assert opening <= started["actions"].environment.keys()


def test_only_actions_files_outward(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XIAOFENG_VAR_DIR", str(tmp_path))
    filing = {"XIAOFENG_FILING_URL": "https://union.example/f", "XIAOFENG_FILING_SECRET": "made-up"}

    seen = {name: filing.keys() & room.environment.keys() for name, room in rooms(filing).items()}

    assert seen == {"actions": filing.keys(), "nlu": set(), "bot": set()}


def test_nlu_holds_no_key_but_its_own_token(started: dict[str, Room]) -> None:
    secrets = {
        name for name in started["nlu"].environment if name.endswith(("_KEY", "_TOKEN", "_SECRET", "_DATABASE_URL"))
    }

    assert secrets == {"XIAOFENG_NLU_TOKEN", "XIAOFENG_ACTIONS_TOKEN"}


def test_nlu_calls_actions_with_a_token_of_its_own(started: dict[str, Room]) -> None:
    tokens = {name: started[name].environment["XIAOFENG_ACTIONS_TOKEN"] for name in ("bot", "nlu")}

    assert f"nlu={tokens['nlu']}" in started["actions"].environment["XIAOFENG_ACTIONS_CLIENTS"].split(",")
    assert tokens["nlu"] != tokens["bot"]


def test_a_keys_file_of_an_earlier_release_is_completed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XIAOFENG_VAR_DIR", str(tmp_path))
    rooms({})
    file = tmp_path / "keys.json"
    earlier = {name: key for name, key in json.loads(file.read_text()).items() if name != "nlu_client_token"}
    file.write_text(json.dumps(earlier))

    first, second = rooms({}), rooms({})

    kept = json.loads(file.read_text())
    assert earlier.items() <= kept.items()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert first["nlu"].environment["XIAOFENG_ACTIONS_TOKEN"] == kept["nlu_client_token"]
    assert second["nlu"].environment["XIAOFENG_ACTIONS_TOKEN"] == kept["nlu_client_token"]
