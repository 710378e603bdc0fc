"""How the database is opened: what may only be read, and connections that have died meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from actions.attempts import Attempt
from actions.database import Database
from tests.databases import Template

_TRY = insert(Attempt).values(kind="k", subject_hash="s", window="w", tries=1)


@pytest.fixture
def database_url(template: Template, tmp_path: Path) -> Iterator[str]:
    with template.copy("postgresql", tmp_path) as url:
        yield url


async def test_the_server_refuses_to_write_for_whoever_only_reads(database: Database) -> None:
    async with database.read() as session:
        with pytest.raises(DBAPIError, match="read-only"):
            await session.execute(_TRY)

    async with database.write() as session:
        assert await session.scalar(select(func.count()).select_from(Attempt)) == 0


async def test_reading_begins_and_ends_no_transaction(database: Database, database_url: str) -> None:
    async with database.read() as session:
        count = select(func.count()).select_from(Attempt)
        before = await session.scalar(count)
        async with database.write() as unit:
            await unit.execute(_TRY)
            await unit.commit()
        after = await session.scalar(count)
        await _end_sessions(database_url)  # the statement that follows the reading's would fail inside a transaction

    assert (before, after) == (0, 1)


@pytest.mark.parametrize("stale_seconds", [30.0, 0.0], ids=["used just now", "used long ago"])
async def test_connections_that_died_are_replaced_before_they_are_used(
    database: Database, database_url: str, monkeypatch: pytest.MonkeyPatch, stale_seconds: float
) -> None:
    monkeypatch.setattr("actions.database.STALE_SECONDS", stale_seconds)
    await _use(database)
    await _end_sessions(database_url)

    await _use(database)


async def _use(database: Database) -> None:
    """Two connections of each kind."""
    async with database.read() as first, database.read() as second, database.write() as third, database.write() as last:
        for session in (first, second, third, last):
            assert await session.scalar(select(func.count()).select_from(Attempt)) == 0


async def _end_sessions(database_url: str) -> None:
    """All of them, as a restarted server does."""
    parsed = make_url(database_url)
    connection = await asyncpg.connect(host=parsed.query["host"], user="postgres", database="postgres")
    ended = "SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity WHERE datname = $1"
    assert await connection.fetchval(ended, parsed.database) > 0
    await connection.close()
