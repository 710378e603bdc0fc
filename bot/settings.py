"""The bot's settings: read from the environment once, at start."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from bot.data_key import DataKey, key_id
from bot.database.engine import engine_kind
from bot.errors import SettingsError
from bot.failpoints import Checkpoint, KillingCheckpoint, no_checkpoint
from bot.quiet_hours import QuietHours
from bot.retention import DAYS, LONGEST_DAYS, SHORTEST_DAYS, retention


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
    data_key: DataKey = field(repr=False)
    data_dir: Path
    housekeeping_seconds: float  # between two looks for rows past their time or under an older key
    retention: Mapping[str, timedelta]  # how long each kind of row is kept
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
            data_key=data_key(env),
            data_dir=data_dir(env),
            retention=retention_of(env),
            housekeeping_seconds=_number(env, "XIAOFENG_HOUSEKEEPING_SECONDS", default=3600, lowest=1, highest=86400),
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


def retention_of(env: Mapping[str, str]) -> Mapping[str, timedelta]:
    """XIAOFENG_BOT_RETENTION over the defaults. Raises SettingsError."""
    try:
        return retention(env.get("XIAOFENG_BOT_RETENTION", ""))
    except ValueError as error:
        raise SettingsError(
            f"bot: XIAOFENG_BOT_RETENTION must be kind=days,… with kinds {', '.join(DAYS)}; "
            f"{SHORTEST_DAYS} to {LONGEST_DAYS} days"
        ) from error


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


def sealing_key_id(env: Mapping[str, str]) -> str:
    """Which public key values are sealed for. Raises SettingsError."""
    return key_id(_key(env, "XIAOFENG_SEALING_PUBLIC_KEY"))


def data_key(env: Mapping[str, str]) -> DataKey:
    """The bot's own key with the older ones. Raises SettingsError."""
    return DataKey(
        _key(env, "XIAOFENG_BOT_DATA_KEY"),
        others=_keys(env, "XIAOFENG_OTHER_BOT_DATA_KEYS"),
        hash_key=_hash_key(env, "XIAOFENG_BOT_HASH_KEY", needed_with="XIAOFENG_OTHER_BOT_DATA_KEYS"),
    )


def _hash_key(env: Mapping[str, str], name: str, *, needed_with: str) -> bytes | None:
    if env.get(name, "").strip():
        return _key(env, name)
    if env.get(needed_with, "").strip():
        # Derived from a newer key it would lead to no conversation there is.
        raise SettingsError(f"bot: {name} must be set with {needed_with}; `xiaofeng keys rotate` gives both")
    return None


def _keys(env: Mapping[str, str], name: str) -> tuple[bytes, ...]:
    return tuple(_read_key(text.strip(), name) for text in env.get(name, "").split(",") if text.strip())


def _key(env: Mapping[str, str], name: str) -> bytes:
    return _read_key(_text(env, name), name)


def _read_key(text: str, name: str) -> bytes:
    try:
        key = base64.b64decode(text, validate=True)
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
