"""The bot's settings: read from the environment once, at start."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from bot.database.engine import engine_kind
from bot.errors import SettingsError
from bot.failpoints import Checkpoint, KillingCheckpoint, no_checkpoint
from bot.quiet_hours import QuietHours


@dataclass(frozen=True)
class Settings:
    """Keys and tokens stay out of `repr`. Times are in seconds; URLs have no trailing slash."""

    database_url: str
    host: str
    port: int
    public_url: str  # where a worker's browser finds the chat page
    nlu_url: str
    nlu_token: str = field(repr=False)
    nlu_timeout_seconds: float  # longest wait for nlu before a message is answered without it
    actions_url: str
    actions_token: str = field(repr=False)
    actions_timeout_seconds: float
    sealing_public_key: bytes = field(repr=False)  # X25519, 32 bytes
    data_key: bytes = field(repr=False)  # 32 bytes
    data_dir: Path
    reply_timeout_seconds: float  # longest wait of a POST for its answer
    feed_interval_seconds: float  # between two looks for a newer FAQ feed
    quiet_hours: QuietHours  # no news is told then, local time in Anhui
    conversation_messages_per_minute: int
    address_requests_per_minute: int
    checkpoint: Checkpoint
    telegram_token: str | None = field(repr=False)
    telegram_api_url: str
    telegram_webhook_secret: str | None = field(repr=False)

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> Settings:
        """Raises SettingsError naming the first variable that is missing or unreadable, never its value."""
        host = env.get("XIAOFENG_BOT_HOST") or "127.0.0.1"
        port = int(_number(env, "XIAOFENG_BOT_PORT", default=8080, lowest=0, highest=65535))
        return cls(
            database_url=database_url(env),
            host=host,
            port=port,
            public_url=_url(env, "XIAOFENG_BOT_PUBLIC_URL", default=f"http://{host}:{port}"),
            nlu_url=_url(env, "XIAOFENG_NLU_URL", default="http://127.0.0.1:5005"),
            nlu_token=_text(env, "XIAOFENG_NLU_TOKEN"),
            nlu_timeout_seconds=_number(env, "XIAOFENG_NLU_TIMEOUT_SECONDS", default=4, lowest=0.1),
            actions_url=_url(env, "XIAOFENG_ACTIONS_URL", default="http://127.0.0.1:8081"),
            actions_token=_text(env, "XIAOFENG_ACTIONS_TOKEN"),
            actions_timeout_seconds=_number(env, "XIAOFENG_ACTIONS_TIMEOUT_SECONDS", default=5, lowest=0.1),
            sealing_public_key=_key(env, "XIAOFENG_SEALING_PUBLIC_KEY"),
            data_key=_key(env, "XIAOFENG_BOT_DATA_KEY"),
            data_dir=data_dir(env),
            reply_timeout_seconds=_number(env, "XIAOFENG_REPLY_TIMEOUT_SECONDS", default=20, lowest=0.1),
            feed_interval_seconds=_number(env, "XIAOFENG_FEED_INTERVAL_SECONDS", default=0.5, lowest=0.05),
            quiet_hours=_quiet_hours(env, "XIAOFENG_QUIET_HOURS"),
            conversation_messages_per_minute=int(
                _number(env, "XIAOFENG_CONVERSATION_MESSAGES_PER_MINUTE", default=3000, lowest=1)
            ),
            address_requests_per_minute=int(
                _number(env, "XIAOFENG_ADDRESS_REQUESTS_PER_MINUTE", default=30000, lowest=1)
            ),
            checkpoint=_checkpoint(env, "XIAOFENG_FAILPOINT"),
            telegram_token=env.get("XIAOFENG_TELEGRAM_TOKEN") or None,
            telegram_api_url=_url(env, "XIAOFENG_TELEGRAM_API_URL", default="https://api.telegram.org"),
            telegram_webhook_secret=_webhook_secret(env, "XIAOFENG_TELEGRAM_WEBHOOK_SECRET"),
        )


def database_url(env: Mapping[str, str]) -> str:
    """XIAOFENG_BOT_DATABASE_URL. Raises SettingsError for a driver this room has not."""
    url = env.get("XIAOFENG_BOT_DATABASE_URL") or "sqlite+aiosqlite:///var/bot.db"
    engine_kind(url)
    return url


def public_url(env: Mapping[str, str]) -> str:
    """Where a running bot is found, for the terminal chat. Raises SettingsError."""
    host = env.get("XIAOFENG_BOT_HOST") or "127.0.0.1"
    port = int(_number(env, "XIAOFENG_BOT_PORT", default=8080, lowest=0, highest=65535))
    return _url(env, "XIAOFENG_BOT_PUBLIC_URL", default=f"http://{host}:{port}")


def data_dir(env: Mapping[str, str]) -> Path:
    """XIAOFENG_DATA_DIR: the folder of reference data and sentences. Raises SettingsError when it is no folder."""
    folder = Path(env.get("XIAOFENG_DATA_DIR") or "data")
    if not folder.is_dir():
        raise SettingsError("bot: XIAOFENG_DATA_DIR is not a folder; point it at the project's data folder")
    return folder


def _text(env: Mapping[str, str], name: str) -> str:
    value = env.get(name, "").strip()
    if not value:
        raise SettingsError(f"bot: {name} is missing; set it")
    return value


def _number(
    env: Mapping[str, str], name: str, *, default: float, lowest: float, highest: float = float("inf")
) -> float:
    text = env.get(name, "").strip()
    if not text:
        return default
    try:
        value = float(text)
    except ValueError as error:
        raise SettingsError(f"bot: {name} is not a number") from error
    if not lowest <= value <= highest:
        raise SettingsError(f"bot: {name} is out of range")
    return value


def _url(env: Mapping[str, str], name: str, *, default: str) -> str:
    url = (env.get(name) or default).rstrip("/")
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise SettingsError(f"bot: {name} is not a URL") from error
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise SettingsError(f"bot: {name} must begin with http:// or https://")
    return url


def _webhook_secret(env: Mapping[str, str], name: str) -> str | None:
    secret = env.get(name) or None
    # What Telegram takes as setWebhook's secret_token.
    if secret is not None and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
        raise SettingsError(f"bot: {name} may hold 1 to 256 of the signs A-Z a-z 0-9 _ - only; choose another")
    return secret


def _key(env: Mapping[str, str], name: str) -> bytes:
    try:
        key = base64.b64decode(_text(env, name), validate=True)
    except binascii.Error as error:
        raise SettingsError(f"bot: {name} is not base64") from error
    if len(key) != 32:
        raise SettingsError(f"bot: {name} must hold 32 bytes")
    return key


def _quiet_hours(env: Mapping[str, str], name: str) -> QuietHours:
    try:
        return QuietHours.parse(env.get(name, "").strip() or "22:00-07:00")
    except ValueError as error:
        raise SettingsError(f"bot: {name} must be hours like 22:00-07:00, or off") from error


def _checkpoint(env: Mapping[str, str], name: str) -> Checkpoint:
    text = env.get(name, "").strip()
    if not text:
        return no_checkpoint
    try:
        return KillingCheckpoint.from_text(text)
    except ValueError as error:
        raise SettingsError(f"bot: {name}: {error}") from error
