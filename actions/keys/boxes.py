"""Every encrypted column of this room, and which key each of its boxes was written with.

Boxes are looked at in pieces by primary key, so that one look never holds the database for long.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, LargeBinary, MetaData, Table, func, select, tuple_

from actions.database import Database
from actions.key_ring import PREFIX_BYTES, key_named_by

PIECE = 500


@dataclass(frozen=True)
class Marked:
    """One row of a table: its primary key, and the key's id of each box it holds (None: of an earlier release)."""

    key: tuple[Any, ...]
    keys: Mapping[str, str | None]  # by column

    def behind(self, current: str) -> list[str]:
        """The columns whose boxes were not written with the present key."""
        return [column for column, key in self.keys.items() if key != current]


@dataclass(frozen=True)
class Left:
    """How many boxes there are, and how many of each table still wait for the present key."""

    boxes: int
    by_table: Mapping[str, int]

    @property
    def count(self) -> int:
        return sum(self.by_table.values())


def encrypted_columns(metadata: MetaData) -> list[tuple[Table, list[Column[Any]]]]:
    """All tables that hold boxes, with these columns; in this room every binary column is one."""
    found = [
        (table, [column for column in table.columns if isinstance(column.type, LargeBinary)])
        for table in metadata.sorted_tables
    ]
    return [(table, columns) for table, columns in found if columns]


async def marked_rows(database: Database, table: Table, columns: Sequence[Column[Any]]) -> AsyncIterator[list[Marked]]:
    """The rows that hold boxes, in pieces, by primary key."""
    primary = list(table.primary_key.columns)
    marks = [func.substr(column, 1, PREFIX_BYTES) for column in columns]
    query = select(*primary, *marks).order_by(*primary).limit(PIECE)
    after: tuple[Any, ...] | None = None
    while True:
        following = query if after is None else query.where(tuple_(*primary) > tuple_(*after))
        async with database.read() as session:
            rows = (await session.execute(following)).all()
        yield [_marked(tuple(row), len(primary), columns) for row in rows]
        if len(rows) < PIECE:
            return
        after = tuple(rows[-1])[: len(primary)]


async def boxes_left(database: Database, metadata: MetaData, *, current: str) -> Left:
    """Count all boxes, and those not written with the present key."""
    boxes, by_table = 0, Counter[str]()
    for table, columns in encrypted_columns(metadata):
        async for piece in marked_rows(database, table, columns):
            boxes += sum(len(row.keys) for row in piece)
            by_table[table.name] += sum(len(row.behind(current)) for row in piece)
    return Left(boxes, {name: count for name, count in sorted(by_table.items()) if count})


def _marked(row: tuple[Any, ...], key_length: int, columns: Sequence[Column[Any]]) -> Marked:
    marks = zip(columns, row[key_length:], strict=True)
    return Marked(row[:key_length], {column.name: key_named_by(bytes(mark)) for column, mark in marks if mark})
