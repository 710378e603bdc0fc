"""Bringing the database to this release's tables, and checking that it is there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from bot.database.engine import open_database
from bot.errors import DatabaseBusy, DatabaseUnusable

_MIGRATIONS = Path(__file__).parent / "migrations"


async def migrate(url: str) -> None:
    """Run the missing revisions in one transaction. Raises DatabaseUnusable when it cannot be opened."""
    await _run(url, lambda connection: command.upgrade(_config(connection), "head"))


async def check_migrated(url: str) -> None:
    """Raises DatabaseUnusable unless the database can be opened and holds exactly this release's revision."""
    await _run(url, _check)


def _check(connection: Connection) -> None:
    if MigrationContext.configure(connection).get_current_revision() != _newest_revision():
        raise DatabaseUnusable("bot: the database is not at this release's tables; run `xiaofeng.py migrate`")


def _newest_revision() -> str | None:
    return ScriptDirectory(str(_MIGRATIONS)).get_current_head()


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["connection"] = connection
    return config


async def _run(url: str, work: Callable[[Connection], None]) -> None:
    database = open_database(url)
    try:
        await database.write(work)
    except DatabaseBusy as error:
        raise DatabaseUnusable("bot: the database is locked by another program; stop it and try again") from error
    except (SQLAlchemyError, OSError) as error:
        line = f"bot: cannot open the database ({_reason(error)}); check XIAOFENG_BOT_DATABASE_URL"
        raise DatabaseUnusable(line) from error
    finally:
        await database.close()


def _reason(error: Exception) -> str:
    # The driver's first line only: SQLAlchemy's text would repeat statements and parameters.
    cause = getattr(error, "orig", None) or error
    return str(cause).partition("\n")[0] or type(cause).__name__
