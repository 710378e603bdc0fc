"""The database side of a turn: the next row to answer, and the one transaction that writes what came of it.

Turns are optimistic. Nothing is locked while the dialogue thinks; the transaction only goes through when the
conversation still has the version the turn was made on and the inbox row is still new.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime

from nacl.exceptions import CryptoError
from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.data_key import DataKey
from bot.database.engine import Database
from bot.database.tables import buttons, commands, conversations, inbox, outbox, page_links
from bot.dialogue.messages import JsonObject
from bot.outbox import replies_between
from bot.packed_inbound import unpack
from bot.turn_records import Answer, TurnConflict, Waiting, Written
from bot.turn_rows import TurnRowMaker, TurnRows

REPLIES_WITH_LIVE_BUTTONS = 40


class TurnStore:
    """Reads rows to answer and commits turns."""

    def __init__(self, *, database: Database, data_key: DataKey, rows: TurnRowMaker) -> None:
        self._database = database
        self._data_key = data_key
        self._rows = rows

    async def next_of(self, conversation_id: str) -> Waiting | None:
        """The conversation's oldest new row; None when all are done."""
        async with self._database.read() as connection:
            row = (await connection.execute(_NEXT, {"conversation": conversation_id})).one_or_none()
            if row is None:
                return None
            unpacked = unpack(self._data_key.decrypt(row.payload))
            inbound = unpacked.inbound
            if unpacked.button_id is not None:
                action = await _action_of(connection, conversation_id, unpacked.button_id)
                inbound = replace(inbound, button=action)
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
        )

    async def with_new_rows(self, *, arrived_before: datetime) -> list[str]:
        """Conversations that have rows waiting since before that time, in no particular order."""
        query = select(inbox.c.conversation_id).where(inbox.c.status == "new", inbox.c.received_at <= arrived_before)
        async with self._database.read() as connection:
            return list((await connection.execute(query.distinct())).scalars())

    async def commit(self, waiting: Waiting, written: Written) -> Answer:
        """Write the whole turn in one transaction. Raises TurnConflict, DatabaseBusy; nothing is stored then."""
        rows = self._rows.rows_of(waiting, written)
        await self._database.write(lambda connection: _write(connection, rows))
        return Answer(rows.shown, written.asks, waiting.owner)

    async def answer_of(self, conversation_id: str, inbox_id: int) -> Answer | None:
        """What a message got when it was answered; None while it is not."""
        query = (
            select(inbox.c.status, inbox.c.first_seq, inbox.c.last_seq, inbox.c.asks, conversations.c.owner)
            .join_from(inbox, conversations)
            .where(inbox.c.id == inbox_id, inbox.c.conversation_id == conversation_id)
        )
        async with self._database.read() as connection:
            row = (await connection.execute(query)).one()
            if row.status == "new":
                return None
            replies: list[JsonObject] = []
            if row.first_seq is not None:
                replies = await replies_between(
                    connection, self._data_key, conversation_id, after=row.first_seq - 1, up_to=row.last_seq
                )
        return Answer(replies, row.asks, row.owner)


_NEXT = (
    select(
        inbox.c.id,
        inbox.c.payload,
        conversations.c.channel,
        conversations.c.state,
        conversations.c.version,
        conversations.c.last_seq,
        conversations.c.owner,
        conversations.c.owner_epoch,
    )
    .join_from(inbox, conversations)
    .where(inbox.c.conversation_id == bindparam("conversation"), inbox.c.status == "new")
    .order_by(inbox.c.id)
    .limit(1)
)
_MOVE_ON = update(conversations).where(
    conversations.c.id == bindparam("of"),
    conversations.c.version == bindparam("made_on"),
    conversations.c.owner_epoch == bindparam("under"),
)
_CLOSE = update(inbox).where(inbox.c.id == bindparam("row"), inbox.c.status == "new").values(payload=None)


async def _action_of(connection: AsyncConnection, conversation_id: str, button_id: str) -> JsonObject | None:
    query = select(buttons.c.action).where(buttons.c.id == button_id, buttons.c.conversation_id == conversation_id)
    action = (await connection.execute(query)).scalar_one_or_none()
    return json.loads(action) if action is not None else None


async def _write(connection: AsyncConnection, rows: TurnRows) -> None:
    for statement, values in ((_MOVE_ON, rows.conversation), (_CLOSE, rows.inbox)):
        if (await connection.execute(statement, values)).rowcount != 1:
            raise TurnConflict
    for table, added in (
        (outbox, rows.outbox),
        (buttons, rows.buttons),
        (commands, rows.commands),
        (page_links, rows.page_links),
    ):
        if added:
            await connection.execute(insert(table), added)
    oldest_live = rows.conversation["last_seq"] - REPLIES_WITH_LIVE_BUTTONS
    if rows.buttons and oldest_live > 0:
        of_it = buttons.c.conversation_id == rows.conversation["of"]
        await connection.execute(delete(buttons).where(of_it, buttons.c.seq <= oldest_live))


async def data_key_fits(database: Database, data_key: DataKey) -> bool:
    """Whether what the database holds was encrypted with this key; an empty database fits any."""
    async with database.read() as connection:
        state = (await connection.execute(select(conversations.c.state).limit(1))).scalar_one_or_none()
    try:
        return state is None or data_key.decrypt(state) is not None
    except CryptoError:
        return False
