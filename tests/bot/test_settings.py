"""Settings that are refused, by name and never by value."""

from __future__ import annotations

import base64
import secrets
from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.settings import Settings

GOOD = {
    "XIAOFENG_NLU_TOKEN": secrets.token_hex(8),
    "XIAOFENG_ACTIONS_TOKEN": secrets.token_hex(8),
    "XIAOFENG_SEALING_PUBLIC_KEY": base64.b64encode(bytes(32)).decode(),
    "XIAOFENG_BOT_DATA_KEY": base64.b64encode(bytes(32)).decode(),
    "XIAOFENG_DATA_DIR": str(Path(__file__).parents[2] / "data"),
}


@pytest.mark.parametrize("secret", ["made-up_Secret1", "a" * 256])
def test_a_webhook_secret_telegram_takes_is_taken(secret: str) -> None:
    assert Settings.from_env({**GOOD, "XIAOFENG_TELEGRAM_WEBHOOK_SECRET": secret}).telegram_webhook_secret == secret


@pytest.mark.parametrize("secret", ["with space", "中文", "a" * 257, "semi;colon", "line\n"])
def test_a_webhook_secret_telegram_would_refuse_is_refused_at_the_start(secret: str) -> None:
    with pytest.raises(SettingsError) as refused:
        Settings.from_env({**GOOD, "XIAOFENG_TELEGRAM_WEBHOOK_SECRET": secret})

    assert "XIAOFENG_TELEGRAM_WEBHOOK_SECRET" in refused.value.line
    assert secret not in refused.value.line


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("XIAOFENG_NLU_TOKEN", ""),
        ("XIAOFENG_BOT_PORT", "70000"),
        ("XIAOFENG_BOT_PORT", "eighty"),
        ("XIAOFENG_ACTIONS_URL", "ftp://inside"),
        ("XIAOFENG_BOT_DATA_KEY", "not base64!"),
        ("XIAOFENG_SEALING_PUBLIC_KEY", base64.b64encode(bytes(31)).decode()),
        ("XIAOFENG_DATA_DIR", "/nowhere/at/all"),
    ],
)
def test_what_cannot_work_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingsError) as refused:
        Settings.from_env({**GOOD, name: value})

    assert name in refused.value.line


def test_secrets_do_not_show() -> None:
    secret = "made-up_Secret1"
    shown = repr(Settings.from_env({**GOOD, "XIAOFENG_TELEGRAM_WEBHOOK_SECRET": secret}))

    assert not [
        value for value in (secret, GOOD["XIAOFENG_NLU_TOKEN"], GOOD["XIAOFENG_ACTIONS_TOKEN"]) if value in shown
    ]
