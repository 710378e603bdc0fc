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
    "XIAOFENG_FILING_URL": "https://union.example/filings",
    "XIAOFENG_FILING_SECRET": KEY,
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
        ("XIAOFENG_FILING_URL", "union.example/filings"),
        ("XIAOFENG_FILING_URL", "ftp://union.example"),
        ("XIAOFENG_FILING_URL", "http://union.example/filings"),
        ("XIAOFENG_FILING_URL", "http://127.0.0.1.union.example/filings"),
        ("XIAOFENG_FILING_URL", "https://me:pass@union.example/filings"),
        ("XIAOFENG_FILING_URL", "https://union.example/filings#here"),
        ("XIAOFENG_FILING_URL", "https://[::1/filings"),
        ("XIAOFENG_FILING_SECRET", "not base64!"),
        ("XIAOFENG_FILING_SECRET", base64.b64encode(b"short").decode()),
        ("XIAOFENG_FILING_SECRET", ""),
        ("XIAOFENG_DESK_CLIMB_MINUTES", "-5"),
        ("XIAOFENG_DESK_CLIMB_MINUTES", "soon"),
    ],
)
def test_a_wrong_value_is_refused_by_name_and_never_shown(name: str, value: str) -> None:
    with pytest.raises(SettingsError) as refused:
        Settings.from_env({**GOOD, name: value})
    assert name in str(refused.value)
    assert not value or value not in str(refused.value)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:9000/f", "http://[::1]:9000/f", "http://localhost/f", "https://union.example/f?zone=ah"]
)
def test_filings_go_in_the_clear_to_this_machine_only(url: str) -> None:
    receiver = Settings.from_env({**GOOD, "XIAOFENG_FILING_URL": url}).receiver
    assert receiver is not None
    assert str(receiver.url) == url


def test_without_an_address_nothing_is_sent_and_a_secret_alone_is_a_mistake() -> None:
    bare = {name: value for name, value in GOOD.items() if not name.startswith("XIAOFENG_FILING")}
    assert Settings.from_env(bare).receiver is None
    with pytest.raises(SettingsError, match="XIAOFENG_FILING_URL"):
        Settings.from_env({**bare, "XIAOFENG_FILING_SECRET": KEY})


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
