"""Opening the bot's database: SQLite (one writer at a time, kept in order here) or PostgreSQL."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from sqlalchemy import Connection, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.errors import DatabaseBusy, SettingsError

Result = TypeVar("Result")

BUSY_TRIES = 5
BUSY_PAUSE_SECONDS = 0.05
# Serialization failure and deadlock: PostgreSQL undid everything, the same work may simply run again.
_RETRYABLE_SQLSTATES = {"40001", "40P01"}


class Database:
    """Reads and short write transactions. Open with `open_database`, close with `close`."""

    def __init__(self, *, reader: AsyncEngine, writer: AsyncEngine, exclusive: bool) -> None:
        self._reader = reader
        self._writer = writer
        # True on SQLite: no other bot process can be alive (see lock.py).
        self.exclusive = exclusive

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A connection on which each statement stands alone."""
        async with self._reader.connect() as connection:
            yield connection

    async def write(self, work: Callable[[AsyncConnection], Awaitable[Result]]) -> Result:
        """Run `work` in one transaction and commit; run it again when the database was locked.

        `work` must do no I/O of its own. Raises DatabaseBusy when it stayed locked; nothing is stored then.
        """
        for attempt in range(BUSY_TRIES):
            try:
                async with self._writer.begin() as connection:
                    return await work(connection)
            except DBAPIError as error:
                if not _is_busy(error):
                    raise
                await asyncio.sleep(BUSY_PAUSE_SECONDS * 2**attempt)
        raise DatabaseBusy

    async def close(self) -> None:
        """Close every connection."""
        await self._reader.dispose()
        await self._writer.dispose()


def open_database(url: str) -> Database:
    """Make the engines; connects at first use. Raises SettingsError for a URL of another kind."""
    backend = engine_kind(url)
    if backend == "sqlite":
        # One write connection in a pool of one: writers queue here, in order, instead of spinning on SQLite's lock.
        writer = _sqlite_engine(url, pool_size=1, begin="BEGIN IMMEDIATE")
        reader = _sqlite_engine(url, pool_size=4, begin=None).execution_options(isolation_level="AUTOCOMMIT")
        return Database(reader=reader, writer=writer, exclusive=True)
    engine = create_async_engine(url, pool_size=10, max_overflow=10, pool_pre_ping=True)
    return Database(reader=engine.execution_options(isolation_level="AUTOCOMMIT"), writer=engine, exclusive=False)


def engine_kind(url: str) -> str:
    """ "sqlite" or "postgresql". Raises SettingsError for any other URL."""
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise SettingsError("bot: XIAOFENG_BOT_DATABASE_URL is not a database URL") from error
    if parsed.drivername not in ("sqlite+aiosqlite", "postgresql+asyncpg"):
        raise SettingsError(
            "bot: XIAOFENG_BOT_DATABASE_URL must begin with sqlite+aiosqlite:// or postgresql+asyncpg://"
        )
    return parsed.get_backend_name()


def _sqlite_engine(url: str, *, pool_size: int, begin: str | None) -> AsyncEngine:
    engine = create_async_engine(url, pool_size=pool_size, max_overflow=0, pool_timeout=30)

    @event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: Any, record: Any) -> None:
        # The driver's own transaction handling is switched off; BEGIN is sent by the listener below.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "busy_timeout=1000"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    if begin is not None:

        @event.listens_for(engine.sync_engine, "begin")
        def start(connection: Connection) -> None:
            connection.exec_driver_sql(begin)

    return engine


def _is_busy(error: DBAPIError) -> bool:
    text = str(error.orig)
    return "database is locked" in text or getattr(error.orig, "sqlstate", None) in _RETRYABLE_SQLSTATES
