"""SQLite without a thread: a statement runs where it is asked for, in the event loop's own turn.

aiosqlite hands each step of a statement to a thread and waits for the thread, for Python's lock and for the loop to
come round again. A statement of the desk takes a tenth of a millisecond and its waiting, on a busy machine, fifty times
that, while every other unit of work waits for the one that has begun. What takes SQLite long holds up everybody:
statements are kept short, and a house that outgrows this moves to PostgreSQL.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, Self

from sqlalchemy import URL


class _Cursor:
    """As much of an asynchronous cursor as SQLAlchemy uses; its rows are there when `execute` returns."""

    arraysize = 1

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._cursor = connection.cursor()
        self._rows: list[Any] = []

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    @property
    def description(self) -> Any:
        return self._cursor.description

    @property
    def rowcount(self) -> int:
        return self._cursor.rowcount

    @property
    def lastrowid(self) -> int | None:
        return self._cursor.lastrowid

    async def execute(self, statement: str, parameters: Iterable[Any] = ()) -> Self:
        self._cursor.execute(statement, parameters)  # type: ignore[arg-type]
        # Read to the end: the number of changed rows is known only then, and nothing stays open.
        self._rows = self._cursor.fetchall() if self._cursor.description else []
        return self

    async def executemany(self, statement: str, parameters: Iterable[Iterable[Any]]) -> Self:
        self._cursor.executemany(statement, parameters)  # type: ignore[arg-type]
        return self

    async def fetchall(self) -> list[Any]:
        rows, self._rows = self._rows, []
        return rows

    async def close(self) -> None:
        self._cursor.close()


class _Connection:
    """As much of aiosqlite's connection as SQLAlchemy's dialect for it uses."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection  # by this name the dialect sees whether it is open

    def cursor(self) -> Any:
        return _Cursor(self._connection)

    async def create_function(self, *arguments: Any, **named: Any) -> None:
        self._connection.create_function(*arguments, **named)

    async def commit(self) -> None:
        self._connection.commit()

    async def rollback(self) -> None:
        self._connection.rollback()

    async def close(self) -> None:
        self._connection.close()

    def stop(self) -> None:
        self._connection.close()


def connecting_to(url: URL) -> Callable[[], Awaitable[_Connection]]:
    """For `create_async_engine(async_creator=…)`. Transactions begin and end by statements, never by themselves."""
    arguments = url.get_dialect()().create_connect_args(url)
    places: Any = arguments[0]
    options: Any = {**arguments[1], "isolation_level": None}

    async def connect() -> _Connection:
        return _Connection(sqlite3.connect(*places, **options))

    return connect
