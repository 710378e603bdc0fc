"""The migrated tables are the models' tables, on both engines."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect, text

from actions.database import Base, Database, create_engine
from actions.migrate import migrate, require_current_schema
from actions.models import metadata


async def test_nothing_is_left_to_generate(database: Database) -> None:
    def differences(connection: Connection) -> list[Any]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, metadata))

    async with database.engine.connect() as connection:
        assert await connection.run_sync(differences) == []


async def test_constraints_and_partial_indexes_are_the_same_too(database: Database) -> None:
    async with database.engine.connect() as connection:
        migrated = await connection.run_sync(_described)
    async with database.engine.begin() as connection:
        await connection.run_sync(_drop_everything)
        await connection.run_sync(Base.metadata.create_all)
    async with database.engine.connect() as connection:
        assert await connection.run_sync(_described) == migrated


async def test_migrating_twice_changes_nothing(empty_database_url: str) -> None:
    engine = create_engine(empty_database_url)
    await migrate(engine)
    await migrate(engine)
    await require_current_schema(engine)
    await engine.dispose()


def _described(connection: Connection) -> dict[str, Any]:
    """Columns, checks, keys and indexes of every table, in an order that does not depend on the engine."""
    inspector = inspect(connection)
    return {
        table: {
            "columns": {
                column["name"]: (str(column["type"]), column["nullable"]) for column in inspector.get_columns(table)
            },
            "primary key": inspector.get_pk_constraint(table)["constrained_columns"],
            "checks": sorted(str(check["name"]) + check["sqltext"] for check in inspector.get_check_constraints(table)),
            "foreign keys": _lines(inspector.get_foreign_keys(table)),
            "unique": _lines(inspector.get_unique_constraints(table)),
            "indexes": _lines(inspector.get_indexes(table)),
        }
        for table in sorted(metadata.tables)
    }


def _lines(found: Iterable[Any]) -> list[str]:
    return sorted(json.dumps(one, sort_keys=True, default=str) for one in found)


def _drop_everything(connection: Connection) -> None:
    for table in reversed(metadata.sorted_tables):
        connection.execute(text(f"DROP TABLE {table.name}"))
