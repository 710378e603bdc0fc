"""A migrated database of each kind for the bot's tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.database.migrate import migrate
from tests.databases import Template


@pytest.fixture(scope="session")
def template(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Template:
    return Template(
        migrate,
        folder=tmp_path_factory.mktemp("template"),
        postgres_folder=lambda: str(request.getfixturevalue("postgres_folder")),
    )


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path, template: Template) -> Iterator[str]:
    """A migrated database, once on SQLite and once on PostgreSQL."""
    with template.copy(request.param, tmp_path) as url:
        yield url
