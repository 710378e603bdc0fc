"""SQLite in memory, each piece of work whole and at a random moment: thousands of schedules in a minute."""

from __future__ import annotations

from typing import TypeVar

from sqlalchemy import create_engine
from sqlalchemy.pool import StaticPool

from bot.database.engine import Database, Work
from bot.database.tables import metadata
from tests.bot.takeover.chance import Drift

Result = TypeVar("Result")
MOST_ROUNDS = 2


class _Drifting:
    def __init__(self, drift: Drift) -> None:
        self._drift = drift
        self._engine = create_engine("sqlite+pysqlite://", poolclass=StaticPool)
        metadata.create_all(self._engine)
        self._connection = self._engine.connect()

    async def read(self, work: Work[Result]) -> Result:
        await self._drift(MOST_ROUNDS)
        with self._connection.begin():
            return work(self._connection)

    async def write(self, work: Work[Result]) -> Result:
        await self._drift(MOST_ROUNDS)
        with self._connection.begin():
            result = work(self._connection)
        await self._drift(MOST_ROUNDS)  # committed, but whoever asked does not know it yet
        return result

    async def close(self) -> None:
        self._connection.close()
        self._engine.dispose()


def drifting_sqlite(drift: Drift) -> Database:
    return Database(_Drifting(drift), exclusive=True)
