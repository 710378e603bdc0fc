"""Every encrypted column of this room, and which key each of its boxes was written with.

Boxes are looked at in pieces by primary key, so that one look never holds the database for long.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    LargeBinary,
    MetaData,
    Table,
    and_,
    case,
    func,
    or_,
    select,
    true,
    tuple_,
)

from actions.database import Database
from actions.key_ring import PREFIX_BYTES, key_named_by, prefix_of

PIECE = 2_000


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


async def rows_behind(
    database: Database, table: Table, columns: Sequence[Column[Any]], *, current: str
) -> AsyncIterator[list[Marked]]:
    """The rows with a box that was not written with the present key, by primary key, one piece after the other.

    The database picks them out: of millions of rows mostly none is behind.
    """
    primary = list(table.primary_key.columns)
    query = select(*primary, *map(_mark, columns)).order_by(*primary)
    is_behind = or_(*(_is_behind(column, current) for column in columns))
    async for piece in _pieces(database, table):
        async with database.read() as session:
            rows = (await session.execute(query.where(piece, is_behind))).all()
        yield [_marked(tuple(row), len(primary), columns) for row in rows]


async def boxes_left(database: Database, metadata: MetaData, *, current: str) -> Left:
    """Count all boxes, and those not written with the present key."""
    boxes, by_table = 0, Counter[str]()
    for table, columns in encrypted_columns(metadata):
        counted = [func.count(column) for column in columns]
        behind = [func.count(case((_is_behind(column, current), 1))) for column in columns]
        async for piece in _pieces(database, table):
            async with database.read() as session:
                counts = list((await session.execute(select(*counted, *behind).where(piece))).one())
            boxes += sum(counts[: len(columns)])
            by_table[table.name] += sum(counts[len(columns) :])
    return Left(boxes, {name: count for name, count in sorted(by_table.items()) if count})


async def _pieces(database: Database, table: Table) -> AsyncIterator[ColumnElement[bool]]:
    """Conditions that part the table by primary key; the last one has no end."""
    primary = list(table.primary_key.columns)
    after: tuple[Any, ...] | None = None
    while True:
        following: ColumnElement[bool] = true() if after is None else tuple_(*primary) > tuple_(*after)
        ends = select(*primary).where(following).order_by(*primary).offset(PIECE - 1).limit(1)
        async with database.read() as session:
            last = (await session.execute(ends)).one_or_none()
        if last is None:
            yield following
            return
        after = tuple(last)
        yield and_(following, tuple_(*primary) <= tuple_(*after))


def _mark(column: Column[Any]) -> ColumnElement[Any]:
    return func.substr(column, 1, PREFIX_BYTES, type_=LargeBinary())


def _is_behind(column: Column[Any], current: str) -> ColumnElement[bool]:
    return and_(column.is_not(None), _mark(column) != prefix_of(current))


def _marked(row: tuple[Any, ...], key_length: int, columns: Sequence[Column[Any]]) -> Marked:
    marks = zip(columns, row[key_length:], strict=True)
    return Marked(row[:key_length], {column.name: key_named_by(bytes(mark)) for column, mark in marks if mark})
