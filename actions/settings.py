"""The settings of the backend service: read from the environment once, at start."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from actions.checkpoints import Checkpoint, FailPoint, pass_through
from actions.filing.receiver import Receiver, UnreadableSecret, UnreadableUrl
from actions.retention.days import DAYS, LONGEST_DAYS, SHORTEST_DAYS, retention
from actions.takeovers.hours import DeskHours, UnreadableHours

SHORTEST_TOKEN = 16
DEFAULT_DESK_HOURS = "1-7 08:30-17:30"


class Client(StrEnum):
    """Who may call the API, each with a token of its own."""

    BOT = "bot"
    CLI = "cli"
    NLU = "nlu"


class SettingsError(Exception):
    """One variable is missing or unreadable; the text says which and what to do, and never its value."""


@dataclass(frozen=True)
class Settings:
    """Keys and tokens stay out of `repr`, so that no trace shows them."""

    database_url: str
    host: str
    port: int
    public_url: str  # where a browser finds the desk, without a trailing slash
    trusted_proxies: int  # reverse proxies before the desk whose X-Forwarded-For counts
    data_dir: Path
    clients: Mapping[Client, str] = field(repr=False)  # bearer token of each
    sealing_private_key: bytes = field(repr=False)  # X25519, 32 bytes
    field_key: bytes = field(repr=False)  # 32 bytes
    lookup_key: bytes = field(repr=False)  # 32 bytes
    other_sealing_private_keys: tuple[bytes, ...] = field(repr=False)  # these and the next read, and never write
    other_field_keys: tuple[bytes, ...] = field(repr=False)
    nlu_url: str  # without a trailing slash
    nlu_token: str | None = field(repr=False)  # None: new wordings are not checked before they go out
    desk_hours: DeskHours  # when operators are there
    retention: Mapping[str, timedelta]  # how long each kind of row is kept
    housekeeping: timedelta  # between two looks for rows past their time or under an older key
    audit_heads: Path | None  # folder for the audit log's heads
    climb_after: timedelta  # how long a worker waits unclaimed before the next level sees it
    receiver: Receiver | None  # the union's own system; None: nothing is sent, filings wait to be exported
    chat_url: str  # where workers find the chat page, without a trailing slash; invitation links begin with it
    rosters_kept: timedelta  # how long names and phones of a roster are kept
    checkpoint: Checkpoint = pass_through

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> Settings:
        """Raises SettingsError naming the first variable that is missing or unreadable."""
        host = env.get("XIAOFENG_ACTIONS_HOST") or "127.0.0.1"
        port = _port(env, "XIAOFENG_ACTIONS_PORT", default=8081)
        return cls(
            database_url=database_url(env),
            host=host,
            port=port,
            public_url=_url(env, "XIAOFENG_ACTIONS_PUBLIC_URL", default=f"http://{host}:{port}"),
            trusted_proxies=_count(env, "XIAOFENG_TRUSTED_PROXIES", most=9),
            data_dir=Path(env.get("XIAOFENG_DATA_DIR") or "data"),
            clients=_clients(env, "XIAOFENG_ACTIONS_CLIENTS"),
            sealing_private_key=_key(env, "XIAOFENG_SEALING_PRIVATE_KEY"),
            field_key=_key(env, "XIAOFENG_FIELD_KEY"),
            lookup_key=_key(env, "XIAOFENG_LOOKUP_KEY"),
            other_sealing_private_keys=_keys(env, "XIAOFENG_OTHER_SEALING_PRIVATE_KEYS"),
            other_field_keys=_keys(env, "XIAOFENG_OTHER_FIELD_KEYS"),
            nlu_url=_url(env, "XIAOFENG_NLU_URL", default="http://127.0.0.1:5005"),
            nlu_token=env.get("XIAOFENG_NLU_TOKEN", "").strip() or None,
            desk_hours=_desk_hours(env, "XIAOFENG_DESK_HOURS"),
            climb_after=_minutes(env, "XIAOFENG_DESK_CLIMB_MINUTES", default=5),
            receiver=_receiver(env, "XIAOFENG_FILING_URL", "XIAOFENG_FILING_SECRET"),
            retention=_retention(env, "XIAOFENG_ACTIONS_RETENTION"),
            housekeeping=_seconds(env, "XIAOFENG_HOUSEKEEPING_SECONDS", default=3_600),
            audit_heads=Path(folder) if (folder := env.get("XIAOFENG_AUDIT_HEADS_DIR", "").strip()) else None,
            chat_url=_url(env, "XIAOFENG_BOT_PUBLIC_URL", default="http://127.0.0.1:8080"),
            rosters_kept=_days(env, "XIAOFENG_ROSTER_DAYS", default=30, most=90),
            checkpoint=_checkpoint(env, "XIAOFENG_FAILPOINT"),
        )


def database_url(env: Mapping[str, str]) -> str:
    """XIAOFENG_ACTIONS_DATABASE_URL with a driver this room has. Raises SettingsError."""
    name = "XIAOFENG_ACTIONS_DATABASE_URL"
    url = env.get(name) or "sqlite+aiosqlite:///var/actions.db"
    try:
        driver = make_url(url).drivername
    except ArgumentError as error:
        raise SettingsError(f"{name} is not a database URL") from error
    if driver not in ("sqlite+aiosqlite", "postgresql+asyncpg"):
        raise SettingsError(f"{name} must begin with sqlite+aiosqlite:// or postgresql+asyncpg://")
    return url


def _text(env: Mapping[str, str], name: str) -> str:
    value = env.get(name, "").strip()
    if not value:
        raise SettingsError(f"{name} is not set")
    return value


def _port(env: Mapping[str, str], name: str, *, default: int) -> int:
    text = env.get(name, "").strip()
    if not text:
        return default
    if not text.isascii() or not text.isdigit() or int(text) > 65_535:
        raise SettingsError(f"{name} must be a port number from 0 to 65535")
    return int(text)


def _desk_hours(env: Mapping[str, str], name: str) -> DeskHours:
    try:
        return DeskHours.parse(env.get(name, "").strip() or DEFAULT_DESK_HOURS)
    except UnreadableHours as error:
        raise SettingsError(f"{name} must be days and times, for example {DEFAULT_DESK_HOURS}") from error


def _seconds(env: Mapping[str, str], name: str, *, default: int) -> timedelta:
    text = env.get(name, "").strip() or str(default)
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 24 * 3_600:
        raise SettingsError(f"{name} must be a number of seconds from 1 to 86400")
    return timedelta(seconds=int(text))


def _minutes(env: Mapping[str, str], name: str, *, default: int) -> timedelta:
    text = env.get(name, "").strip() or str(default)
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 24 * 60:
        raise SettingsError(f"{name} must be a number of minutes from 1 to 1440")
    return timedelta(minutes=int(text))


def _retention(env: Mapping[str, str], name: str) -> Mapping[str, timedelta]:
    try:
        return retention(env.get(name, ""))
    except ValueError as error:
        kinds = ", ".join(DAYS)
        raise SettingsError(
            f"{name} must be kind=days,… with kinds {kinds}; {SHORTEST_DAYS} to {LONGEST_DAYS} days"
        ) from error


def _days(env: Mapping[str, str], name: str, *, default: int, most: int) -> timedelta:
    text = env.get(name, "").strip() or str(default)
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= most:
        raise SettingsError(f"{name} must be a number of days from 1 to {most}")
    return timedelta(days=int(text))


def _count(env: Mapping[str, str], name: str, *, most: int) -> int:
    text = env.get(name, "").strip() or "0"
    if not text.isascii() or not text.isdigit() or int(text) > most:
        raise SettingsError(f"{name} must be a number from 0 to {most}")
    return int(text)


def _url(env: Mapping[str, str], name: str, *, default: str) -> str:
    url = (env.get(name, "").strip() or default).rstrip("/")
    if not url.startswith(("http://", "https://")):
        raise SettingsError(f"{name} must begin with http:// or https://")
    return url


def _keys(env: Mapping[str, str], name: str) -> tuple[bytes, ...]:
    return tuple(_read_key(text.strip(), name) for text in env.get(name, "").split(",") if text.strip())


def _key(env: Mapping[str, str], name: str) -> bytes:
    return _read_key(_text(env, name), name)


def _read_key(text: str, name: str) -> bytes:
    try:
        key = base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise SettingsError(f"{name} is not base64") from error
    if len(key) != 32:
        raise SettingsError(f"{name} must be 32 bytes in base64")
    return key


def _clients(env: Mapping[str, str], name: str) -> Mapping[Client, str]:
    clients: dict[Client, str] = {}
    for part in _text(env, name).split(","):
        who, _, token = part.strip().partition("=")
        if who not in set(Client) or len(token) < SHORTEST_TOKEN:
            known = ", ".join(Client)
            raise SettingsError(
                f"{name} must be name=token,… with names {known}; tokens of {SHORTEST_TOKEN}+ characters"
            )
        clients[Client(who)] = token
    if len(set(clients.values())) < len(clients):
        raise SettingsError(f"{name} gives two clients the same token")
    return clients


def _receiver(env: Mapping[str, str], url: str, secret: str) -> Receiver | None:
    if not env.get(url, "").strip():
        if env.get(secret, "").strip():
            raise SettingsError(f"{secret} is set, but {url} is not; set both or neither")
        return None
    try:
        return Receiver.parse(_text(env, url), _text(env, secret))
    except UnreadableUrl as error:
        raise SettingsError(f"{url} {error}") from error
    except UnreadableSecret as error:
        raise SettingsError(f"{secret} {error}") from error


def _checkpoint(env: Mapping[str, str], name: str) -> Checkpoint:
    text = env.get(name, "")
    if not text:
        return pass_through
    try:
        return FailPoint.parse(text)
    except ValueError as error:
        raise SettingsError(f"{name}: {error}") from error
