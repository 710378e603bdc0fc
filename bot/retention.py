"""How long the bot keeps what, and doing away with it: in batches, each a transaction of its own.

Killed between two batches nothing is lost but time: what is due is found anew. What is still on its way stays, however
old; and so does a web conversation's numbering, since its page goes on from the seq it knows.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Select, Table, and_, delete, exists, func, or_, select, tuple_, update

from bot.clock import Clock
from bot.data_key import DataKey
from bot.database.engine import Database
from bot.database.tables import buttons, commands, conversations, inbox, outbox, page_links
from bot.failpoints import Checkpoint
from bot.logs import facts

log = logging.getLogger(__name__)

BATCH = 200
SHORTEST_DAYS, LONGEST_DAYS = 2, 3_650
_ON_THE_WAY = ("pending", "sending")

#: Days of each kind, unless XIAOFENG_BOT_RETENTION says otherwise (docs/privacy.md).
DAYS: Mapping[str, int] = {
    "inbox": 30,  # that something arrived; what it held goes with its turn
    "outbox": 180,  # replies, which the web page shows again
    "commands": 30,  # that something was handed over
    "lines": 30,  # the latest lines, for whoever takes over; from the last turn
    "conversations": 365,  # all of it; from the last turn
}

Row = tuple[Any, ...]


@dataclass(frozen=True)
class Kind:
    """`due` selects the primary keys of what is too old; `purge` deals with these of them that still are."""

    name: str
    due: Callable[[datetime], Select[Any]]
    purge: Callable[[Connection, list[Row], datetime], int]


class Retention:
    """Purges the bot's database."""

    def __init__(
        self,
        *,
        database: Database,
        data_key: DataKey,
        kept: Mapping[str, timedelta],
        clock: Clock,
        checkpoint: Checkpoint,
    ) -> None:
        self._database = database
        self._kinds = kinds(data_key)
        self._kept = kept
        self._clock = clock
        self._checkpoint = checkpoint

    async def purge(self) -> int:
        """Deal with everything that is due; returns how many rows."""
        total = 0
        for kind in self._kinds:
            before = self._clock() - self._kept[kind.name]
            while keys := await self._database.read(_keys_of(kind, before)):
                count = await self._database.write(_purging(kind, keys, before))
                self._checkpoint("purge.committed")
                total += count
                log.info("purged", extra=facts(kind=kind.name, count=count))
                await asyncio.sleep(0)
                if len(keys) < BATCH:
                    break
        return total

    async def due(self) -> dict[str, int]:
        """How many rows of each kind would go now."""
        return {
            kind.name: await self._database.read(_counting(kind, self._clock() - self._kept[kind.name]))
            for kind in self._kinds
        }


def retention(text: str) -> Mapping[str, timedelta]:
    """How long each kind is kept, from `kind=days` pairs that change the defaults. Raises ValueError."""
    kept = dict(DAYS)
    for pair in filter(None, (part.strip() for part in text.split(","))):
        name, _, days = pair.partition("=")
        if name not in kept or not days.isascii() or not days.isdigit():
            raise ValueError("unknown kind or no number of days")
        if not SHORTEST_DAYS <= int(days) <= LONGEST_DAYS:
            raise ValueError("days out of range")
        kept[name] = int(days)
    return {name: timedelta(days=days) for name, days in kept.items()}


def kinds(data_key: DataKey) -> tuple[Kind, ...]:
    """In the order in which they are dealt with."""

    def forget_conversations(connection: Connection, keys: list[Row], before: datetime) -> int:
        still = _old_conversations(before).where(conversations.c.id.in_([key[0] for key in keys]))
        ids = list(connection.execute(still).scalars())
        for table in (outbox, buttons, page_links, commands, inbox):
            connection.execute(delete(table).where(table.c.conversation_id.in_(ids)))
        emptied = {"state": data_key.encrypt({}), "said": None, "asks": None, "active_at": None,
                   "version": conversations.c.version + 1}  # fmt: skip
        of_web = and_(conversations.c.id.in_(ids), conversations.c.channel == "web")
        connection.execute(update(conversations).where(of_web).values(emptied))
        connection.execute(delete(conversations).where(conversations.c.id.in_(ids), conversations.c.channel != "web"))
        return len(ids)

    return (
        Kind("inbox", _old_arrivals, _deletes(inbox)),
        Kind("outbox", _old_replies, _deletes(outbox)),
        Kind("commands", _old_commands, _deletes(commands)),
        Kind("lines", _old_lines, _forget_lines),
        Kind("conversations", _old_conversations, forget_conversations),
    )


def _keys_of(kind: Kind, before: datetime) -> Callable[[Connection], list[Row]]:
    return lambda connection: [tuple(row) for row in connection.execute(kind.due(before).limit(BATCH)).all()]


def _purging(kind: Kind, keys: list[Row], before: datetime) -> Callable[[Connection], int]:
    return lambda connection: kind.purge(connection, keys, before)


def _counting(kind: Kind, before: datetime) -> Callable[[Connection], int]:
    query = select(func.count()).select_from(kind.due(before).order_by(None).subquery())
    return lambda connection: connection.execute(query).scalar_one()


def _deletes(table: Table) -> Callable[[Connection, list[Row], datetime], int]:
    def purge(connection: Connection, keys: list[Row], before: datetime) -> int:
        return connection.execute(delete(table).where(tuple_(*table.primary_key.columns).in_(keys))).rowcount

    return purge


def _old_arrivals(before: datetime) -> Select[Any]:
    return select(inbox.c.id).where(inbox.c.status != "new", inbox.c.received_at < before).order_by(inbox.c.received_at)


def _old_replies(before: datetime) -> Select[Any]:
    there = outbox.c.status.not_in(_ON_THE_WAY)
    query = select(outbox.c.conversation_id, outbox.c.seq).where(there, outbox.c.created_at < before)
    return query.order_by(outbox.c.created_at)


def _old_commands(before: datetime) -> Select[Any]:
    settled = commands.c.status != "waiting"
    return select(commands.c.number).where(settled, commands.c.done_at < before).order_by(commands.c.done_at)


def _old_lines(before: datetime) -> Select[Any]:
    kept = conversations.c.said.is_not(None)
    return (
        select(conversations.c.id).where(kept, conversations.c.active_at < before).order_by(conversations.c.active_at)
    )


def _forget_lines(connection: Connection, keys: list[Row], before: datetime) -> int:
    is_one = conversations.c.id.in_([key[0] for key in keys])
    emptied = update(conversations).where(is_one, conversations.c.active_at < before).values(said=None)
    return connection.execute(emptied).rowcount


def _old_conversations(before: datetime) -> Select[Any]:
    def has(table: Table, *conditions: Any) -> Any:
        return exists().where(table.c.conversation_id == conversations.c.id, *conditions)

    busy = or_(
        conversations.c.owner != "bot",
        has(inbox, inbox.c.status == "new"),
        has(commands, commands.c.status == "waiting"),
        has(outbox, outbox.c.status.in_(_ON_THE_WAY)),
    )
    return (
        select(conversations.c.id).where(conversations.c.active_at < before, ~busy).order_by(conversations.c.active_at)
    )
