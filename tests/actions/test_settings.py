"""Settings: read once, and the first wrong one is named without its value."""

from __future__ import annotations

import base64

import pytest

from actions.checkpoints import FailPoint
from actions.settings import Client, Settings, SettingsError

KEY = base64.b64encode(b"k" * 32).decode()
GOOD = {
    "XIAOFENG_ACTIONS_DATABASE_URL": "sqlite+aiosqlite:///var/actions.db",
    "XIAOFENG_ACTIONS_CLIENTS": "bot=abcdefghijklmnop,cli=qrstuvwxyzabcdef",
    "XIAOFENG_SEALING_PRIVATE_KEY": KEY,
    "XIAOFENG_FIELD_KEY": KEY,
    "XIAOFENG_LOOKUP_KEY": KEY,
}


def test_defaults_fill_what_is_not_set() -> None:
    settings = Settings.from_env(GOOD)
    assert (settings.host, settings.port, settings.public_url) == ("127.0.0.1", 8081, "http://127.0.0.1:8081")
    assert settings.clients[Client.BOT] == "abcdefghijklmnop"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("XIAOFENG_ACTIONS_DATABASE_URL", "mysql://x"),
        ("XIAOFENG_ACTIONS_DATABASE_URL", "not a url"),
        ("XIAOFENG_ACTIONS_PORT", "eighty"),
        ("XIAOFENG_ACTIONS_PORT", "70000"),
        ("XIAOFENG_ACTIONS_PUBLIC_URL", "desk.example"),
        ("XIAOFENG_ACTIONS_CLIENTS", ""),
        ("XIAOFENG_ACTIONS_CLIENTS", "bot=short"),
        ("XIAOFENG_ACTIONS_CLIENTS", "stranger=abcdefghijklmnop"),
        ("XIAOFENG_ACTIONS_CLIENTS", "bot=abcdefghijklmnop,cli=abcdefghijklmnop"),
        ("XIAOFENG_SEALING_PRIVATE_KEY", ""),
        ("XIAOFENG_FIELD_KEY", "not base64!"),
        ("XIAOFENG_LOOKUP_KEY", base64.b64encode(b"short").decode()),
        ("XIAOFENG_TRUSTED_PROXIES", "everybody"),
        ("XIAOFENG_TRUSTED_PROXIES", "10"),
        ("XIAOFENG_FAILPOINT", "no.number"),
        ("XIAOFENG_DESK_HOURS", "whenever"),
        ("XIAOFENG_DESK_CLIMB_MINUTES", "-5"),
        ("XIAOFENG_DESK_CLIMB_MINUTES", "soon"),
    ],
)
def test_a_wrong_value_is_refused_by_name_and_never_shown(name: str, value: str) -> None:
    with pytest.raises(SettingsError) as refused:
        Settings.from_env({**GOOD, name: value})
    assert name in str(refused.value)
    assert not value or value not in str(refused.value)


def test_keys_and_tokens_are_not_in_the_representation() -> None:
    shown = repr(Settings.from_env(GOOD))
    assert "abcdefghijklmnop" not in shown
    assert "kkkk" not in shown


def test_a_failpoint_kills_at_the_nth_passage_of_its_name_only() -> None:
    killed: list[str] = []
    point = FailPoint("delivery.acked", 2, kill=lambda: killed.append("killed"))

    for name in ("delivery.acked", "other", "delivery.acked", "delivery.acked"):
        point(name)

    assert killed == ["killed"]
