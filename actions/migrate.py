"""Brings the tables to this release's revision, and tells whether they are there already."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

FOLDER = Path(__file__).resolve().parent / "migrations"


class NotMigrated(Exception):
    """The database has other tables than this release works with."""

    def __init__(self, found: str | None, needed: str | None) -> None:
        super().__init__("the database is not at this release's revision")
        self.found = found
        self.needed = needed


class BrokenReference(Exception):
    """A step would leave a row that names another one which is not there; nothing was changed."""


async def migrate(engine: AsyncEngine, *, to: str = "head") -> None:
    """Run every step up (or down) to that revision, all of them in one transaction. Raises BrokenReference.

    SQLite cannot take a constraint off a table: a step makes the table anew, and the rows that refer to it must not
    hinder that. So references are not enforced meanwhile, and all looked at before the commit.
    """
    async with engine.execution_options(unit_of_work=True).connect() as connection:
        is_sqlite = connection.dialect.name == "sqlite"
        if is_sqlite:
            await _enforce_references(connection, False)
        try:
            async with connection.begin():
                await connection.run_sync(_move, to)
                if is_sqlite and (await connection.exec_driver_sql("PRAGMA foreign_key_check")).first() is not None:
                    raise BrokenReference
        finally:
            if is_sqlite:
                await _enforce_references(connection, True)


async def require_current_schema(engine: AsyncEngine) -> None:
    """Raises NotMigrated."""
    needed = ScriptDirectory(str(FOLDER)).get_current_head()
    async with engine.connect() as connection:
        found = await connection.run_sync(_revision_of)
    if found != needed:
        raise NotMigrated(found, needed)


async def _enforce_references(connection: AsyncConnection, enforced: bool) -> None:
    """On the driver's own connection: within a transaction SQLite would take no notice."""
    driver: Any = (await connection.get_raw_connection()).driver_connection
    await driver.cursor().execute(f"PRAGMA foreign_keys={'ON' if enforced else 'OFF'}")


def _move(connection: Connection, to: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    found = _revision_of(connection)
    is_back = to != "head" and found is not None and found > to  # revisions are numbers that grow
    (command.downgrade if is_back else command.upgrade)(config, to)


def _revision_of(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()
