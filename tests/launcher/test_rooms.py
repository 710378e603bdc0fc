"""Each room is started with its own secrets and nobody else's."""

from __future__ import annotations

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


def test_nlu_holds_no_key_but_its_own_token(started: dict[str, Room]) -> None:
    secrets = {
        name for name in started["nlu"].environment if name.endswith(("_KEY", "_TOKEN", "_SECRET", "_DATABASE_URL"))
    }

    assert secrets == {"XIAOFENG_NLU_TOKEN"}
