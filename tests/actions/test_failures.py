"""What callers read while the database is busy or away: come again, and it will be done."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from actions.database import Database, is_sqlite
from tests.actions.applicants import filed, reviewed
from tests.actions.house import Caller


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The house gives up waiting for a lock after a fifth of a second; set before any database is opened."""
    monkeypatch.setattr("actions.database.LOCK_TIMEOUT_MS", 200)


async def test_while_somebody_else_holds_the_database_callers_come_again(
    bot: Caller, cli: Caller, database_url: str
) -> None:
    number = await filed(bot)
    other = Database(database_url)
    async with other.engine.execution_options(unit_of_work=True).connect() as holder:
        lock = "SELECT 1" if is_sqlite(database_url) else "SELECT 1 FROM enrollments FOR UPDATE"
        await holder.execute(text(lock))
        busy = await reviewed(cli, number, "approve")
    await other.aclose()

    assert (busy.status, busy.json["type"], busy.headers["Retry-After"]) == (503, "try-again-later", "5")
    assert (await reviewed(cli, number, "approve")).status == 200
