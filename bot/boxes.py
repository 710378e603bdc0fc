"""Every encrypted column of the bot's tables: what waits for the newest key, and writing it anew.

How far that got is in the boxes themselves, each of which names its key: killed at any moment it goes on where it was.
A box is only replaced while it still is what was read, so that no turn is lost. Rows are looked at in pieces.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from nacl.exceptions import CryptoError
from sqlalchemy import Column, Connection, LargeBinary, Table, and_, func, select, tuple_, update

from bot.data_key import PREFIX_BYTES, DataKey
from bot.database.engine import Database
from bot.database.tables import commands, conversations, inbox, metadata
from bot.failpoints import Checkpoint
from bot.logs import facts

log = logging.getLogger(__name__)

PIECE = 200
#: Where values sealed for actions may lie until they are handed over.
_HOLD_SEALED = ((conversations, "state"), (inbox, "payload"), (commands, "body"))
# What bot/sealing.py makes, and what it made in earlier releases: 48 bytes more than the value, in base64.
_SEALED = re.compile(r"(?:([0-9a-f]{8})\.)?[A-Za-z0-9+/]{66,}={0,2}")

Row = tuple[Any, ...]


@dataclass
class Left:
    """Boxes in all, those not under the newest data key by table, and rows with values for an older sealing key."""

    boxes: int = 0
    by_table: dict[str, int] = field(default_factory=dict)
    sealed_before: int = 0

    def to_json(self, data_key: DataKey, sealing_key: str) -> str:
        """One line for the launcher; ids and counts only."""
        told = {"data_key": data_key.current, "sealing_key": sealing_key, "boxes": self.boxes,
                "left": sum(self.by_table.values()), "left_in": self.by_table,
                "sealed_before": self.sealed_before}  # fmt: skip
        return json.dumps(told)


def encrypted_columns() -> Iterator[tuple[Table, list[Column[Any]]]]:
    """All tables that hold boxes, with these columns; every binary column is one."""
    for table in metadata.sorted_tables:
        columns = [column for column in table.columns if isinstance(column.type, LargeBinary)]
        if columns:
            yield table, columns


class Reencryption:
    """Brings all boxes under the newest key."""

    def __init__(self, *, database: Database, data_key: DataKey, checkpoint: Checkpoint) -> None:
        self._database = database
        self._data_key = data_key
        self._checkpoint = checkpoint

    async def run_once(self) -> int:
        """Look at every box once and rewrite what is under another key; returns how many boxes were."""
        done = 0
        for table, columns in encrypted_columns():
            async for piece in _pieces(self._database, table, columns):
                behind = [row for row in piece if any(map(self._is_behind, row[-len(columns) :]))]
                if behind:
                    keys = [row[: -len(columns)] for row in behind]
                    done += await self._database.write(_rewriting(table, columns, keys, self._data_key))
                    self._checkpoint("keys.reencrypted")
                await asyncio.sleep(0)
        if done:
            log.info("keys.reencrypted", extra=facts(count=done, key=self._data_key.current))
        return done

    def _is_behind(self, mark: bytes | None) -> bool:
        return mark is not None and not self._data_key.is_current(bytes(mark))


async def count_left(database: Database, data_key: DataKey, sealing_key: str) -> Left:
    """What still needs an older key."""
    left = Left()
    for table, columns in encrypted_columns():
        async for piece in _pieces(database, table, columns):
            marks = [mark for row in piece for mark in row[-len(columns) :] if mark is not None]
            left.boxes += len(marks)
            behind = sum(not data_key.is_current(bytes(mark)) for mark in marks)
            if behind:
                left.by_table[table.name] = left.by_table.get(table.name, 0) + behind
    for table, name in _HOLD_SEALED:
        async for piece in _pieces(database, table, [table.c[name]], whole=True):
            boxes = [bytes(row[-1]) for row in piece if row[-1] is not None]
            left.sealed_before += sum(_holds_older_seal(_opened(box, data_key), sealing_key) for box in boxes)
    return left


def _opened(box: bytes, data_key: DataKey) -> object:
    try:
        return data_key.decrypt(box)
    except CryptoError:
        return None


def _holds_older_seal(value: object, sealing_key: str) -> bool:
    if isinstance(value, str):
        found = _SEALED.fullmatch(value)
        return found is not None and found[1] != sealing_key
    if isinstance(value, dict):
        return any(_holds_older_seal(one, sealing_key) for one in value.values())
    return isinstance(value, list) and any(_holds_older_seal(one, sealing_key) for one in value)


async def _pieces(
    database: Database, table: Table, columns: Sequence[Column[Any]], *, whole: bool = False
) -> AsyncIterator[list[Row]]:
    """Primary key and first bytes of each box, or the whole boxes, in pieces by primary key."""
    primary = list(table.primary_key.columns)
    shown = columns if whole else [func.substr(column, 1, PREFIX_BYTES) for column in columns]
    query = select(*primary, *shown).order_by(*primary).limit(PIECE)
    after: Row | None = None
    while True:
        following = query if after is None else query.where(tuple_(*primary) > tuple_(*after))
        rows = await database.read(_all(following))
        yield rows
        if len(rows) < PIECE:
            return
        after = rows[-1][: len(primary)]


def _all(query: Any) -> Callable[[Connection], list[Row]]:
    return lambda connection: [tuple(row) for row in connection.execute(query).all()]


def _rewriting(
    table: Table, columns: Sequence[Column[Any]], keys: Sequence[Row], data_key: DataKey
) -> Callable[[Connection], int]:
    def work(connection: Connection) -> int:
        done = 0
        for key in keys:
            is_it = and_(*(column == value for column, value in zip(table.primary_key.columns, key, strict=True)))
            for column, box in zip(columns, connection.execute(select(*columns).where(is_it)).one_or_none() or (),
                                   strict=False):  # fmt: skip
                if box is None or data_key.is_current(bytes(box)):
                    continue
                value = _opened(bytes(box), data_key)
                if value is None:
                    # It stays, and is counted as left over: no key is given up for it.
                    log.error("keys.unreadable", extra=facts(table=table.name, column=column.name))
                    continue
                change = update(table).where(is_it, column == box).values({column.name: data_key.encrypt(value)})
                done += connection.execute(change).rowcount
        return done

    return work
