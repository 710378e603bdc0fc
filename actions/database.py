"""The database: declarative base, engine, and the two ways to open a transaction.

`read()` is for queries: on PostgreSQL the server refuses anything else there, and each stands for itself, as at READ
COMMITTED it would inside a transaction, so that none is begun and ended. `write()` is one unit of work: commit is
explicit, leaving without it rolls back. On SQLite a write takes the lock at once (BEGIN IMMEDIATE), so that no unit
fails half-way; writers of this process queue in order, and a file lock (`file_lock.py`) keeps other processes out.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext, suppress
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, cast

from sqlalchemy import (
    BigInteger,
    Connection,
    DateTime,
    Dialect,
    MetaData,
    Table,
    TypeDecorator,
    bindparam,
    event,
    func,
    select,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql.asyncpg import AsyncAdapt_asyncpg_dbapi
from sqlalchemy.engine import make_url
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.pool import ConnectionPoolEntry

from actions.sqlite_driver import connecting_to

LOCK_TIMEOUT_MS = 5_000
#: Kept open all: an open desk asks so often that opening and closing cost more than asking. On PostgreSQL as many for
#: units of work and as many for reading.
CONNECTIONS = 15
#: A connection that lay longer is asked whether it still leads anywhere before it is used.
STALE_SECONDS = 30.0


class Base(DeclarativeBase):
    """All tables of this room; constraints have names, so that migrations can speak of them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant; SQLite forgets the zone, so it is put back on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("a naive datetime has no place in the database")
        return value.astimezone(UTC) if value is not None else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is UTC:
            return value
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


_HOLD = select(func.pg_advisory_xact_lock(bindparam("key", type_=BigInteger)))


class Commits:
    """Wakes whoever waits for the next committed unit of this process."""

    def __init__(self) -> None:
        self._next = asyncio.Event()

    def beat(self) -> None:
        self._next.set()
        self._next = asyncio.Event()

    def upcoming(self) -> asyncio.Event:
        """The event of the next commit; take it before looking, wait for it after."""
        return self._next


class Database:
    """One engine; sessions for reading and for units of work."""

    def __init__(self, url: str) -> None:
        self.engine = create_engine(url)
        self.reading = self.engine if is_sqlite(url) else create_engine(url, read_only=True)
        self.commits = Commits()
        writing = self.engine.execution_options(unit_of_work=True)
        self._readers = async_sessionmaker(self.reading, expire_on_commit=False)
        self._writers = async_sessionmaker(writing, expire_on_commit=False)
        self._turn: asyncio.Lock | nullcontext[None] = asyncio.Lock() if is_sqlite(url) else nullcontext()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """A session for queries only; nothing it does is kept."""
        async with self._readers() as session:
            yield session

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncSession]:
        """One unit of work; the caller commits. Never opened inside another one, never held over a call elsewhere."""
        async with self._turn, self._writers() as session:
            event.listen(session.sync_session, "after_commit", lambda _: self.commits.beat())
            yield session

    async def aclose(self) -> None:
        await self.engine.dispose()
        await self.reading.dispose()


def create_engine(url: str, *, read_only: bool = False) -> AsyncEngine:
    """The engine for that URL. Values never appear in error texts, since they may be personal data.

    With `read_only`, on PostgreSQL alone, every statement is a transaction of its own and none may write.
    """
    if not is_sqlite(url):
        return _postgresql_engine(url, read_only)
    engine = create_async_engine(
        url,
        hide_parameters=True,
        pool_size=CONNECTIONS,
        max_overflow=0,
        async_creator=connecting_to(make_url(url)),
    )
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


def insert_into(session: AsyncSession, table: type[Base] | Table) -> sqlite.Insert | postgresql.Insert:
    """An insert that can say what to do on conflict; both engines speak the same words for it."""
    return insert_on(engine_of(session), table)


def insert_on(engine: str, table: type[Base] | Table) -> sqlite.Insert | postgresql.Insert:
    """The same for an engine by its name."""
    return sqlite.insert(table) if engine == "sqlite" else postgresql.insert(table)


def engine_of(session: AsyncSession) -> str:
    """`sqlite` or `postgresql`."""
    return session.get_bind().dialect.name


def table_of(model: type[Base]) -> Table:
    """For statements every request makes: written for the table and once, they take a third of what they take written
    for the class each time. They do not flush: whoever has changed objects flushes first."""
    return cast(Table, model.__table__)


async def hold_name(session: AsyncSession, name: str) -> None:
    """Keep other units of work that hold the same name waiting until this one ends.

    On SQLite a unit of work is alone already; on PostgreSQL this is an advisory lock.
    """
    if engine_of(session) == "postgresql":
        key = int.from_bytes(sha256(name.encode()).digest()[:8], "big", signed=True)
        await session.execute(_HOLD, {"key": key})


async def sample(session: AsyncSession, *models: type[Base]) -> None:
    """Have PostgreSQL look anew at tables this unit of work has filled.

    By itself it does so within a minute, and plans until then as if they were small.
    """
    if engine_of(session) == "postgresql":
        await session.execute(text("ANALYZE " + ", ".join(table_of(model).name for model in models)))


def is_sqlite(url: str) -> bool:
    return make_url(url).get_backend_name() == "sqlite"


def sqlite_file(url: str) -> Path | None:
    """The file behind a SQLite URL; None for PostgreSQL."""
    parsed = make_url(url)
    return Path(parsed.database) if is_sqlite(url) and parsed.database else None


def _postgresql_engine(url: str, read_only: bool) -> AsyncEngine:
    settings = {
        "lock_timeout": str(LOCK_TIMEOUT_MS),
        "timezone": "UTC",
        "jit": "off",  # compiling takes longer than any statement here may
        "default_transaction_read_only": "on" if read_only else "off",
    }
    engine = create_async_engine(
        url,
        hide_parameters=True,
        pool_size=CONNECTIONS,
        max_overflow=0,
        pool_use_lifo=True,  # the one used last has its statements ready
        connect_args={"server_settings": settings},
        **({"isolation_level": "AUTOCOMMIT"} if read_only else {}),
    )
    event.listen(engine.sync_engine, "checkin", _note_checkin)
    event.listen(engine.sync_engine, "checkout", _pass_over_dead)
    return engine


def _note_checkin(_connection: object, record: ConnectionPoolEntry) -> None:
    record.info["used_at"] = time.monotonic()


def _pass_over_dead(connection: Any, record: ConnectionPoolEntry, _proxy: object) -> None:
    """Have a connection the server has closed replaced, and all others as old as it.

    The driver hears of that by itself, mostly; SQLAlchemy's pre-ping asks before each use, which takes three journeys
    to the server, half as many as a whole request.
    """
    if not connection.driver_connection.is_closed():
        used_at = record.info.get("used_at")
        if used_at is None or time.monotonic() - used_at < STALE_SECONDS:
            return
        with suppress(AsyncAdapt_asyncpg_dbapi.Error, OSError):
            connection.ping()
            return
    raise InvalidatePoolError()


def _prepare_sqlite(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", f"busy_timeout={LOCK_TIMEOUT_MS}"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    is_write = connection.get_execution_options().get("unit_of_work", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if is_write else "BEGIN")
