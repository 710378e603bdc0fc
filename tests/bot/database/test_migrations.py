"""A migrated database holds exactly the tables the code was written for."""

from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection

from bot.database.engine import open_database
from bot.database.migrate import check_migrated, migrate
from bot.database.tables import metadata
from bot.errors import DatabaseUnusable


def differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
    return list(compare_metadata(context, metadata))


async def test_the_migrated_schema_equals_the_tables(empty_database_url: str) -> None:
    await migrate(empty_database_url)

    database = open_database(empty_database_url)
    found = await database.write(differences)
    await database.close()

    assert found == []


async def test_migrating_twice_changes_nothing(empty_database_url: str) -> None:
    await migrate(empty_database_url)
    await migrate(empty_database_url)

    await check_migrated(empty_database_url)


async def test_a_database_without_tables_is_refused_with_the_remedy(empty_database_url: str) -> None:
    with pytest.raises(DatabaseUnusable, match=r"xiaofeng\.py migrate"):
        await check_migrated(empty_database_url)


async def test_a_database_that_cannot_be_opened_is_named_in_one_line() -> None:
    with pytest.raises(DatabaseUnusable) as caught:
        await check_migrated("sqlite+aiosqlite:////nowhere/at/all.db")

    assert "XIAOFENG_BOT_DATABASE_URL" in caught.value.line
    assert "\n" not in caught.value.line
