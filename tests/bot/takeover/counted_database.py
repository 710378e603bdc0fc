"""A database that counts its work, so that a schedule can wait for so much of it instead of for so long."""

from __future__ import annotations

from typing import TypeVar

from bot.database.engine import Database, Work

Result = TypeVar("Result")


class CountedDatabase(Database):
    """`done` is how many pieces of work have been finished."""

    def __init__(self, database: Database) -> None:
        super().__init__(database._backend, exclusive=database.exclusive)
        self.done = 0

    async def read(self, work: Work[Result]) -> Result:
        try:
            return await super().read(work)
        finally:
            self.done += 1

    async def write(self, work: Work[Result]) -> Result:
        try:
            return await super().write(work)
        finally:
            self.done += 1
