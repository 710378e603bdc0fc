"""Brings the tables to this release's revision, and tells whether they are there already."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncEngine

FOLDER = Path(__file__).resolve().parent / "migrations"


class NotMigrated(Exception):
    """The database has other tables than this release works with."""

    def __init__(self, found: str | None, needed: str | None) -> None:
        super().__init__("the database is not at this release's revision")
        self.found = found
        self.needed = needed


async def migrate(engine: AsyncEngine) -> None:
    """Run every step that has not run yet; all of them in one transaction."""
    async with engine.execution_options(unit_of_work=True).begin() as connection:
        await connection.run_sync(_upgrade)


async def require_current_schema(engine: AsyncEngine) -> None:
    """Raises NotMigrated."""
    needed = ScriptDirectory(str(FOLDER)).get_current_head()
    async with engine.connect() as connection:
        found = await connection.run_sync(_revision_of)
    if found != needed:
        raise NotMigrated(found, needed)


def _upgrade(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _revision_of(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()
