"""The database side of delivering: claiming the next row of a conversation and recording what became of it.

Status of a push channel's row: pending → sending → sent | unknown | failed, or pending → dropped. What is surely not
sent goes back from sending to pending. A row that is `sending` when its process has died may or may not have arrived:
it becomes `unknown` and is never sent again.

What the bot said under an earlier owner is dropped. A person's words always go out, and so does the removal of a
worker's message: that says nothing.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, or_, select, update

from bot.clock import Clock
from bot.data_key import DataKey
from bot.database.engine import Database
from bot.database.tables import conversations, outbox
from bot.dialogue.messages import JsonObject
from bot.quiet_hours import QuietHours

# Longer than any send may take (bot/delivery.py): on PostgreSQL an older `sending` row belongs to a dead process.
SENDING_AT_MOST = timedelta(minutes=3)


@dataclass(frozen=True)
class Claimed:
    """A row this process may send now; `sent` holds the channel's ids of the parts that went out earlier."""

    conversation_id: str
    channel: str
    address: str
    seq: int
    kind: str
    body: JsonObject
    sent: tuple[str, ...]
    tries: int


@dataclass(frozen=True)
class Later:
    """The conversation's next row must not be sent before `at`, UTC."""

    at: datetime


@dataclass(frozen=True)
class Dropped:
    """The conversation's next row was made under an earlier owner: it will never be sent."""

    channel: str


class DeliveryStore:
    """Rows of push channels on their way."""

    def __init__(self, *, database: Database, data_key: DataKey, clock: Clock, quiet_hours: QuietHours) -> None:
        self._quiet_hours = quiet_hours
        self._database = database
        self._data_key = data_key
        self._clock = clock

    async def with_open_rows(self) -> list[str]:
        """Conversations with something to send, in no particular order."""
        query = select(outbox.c.conversation_id).where(outbox.c.status == "pending").distinct()
        if self._quiet_hours.hold(self._clock()):
            query = query.where(outbox.c.can_wait.is_(False))
        return await self._database.read(lambda connection: list(connection.execute(query).scalars()))

    async def claim_next(self, conversation_id: str) -> Claimed | Later | Dropped | None:
        """Take the conversation's lowest open row, if it may go out now; None when there is none to take."""
        return await self._database.write(lambda connection: self._claim(connection, conversation_id))

    async def give_back(self, claimed: Claimed) -> None:
        """Back to pending as if it had not been claimed: nothing of it was sent."""
        await self._update(claimed, {"status": "pending"})

    async def settle(self, claimed: Claimed, status: str, sent: Sequence[str]) -> None:
        """Record the end of a send: sent, unknown or failed. The text is only kept where the end is unknown."""
        kept = {} if status == "unknown" else {"body": None}
        await self._update(claimed, {"status": status, "parts_sent": _ids(claimed, sent), **kept})

    async def postpone(self, claimed: Claimed, until: datetime, sent: Sequence[str]) -> None:
        """Back to pending: the rest is surely not sent."""
        again = {"status": "pending", "not_before": until, "parts_sent": _ids(claimed, sent)}
        await self._update(claimed, {**again, "tries": claimed.tries + 1})

    async def give_up_cut_off(self, *, at_start: bool) -> dict[str, int]:
        """Mark rows a dead process left `sending` as `unknown`; returns how many per channel."""
        # On SQLite this process is the only one: what is `sending` before it sends anything was left behind.
        age = timedelta(0) if at_start and self._database.exclusive else SENDING_AT_MOST
        limit = self._clock() - age
        left = (
            update(outbox)
            .where(outbox.c.status == "sending", outbox.c.sending_since <= limit)
            .values(status="unknown")
            .returning(outbox.c.conversation_id)
        )

        def work(connection: Connection) -> dict[str, int]:
            counted: dict[str, int] = {}
            for conversation_id in connection.execute(left).scalars().all():
                query = select(conversations.c.channel).where(conversations.c.id == conversation_id)
                channel = connection.execute(query).scalar_one()
                counted[channel] = counted.get(channel, 0) + 1
            return counted

        return await self._database.write(work)

    def _claim(self, connection: Connection, conversation_id: str) -> Claimed | Later | Dropped | None:
        lowest_open = _LOWEST_AT_NIGHT if self._quiet_hours.hold(self._clock()) else _LOWEST_OPEN
        row = connection.execute(lowest_open, {"of": conversation_id}).one_or_none()
        if row is None or row.status == "sending":
            return None
        # Held until this claim is committed, so that on PostgreSQL a turn that hands the conversation to a person comes
        # wholly before it (and the row is dropped) or wholly after it (and finds the row `sending`).
        conversation = connection.execute(_HOLD, {"of": conversation_id}).one()
        if is_void(row, conversation.owner_epoch):
            changed = self._move(connection, row, {"status": "dropped", "body": None})
            return Dropped(conversation.channel) if changed else None
        if row.not_before is not None and row.not_before > self._clock():
            return Later(row.not_before)
        if not self._move(connection, row, {"status": "sending", "sending_since": self._clock()}):
            return None
        return Claimed(
            conversation_id=conversation_id,
            channel=conversation.channel,
            address=self._data_key.decrypt(conversation.address),
            seq=row.seq,
            kind=row.kind,
            body=self._data_key.decrypt(row.body),
            sent=tuple(json.loads(row.parts_sent or "[]")),
            tries=row.tries,
        )

    def _move(self, connection: Connection, row: Any, values: dict[str, Any]) -> bool:
        of_row = {"of": row.conversation_id, "at": row.seq, "was": "pending"}
        return connection.execute(_CHANGE, {**of_row, **values}).rowcount == 1

    async def _update(self, claimed: Claimed, values: dict[str, Any]) -> None:
        of_row = {"of": claimed.conversation_id, "at": claimed.seq, "was": "sending"}

        def work(connection: Connection) -> None:
            connection.execute(_CHANGE, {**of_row, **values})

        await self._database.write(work)


_HOLD = (
    select(conversations.c.channel, conversations.c.address, conversations.c.owner_epoch)
    .where(conversations.c.id == bindparam("of"))
    .with_for_update(read=True)
)
_LOWEST_OPEN = (
    select(outbox)
    .where(outbox.c.conversation_id == bindparam("of"), or_(outbox.c.status == "pending", outbox.c.status == "sending"))
    .order_by(outbox.c.seq)
    .limit(1)
)
# News that could not be brought there before the quiet hours began stay behind; what is said meanwhile goes out.
_LOWEST_AT_NIGHT = _LOWEST_OPEN.where(or_(outbox.c.can_wait.is_(False), outbox.c.status == "sending"))
_CHANGE = update(outbox).where(
    outbox.c.conversation_id == bindparam("of"), outbox.c.seq == bindparam("at"), outbox.c.status == bindparam("was")
)


def is_void(row: Any, owner_epoch: int) -> bool:
    """Whether an outbox row that has not gone out must never go out, now that `owner_epoch` is the present one."""
    is_bots_line: bool = row.author == "bot" and row.kind == "reply"
    return is_bots_line and row.owner_epoch < owner_epoch


def _ids(claimed: Claimed, sent: Sequence[str]) -> str:
    return json.dumps([*claimed.sent, *sent])
