"""The inbox: one row for each thing that arrived, written before it is acknowledged, its payload encrypted.

The pair (channel, update id) is unique, so the same update again changes nothing. Rows from inside the house use the
channels `page`, `news` and `command`, and the id of what caused them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite

from bot.channels.channel import Arrival
from bot.clock import Clock
from bot.data_key import DataKey
from bot.database.engine import Database
from bot.database.tables import conversations, inbox
from bot.dialogue.messages import Inbound
from bot.failpoints import Checkpoint
from bot.packed_inbound import pack

KNOWN_CONVERSATIONS = 10_000
# Shorter than any conversation is kept (bot/retention.py): one that was done away with is put down anew.
KNOWN_FOR = timedelta(days=1)
_NEVER = datetime.min.replace(tzinfo=UTC)

_add_conversation = {
    "sqlite": sqlite.insert(conversations).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(conversations).on_conflict_do_nothing(),
}
_add_row = {
    "sqlite": sqlite.insert(inbox).on_conflict_do_nothing().returning(inbox.c.id),
    "postgresql": postgresql.insert(inbox).on_conflict_do_nothing().returning(inbox.c.id),
}


@dataclass(frozen=True)
class Kept:
    """Where an arrival stands: its row, and whether the row is new."""

    conversation_id: str
    inbox_id: int
    is_new: bool


class Inbox:
    """Writes arrivals down."""

    def __init__(self, *, database: Database, data_key: DataKey, clock: Clock, checkpoint: Checkpoint) -> None:
        self._database = database
        self._data_key = data_key
        self._clock = clock
        self._checkpoint = checkpoint
        self._known: dict[str, datetime] = {}

    async def keep(self, channel: str, arrival: Arrival) -> Kept:
        """Commit the arrival, and its conversation when that is new. Raises DatabaseBusy; nothing is stored then."""
        [kept] = await self.keep_all(channel, [arrival])
        return kept

    async def keep_all(self, channel: str, arrivals: Sequence[Arrival]) -> list[Kept]:
        """Commit all arrivals in one transaction, in their order. Raises DatabaseBusy; nothing is stored then."""

        def work(connection: Connection) -> list[Kept]:
            return [self._keep(connection, channel, arrival) for arrival in arrivals]

        kept = await self._database.write(work)
        self._checkpoint("inbox.committed")
        for one in kept:
            self._remember(one.conversation_id)
        return kept

    def add_inside(
        self,
        connection: Connection,
        conversation_id: str,
        channel: str,
        update_id: str,
        inbound: Inbound,
        *,
        can_wait: bool = False,
    ) -> bool:
        """Add a row from inside the house to the caller's transaction; False when it was there already.

        One that `can_wait` gets its turn outside the quiet hours only.
        """
        return self._add(connection, conversation_id, channel, update_id, inbound, can_wait=can_wait) is not None

    def _keep(self, connection: Connection, channel: str, arrival: Arrival) -> Kept:
        conversation_id = self._data_key.conversation_id(channel, arrival.address)
        if self._clock() - self._known.get(conversation_id, _NEVER) > KNOWN_FOR:
            connection.execute(
                _add_conversation[connection.dialect.name],
                {
                    "id": conversation_id,
                    "channel": channel,
                    # The web chat is read by its page: nothing is ever sent to an address.
                    "address": None if channel == "web" else self._data_key.encrypt(arrival.address),
                    "state": self._data_key.encrypt({}),
                    "version": 0,
                    "last_seq": 0,
                    "owner": "bot",
                    "owner_epoch": 0,
                    "created_at": self._clock(),
                    "active_at": self._clock(),
                },
            )
        # A client's own message id is only unique within its conversation; hashed, whatever it holds is unreadable.
        update_id = self._data_key.fingerprint(conversation_id, arrival.update_id)
        added = self._add(
            connection,
            conversation_id,
            channel,
            update_id,
            arrival.inbound,
            button_id=arrival.button_id,
            message_ref=arrival.message_ref,
        )
        if added is not None:
            return Kept(conversation_id, added, is_new=True)
        known = select(inbox.c.id).where(inbox.c.channel == channel, inbox.c.update_id == update_id)
        return Kept(conversation_id, connection.execute(known).scalar_one(), is_new=False)

    def _add(
        self,
        connection: Connection,
        conversation_id: str,
        channel: str,
        update_id: str,
        inbound: Inbound,
        *,
        button_id: str | None = None,
        message_ref: str | None = None,
        can_wait: bool = False,
    ) -> int | None:
        row = {
            "conversation_id": conversation_id,
            "channel": channel,
            "update_id": update_id,
            "kind": inbound.kind,
            "payload": self._data_key.encrypt(pack(inbound, button_id=button_id, message_ref=message_ref)),
            "status": "new",
            "can_wait": can_wait,
            "received_at": self._clock(),
        }
        added: int | None = connection.execute(_add_row[connection.dialect.name], row).scalar_one_or_none()
        return added

    def _remember(self, conversation_id: str) -> None:
        if len(self._known) >= KNOWN_CONVERSATIONS:
            self._known.pop(next(iter(self._known)))
        self._known[conversation_id] = self._clock()


class Book:
    """The inbox as one push channel's door sees it (bot/channels/channel.py, ArrivalBook)."""

    def __init__(self, channel: str, inbox: Inbox, start_turn: Callable[[str], None]) -> None:
        self._channel = channel
        self._inbox = inbox
        self._start_turn = start_turn

    async def receive(self, arrivals: Sequence[Arrival]) -> None:
        """Commit one row per new arrival and start its turn; known update ids change nothing."""
        for kept in await self._inbox.keep_all(self._channel, arrivals):
            if kept.is_new:
                self._start_turn(kept.conversation_id)
