"""The database side of a turn: the next row to answer, and the one transaction that writes what came of it.

Turns are optimistic. Nothing is locked while the dialogue thinks; the transaction only goes through when the
conversation still has the version the turn was made on and the inbox row is still new.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from nacl.exceptions import CryptoError
from sqlalchemy import Connection, bindparam, delete, insert, select, update

from bot.clock import Clock
from bot.data_key import DataKey
from bot.database.engine import Database
from bot.database.tables import buttons, commands, conversations, inbox, outbox, outcomes, page_links
from bot.dialogue.messages import JsonObject
from bot.outbox import replies_between
from bot.packed_inbound import unpack
from bot.pressed import pressed, typed
from bot.quiet_hours import QuietHours
from bot.turn_records import Answer, TurnConflict, Waiting, Written
from bot.turn_rows import TurnRowMaker, TurnRows

REPLIES_WITH_LIVE_BUTTONS = 40


class TurnStore:
    """Reads rows to answer and commits turns."""

    def __init__(
        self, *, database: Database, data_key: DataKey, rows: TurnRowMaker, clock: Clock, quiet_hours: QuietHours
    ) -> None:
        self._clock = clock
        self._quiet_hours = quiet_hours
        self._database = database
        self._data_key = data_key
        self._rows = rows

    async def next_of(self, conversation_id: str) -> Waiting | None:
        """The conversation's oldest new row whose turn it may be at this hour; None when there is none."""
        return await self._database.read(lambda connection: self._next_of(connection, conversation_id))

    async def with_new_rows(self, *, arrived_before: datetime | None = None) -> list[str]:
        """Conversations that have rows waiting, since before that time if one is given, in no particular order."""
        query = select(inbox.c.conversation_id).where(inbox.c.status == "new")
        if self._is_quiet:
            query = query.where(inbox.c.can_wait.is_(False))
        if arrived_before is not None:
            query = query.where(inbox.c.received_at <= arrived_before)
        return await self._database.read(lambda connection: list(connection.execute(query.distinct()).scalars()))

    async def commit(self, waiting: Waiting, written: Written) -> Answer:
        """Write the whole turn in one transaction. Raises TurnConflict, DatabaseBusy; nothing is stored then."""
        rows = self._rows.rows_of(waiting, written)
        await self._database.write(lambda connection: _write(connection, rows))
        return Answer(rows.shown, written.asks, written.owner or waiting.owner)

    async def answer_of(self, conversation_id: str, inbox_id: int) -> Answer | None:
        """What a message got when it was answered; None while it is not."""
        return await self._database.read(lambda connection: self._answer_of(connection, conversation_id, inbox_id))

    @property
    def _is_quiet(self) -> bool:
        return self._quiet_hours.hold(self._clock())

    def _next_of(self, connection: Connection, conversation_id: str) -> Waiting | None:
        following = _NEXT_AT_NIGHT if self._is_quiet else _NEXT
        row = connection.execute(following, {"conversation": conversation_id}).one_or_none()
        if row is None:
            return None
        unpacked = unpack(self._data_key.decrypt(row.payload))
        inbound = unpacked.inbound
        if unpacked.button_id is not None:
            inbound = replace(inbound, button=pressed(connection, conversation_id, unpacked.button_id))
        elif inbound.kind == "text" and row.owner == "bot":
            meant = typed(connection, conversation_id, row.last_seq, inbound.text)
            inbound = inbound if meant is None else replace(inbound, kind="button", button=meant)
        return Waiting(
            conversation_id=conversation_id,
            channel=row.channel,
            inbox_id=row.id,
            inbound=inbound,
            message_ref=unpacked.message_ref,
            state=self._data_key.decrypt(row.state),
            version=row.version,
            last_seq=row.last_seq,
            owner=row.owner,
            owner_epoch=row.owner_epoch,
            said=self._data_key.decrypt(row.said) if row.said is not None else (),
            can_wait=row.can_wait,
        )

    def _answer_of(self, connection: Connection, conversation_id: str, inbox_id: int) -> Answer | None:
        query = (
            select(inbox.c.status, inbox.c.first_seq, inbox.c.last_seq, inbox.c.asks, conversations.c.owner)
            .join_from(inbox, conversations)
            .where(inbox.c.id == inbox_id, inbox.c.conversation_id == conversation_id)
        )
        row = connection.execute(query).one()
        if row.status == "new":
            return None
        replies: list[JsonObject] = []
        if row.first_seq is not None:
            replies = replies_between(
                connection, self._data_key, conversation_id, after=row.first_seq - 1, up_to=row.last_seq
            )
        return Answer(replies, row.asks, row.owner)


_NEXT = (
    select(
        inbox.c.id,
        inbox.c.payload,
        inbox.c.can_wait,
        conversations.c.channel,
        conversations.c.state,
        conversations.c.version,
        conversations.c.last_seq,
        conversations.c.owner,
        conversations.c.owner_epoch,
        conversations.c.said,
    )
    .join_from(inbox, conversations)
    .where(inbox.c.conversation_id == bindparam("conversation"), inbox.c.status == "new")
    .order_by(inbox.c.id)
    .limit(1)
)
_NEXT_AT_NIGHT = _NEXT.where(inbox.c.can_wait.is_(False))
_MOVE_ON = update(conversations).where(
    conversations.c.id == bindparam("of"),
    conversations.c.version == bindparam("made_on"),
    conversations.c.owner_epoch == bindparam("under"),
)
_CLOSE = update(inbox).where(inbox.c.id == bindparam("row"), inbox.c.status == "new").values(payload=None)


def _write(connection: Connection, rows: TurnRows) -> None:
    for statement, values in ((_MOVE_ON, rows.conversation), (_CLOSE, rows.inbox)):
        if connection.execute(statement, values).rowcount != 1:
            raise TurnConflict
    for table, added in (
        (outbox, rows.outbox),
        (buttons, rows.buttons),
        (commands, rows.commands),
        (page_links, rows.page_links),
        (outcomes, rows.outcomes),
    ):
        if added:
            connection.execute(insert(table), added)
    oldest_live = rows.conversation["last_seq"] - REPLIES_WITH_LIVE_BUTTONS
    if rows.buttons and oldest_live > 0:
        of_it = buttons.c.conversation_id == rows.conversation["of"]
        connection.execute(delete(buttons).where(of_it, buttons.c.seq <= oldest_live))


async def data_key_fits(database: Database, data_key: DataKey) -> bool:
    """Whether what the database holds was encrypted with this key; an empty database fits any."""
    first = select(conversations.c.state).limit(1)
    state = await database.read(lambda connection: connection.execute(first).scalar_one_or_none())
    try:
        return state is None or data_key.decrypt(state) is not None
    except CryptoError:
        return False
