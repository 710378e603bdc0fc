"""Fixtures every room's tests share: a database of each kind."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.postgres import fresh_database, running_postgres


@pytest.fixture(scope="session")
def postgres_folder() -> Iterator[str]:
    """The socket folder of one PostgreSQL server for the whole run."""
    with running_postgres() as folder:
        yield folder


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database: each test that asks for it runs once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        yield f"sqlite+aiosqlite:///{tmp_path / 'test.db'}"
        return
    folder = request.getfixturevalue("postgres_folder")
    with fresh_database(folder, f"t{uuid.uuid4().hex[:16]}") as url:
        yield url
