"""Settings: what is missing or unreadable is named, its value never repeated."""

from __future__ import annotations

import pytest

from bot.errors import SettingsError
from bot.failpoints import KillingCheckpoint
from bot.settings import Settings
from tests.bot.running_bot import environment

SQLITE = "sqlite+aiosqlite:///nowhere.db"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("XIAOFENG_NLU_TOKEN", ""),
        ("XIAOFENG_ACTIONS_TOKEN", " "),
        ("XIAOFENG_BOT_DATA_KEY", ""),
        ("XIAOFENG_BOT_DATA_KEY", "not~base64"),
        ("XIAOFENG_BOT_DATA_KEY", "c2hvcnQ="),
        ("XIAOFENG_SEALING_PUBLIC_KEY", "c2hvcnQ="),
        ("XIAOFENG_BOT_DATABASE_URL", "mysql://somewhere"),
        ("XIAOFENG_BOT_DATABASE_URL", "no url"),
        ("XIAOFENG_BOT_PORT", "eighty"),
        ("XIAOFENG_BOT_PORT", "70000"),
        ("XIAOFENG_NLU_URL", "ftp://somewhere"),
        ("XIAOFENG_ACTIONS_URL", "somewhere"),
        ("XIAOFENG_REPLY_TIMEOUT_SECONDS", "-1"),
        ("XIAOFENG_REPLY_TIMEOUT_SECONDS", "nan"),
        ("XIAOFENG_QUIET_HOURS", "22-7"),
        ("XIAOFENG_QUIET_HOURS", "22:00-24:30"),
        ("XIAOFENG_FAILPOINT", "turn.committed"),
        ("XIAOFENG_FAILPOINT", "no.such.place:1"),
        ("XIAOFENG_DATA_DIR", "no-such-folder"),
    ],
)
def test_a_wrong_setting_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingsError) as caught:
        Settings.from_env(environment(SQLITE, **{name: value}))

    assert name in caught.value.line
    assert len(value.strip()) < 6 or name == "XIAOFENG_FAILPOINT" or value not in caught.value.line


def test_keys_and_tokens_are_not_in_the_repr() -> None:
    env = environment(SQLITE, XIAOFENG_TELEGRAM_TOKEN="123:telegram-token")

    shown = repr(Settings.from_env(env))

    assert not any(env[name] in shown for name in env if name.endswith(("TOKEN", "KEY")))


def test_a_failpoint_is_read() -> None:
    settings = Settings.from_env(environment(SQLITE, XIAOFENG_FAILPOINT="turn.committed:3"))

    assert isinstance(settings.checkpoint, KillingCheckpoint)
