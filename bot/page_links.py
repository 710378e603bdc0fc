"""Single-use links to our own page: only the hash of a token is stored, and a token works once, for half an hour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, select, update

from bot.clock import Clock
from bot.data_key import DataKey
from bot.database.engine import Database
from bot.database.tables import conversations, page_links
from bot.dialogue.messages import Inbound, JsonObject
from bot.failpoints import Checkpoint
from bot.inbox import Inbox

#: The page that gives data out instead of taking some.
MY_DATA = "my_data"


@dataclass(frozen=True)
class OpenLink:
    """A link that still works, and the conversation it belongs to."""

    token_hash: str
    conversation_id: str
    channel: str
    state: JsonObject


class PageLinks:
    """Looks links up and uses them."""

    def __init__(
        self, *, database: Database, data_key: DataKey, inbox: Inbox, clock: Clock, checkpoint: Checkpoint
    ) -> None:
        self._database = database
        self._data_key = data_key
        self._inbox = inbox
        self._clock = clock
        self._checkpoint = checkpoint

    async def find(self, token: str, *, page: str | None = None) -> OpenLink | None:
        """None when the token was never given out, is used or too old: a guess learns nothing.

        A link opens its own page and no other: that one, or else any that takes a form.
        """
        token_hash = self._data_key.fingerprint("page", token)
        query = (
            select(page_links.c.conversation_id, conversations.c.channel, conversations.c.state)
            .join_from(page_links, conversations)
            .where(
                page_links.c.token_hash == token_hash,
                page_links.c.used_at.is_(None),
                page_links.c.expires_at > self._clock(),
                page_links.c.page != MY_DATA if page is None else page_links.c.page == page,
            )
        )
        row = await self._database.read(lambda connection: connection.execute(query).one_or_none())
        if row is None:
            return None
        return OpenLink(token_hash, row.conversation_id, row.channel, self._data_key.decrypt(row.state))

    async def was_used(self, token: str) -> bool:
        """Whether this link has handed its form over, within its half hour."""
        query = select(page_links.c.used_at).where(
            page_links.c.token_hash == self._data_key.fingerprint("page", token),
            page_links.c.used_at.is_not(None),
            page_links.c.expires_at > self._clock(),
        )
        return await self._database.read(lambda connection: connection.execute(query).one_or_none()) is not None

    async def use(self, link: OpenLink, values: Mapping[str, str]) -> bool:
        """Take the link and write what was typed into the inbox, together; False when somebody was faster."""
        now = self._clock()
        inbound = Inbound(kind="page_form", at=now, data={"values": dict(values), "consent": True})
        take = update(page_links).where(
            page_links.c.token_hash == link.token_hash, page_links.c.used_at.is_(None), page_links.c.expires_at > now
        )

        def work(connection: Connection) -> bool:
            if connection.execute(take.values(used_at=now)).rowcount != 1:
                return False
            return self._inbox.add_inside(connection, link.conversation_id, "page", link.token_hash, inbound)

        is_ours = await self._database.write(work)
        self._checkpoint("form.committed")
        return is_ours

    async def use_up(self, link: OpenLink) -> Sequence[JsonObject] | None:
        """Take the link of a page that hands nothing over; the lines the conversation remembers, None when too late."""
        now = self._clock()
        take = update(page_links).where(
            page_links.c.token_hash == link.token_hash, page_links.c.used_at.is_(None), page_links.c.expires_at > now
        )
        said = select(conversations.c.said).where(conversations.c.id == link.conversation_id)

        def work(connection: Connection) -> Sequence[JsonObject] | None:
            if connection.execute(take.values(used_at=now)).rowcount != 1:
                return None
            box = connection.execute(said).scalar_one()
            return list(self._data_key.decrypt(box)) if box is not None else []

        return await self._database.write(work)

    async def forget_expired(self) -> None:
        """Delete links whose time is over."""

        def work(connection: Connection) -> None:
            connection.execute(delete(page_links).where(page_links.c.expires_at <= self._clock()))

        await self._database.write(work)
