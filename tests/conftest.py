"""Fixtures every room's tests share: an empty database of each kind. Each room has `database_url`, a migrated one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import sqlite_url, unused_name
from tests.ports import free_port
from tests.postgres import fresh_database, running_postgres


@pytest.fixture
def unused_tcp_port() -> int:
    """A port for a process the test starts, in place of pytest-asyncio's."""
    return free_port()


@pytest.fixture(scope="session")
def postgres_folder() -> Iterator[str]:
    """The socket folder of one PostgreSQL server for the whole run."""
    with running_postgres() as folder:
        yield folder


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database: each test that asks for it runs once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        yield sqlite_url(tmp_path / "test.db")
        return
    folder = request.getfixturevalue("postgres_folder")
    with fresh_database(folder, unused_name()) as url:
        yield url
