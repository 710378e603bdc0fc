"""Looking into both databases of a house from outside, on either engine."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from bot.data_key import DataKey
from tests.journeys.house import House
from tests.loop_apart import loop_apart

Result = TypeVar("Result")

UNDONE = {
    "messages": ("bot", "SELECT count(*) FROM inbox WHERE status = 'new'"),
    "commands": ("bot", "SELECT count(*) FROM commands WHERE status = 'waiting'"),
    "replies": ("bot", "SELECT count(*) FROM outbox WHERE status IN ('pending', 'sending')"),
    "filings": ("actions", "SELECT count(*) FROM filings WHERE state = 'waiting'"),
    "news": ("actions", "SELECT count(*) FROM deliveries WHERE acked_at IS NULL"),
}


class Ledger:
    """SQL in a thread of its own, so that any thread may ask."""

    def __init__(self, house: House, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._engines: dict[str, AsyncEngine] = {}
        for room in ("bot", "actions"):
            url = house.environments[room][f"XIAOFENG_{room.upper()}_DATABASE_URL"]
            self._engines[room] = create_async_engine(url, poolclass=NullPool)
        self.data_key = DataKey(base64.b64decode(house.environments["bot"]["XIAOFENG_BOT_DATA_KEY"]))

    def rows(self, room: str, query: str, **values: Any) -> list[Any]:
        """The rows of one query."""
        return self._in_loop(self._rows(room, query, values))

    def one(self, room: str, query: str, **values: Any) -> Any:
        """The first value of the first row."""
        return self.rows(room, query, **values)[0][0]

    def change(self, room: str, statement: str, **values: Any) -> None:
        """Change rows behind the room's back, committed."""
        self._in_loop(self._change(room, statement, values))

    def undone(self) -> dict[str, int]:
        """What still has to be worked off, by kind; {} when all is done."""
        counted = {kind: self.one(room, query) for kind, (room, query) in UNDONE.items()}
        return {kind: count for kind, count in counted.items() if count}

    async def _rows(self, room: str, query: str, values: dict[str, Any]) -> list[Any]:
        async with self._engines[room].connect() as connection:
            return list((await connection.execute(text(query), values)).all())

    async def _change(self, room: str, statement: str, values: dict[str, Any]) -> None:
        async with self._engines[room].begin() as connection:
            await connection.execute(text(statement), values)

    def _in_loop(self, work: Coroutine[Any, Any, Result]) -> Result:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(60)


@contextmanager
def open_ledger(house: House) -> Iterator[Ledger]:
    with loop_apart() as loop:
        yield Ledger(house, loop)
