"""Forgetting a conversation's past when its worker asked for erasure: replies, buttons, links and finished commands,
and news that wait for the morning.

What is still on its way stays until it has arrived, and so does the numbering: a page goes on from the seq it knows.
"""

from __future__ import annotations

from sqlalchemy import Connection, delete, update

from bot.database.tables import buttons, commands, conversations, inbox, outbox, page_links

_ON_THE_WAY = ("pending", "sending")


def forget_past(connection: Connection, conversation_id: str) -> None:
    """Delete it in the caller's transaction."""
    for past in (
        update(conversations).where(conversations.c.id == conversation_id).values(said=None),
        delete(outbox).where(outbox.c.conversation_id == conversation_id, outbox.c.status.not_in(_ON_THE_WAY)),
        update(inbox)
        .where(inbox.c.conversation_id == conversation_id, inbox.c.status == "new", inbox.c.channel == "news")
        .where(inbox.c.can_wait.is_(True))
        .values(status="done", payload=None),
        delete(buttons).where(buttons.c.conversation_id == conversation_id),
        delete(page_links).where(page_links.c.conversation_id == conversation_id),
        delete(commands).where(commands.c.conversation_id == conversation_id, commands.c.status != "waiting"),
    ):
        connection.execute(past)
