"""Opening the bot's database: SQLite or PostgreSQL.

Work on the database is a plain function over a SQLAlchemy `Connection`, run as one piece. On SQLite it runs in a thread
of its own with the standard library's driver: handing each statement to a thread and back, as an asynchronous driver
does, costs ten times what the statements do. On PostgreSQL it runs on asyncpg.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.errors import DatabaseBusy, SettingsError

Result = TypeVar("Result")
Work = Callable[[Connection], Result]

BUSY_TRIES = 5
BUSY_PAUSE_SECONDS = 0.05
READERS = 2
# Serialization failure and deadlock: PostgreSQL undid everything, the same work may simply run again.
_RETRYABLE_SQLSTATES = {"40001", "40P01"}


class _Backend(Protocol):
    async def read(self, work: Work[Result]) -> Result: ...

    async def write(self, work: Work[Result]) -> Result: ...

    async def close(self) -> None: ...


class Database:
    """Reads and short write transactions. Open with `open_database`, close with `close`."""

    def __init__(self, backend: _Backend, *, exclusive: bool) -> None:
        self._backend = backend
        # True on SQLite: no other bot process can be alive (see lock.py).
        self.exclusive = exclusive

    async def read(self, work: Work[Result]) -> Result:
        """Run `work` on a connection on which each statement stands alone."""
        return await self._backend.read(work)

    async def write(self, work: Work[Result]) -> Result:
        """Run `work` in one transaction and commit; run it again when the database was locked.

        Raises DatabaseBusy when it stayed locked; nothing is stored then.
        """
        for attempt in range(BUSY_TRIES):
            try:
                return await self._backend.write(work)
            except DBAPIError as error:
                if not _is_busy(error):
                    raise
                await asyncio.sleep(BUSY_PAUSE_SECONDS * 2**attempt)
        raise DatabaseBusy

    async def close(self) -> None:
        """Close every connection."""
        await self._backend.close()


def open_database(url: str) -> Database:
    """Make the engines; connects at first use. Raises SettingsError for a URL of another kind."""
    if engine_kind(url) == "sqlite":
        return Database(_Sqlite(url), exclusive=True)
    return Database(_Postgresql(url), exclusive=False)


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


class _Sqlite:
    """One writer, which also keeps writers in order instead of letting them spin on SQLite's lock; a few readers."""

    def __init__(self, url: str) -> None:
        self._writer = _sqlite_engine(url, pool_size=1, begin="BEGIN IMMEDIATE")
        self._reader = _sqlite_engine(url, pool_size=READERS, begin=None)
        self._write_thread = ThreadPoolExecutor(1, thread_name_prefix="database-writer")
        self._read_threads = ThreadPoolExecutor(READERS, thread_name_prefix="database-reader")

    async def read(self, work: Work[Result]) -> Result:
        def run() -> Result:
            with self._reader.connect() as connection:
                return work(connection)

        return await asyncio.get_running_loop().run_in_executor(self._read_threads, run)

    async def write(self, work: Work[Result]) -> Result:
        def run() -> Result:
            with self._writer.begin() as connection:
                return work(connection)

        return await asyncio.get_running_loop().run_in_executor(self._write_thread, run)

    async def close(self) -> None:
        for threads, engine in ((self._write_thread, self._writer), (self._read_threads, self._reader)):
            await asyncio.to_thread(threads.shutdown)
            engine.dispose()


class _Postgresql:
    def __init__(self, url: str) -> None:
        self._writer: AsyncEngine = create_async_engine(url, pool_size=10, max_overflow=10, pool_pre_ping=True)
        self._reader = self._writer.execution_options(isolation_level="AUTOCOMMIT")

    async def read(self, work: Work[Result]) -> Result:
        async with self._reader.connect() as connection:
            return await connection.run_sync(work)

    async def write(self, work: Work[Result]) -> Result:
        async with self._writer.begin() as connection:
            return await connection.run_sync(work)

    async def close(self) -> None:
        await self._writer.dispose()


def _sqlite_engine(url: str, *, pool_size: int, begin: str | None) -> Engine:
    plain_url = make_url(url).set(drivername="sqlite+pysqlite")
    engine = create_engine(plain_url, pool_size=pool_size, max_overflow=0, connect_args={"check_same_thread": False})

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, record: Any) -> None:
        # The driver's own transaction handling is switched off; BEGIN is sent by the listener below.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "busy_timeout=1000"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    if begin is not None:

        @event.listens_for(engine, "begin")
        def start(connection: Connection) -> None:
            connection.exec_driver_sql(begin)

    return engine


def _is_busy(error: DBAPIError) -> bool:
    text = str(error.orig)
    return "database is locked" in text or getattr(error.orig, "sqlstate", None) in _RETRYABLE_SQLSTATES
