"""SQLite's thread, visited once a statement.

aiosqlite goes there four times (open a cursor, execute, fetch, close), and waits each time for the thread and then for
the event loop. On a busy machine that, not the statement, is what a unit of work consists of.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, Self

import aiosqlite
from sqlalchemy import URL


class _Cursor:
    """As much of a cursor as SQLAlchemy uses; its rows are there when `execute` returns."""

    arraysize = 1

    def __init__(self, connection: _Connection) -> None:
        self._connection = connection
        self._rows: list[Any] = []
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def execute(self, statement: str, parameters: Iterable[Any] = ()) -> Self:
        return await self._run(lambda cursor: cursor.execute(statement, parameters))  # type: ignore[arg-type]

    async def executemany(self, statement: str, parameters: Iterable[Iterable[Any]]) -> Self:
        return await self._run(lambda cursor: cursor.executemany(statement, parameters))  # type: ignore[arg-type]

    async def fetchall(self) -> list[Any]:
        rows, self._rows = self._rows, []
        return rows

    async def close(self) -> None:
        self._rows = []

    async def _run(self, act: Callable[[sqlite3.Cursor], object]) -> Self:
        def in_thread() -> None:
            cursor = self._connection.opened.cursor()
            try:
                act(cursor)
                self.description = cursor.description
                self._rows = cursor.fetchall() if cursor.description else []
                self.rowcount, self.lastrowid = cursor.rowcount, cursor.lastrowid  # known once all rows are read
            finally:
                cursor.close()

        await self._connection.visit(in_thread)
        return self


class _Connection(aiosqlite.Connection):
    @property
    def opened(self) -> sqlite3.Connection:
        return self._conn

    async def visit(self, act: Callable[[], None]) -> None:
        await self._execute(act)  # type: ignore[no-untyped-call]

    def cursor(self) -> Any:
        return _Cursor(self)


def connecting_to(url: URL) -> Callable[[], Awaitable[aiosqlite.Connection]]:
    """For `create_async_engine(async_creator=…)`."""
    arguments = url.get_dialect()().create_connect_args(url)
    places: Any = arguments[0]
    options: Any = arguments[1]

    def connect() -> Awaitable[aiosqlite.Connection]:
        connection = _Connection(lambda: sqlite3.connect(*places, **options), iter_chunk_size=64)
        connection._thread.daemon = True  # a process that ends does not wait for connections nobody closed
        return connection

    return connect
