"""Which button was meant: by its id, or by its title typed word for word below the reply that shows it."""

from __future__ import annotations

import json

from sqlalchemy import Connection, select

from bot.database.tables import buttons
from bot.dialogue.feed import bare
from bot.dialogue.messages import JsonObject

LONGEST_TITLE = 60  # characters; nobody types a longer one


def pressed(connection: Connection, conversation_id: str, button_id: str) -> JsonObject | None:
    """What the button stands for; None for one that is unknown or no longer kept."""
    # A changed client may send anything as an id; PostgreSQL would refuse the whole query because of a zero sign.
    if not button_id.isprintable():
        return None
    query = select(buttons.c.action).where(buttons.c.id == button_id, buttons.c.conversation_id == conversation_id)
    action = connection.execute(query).scalar_one_or_none()
    return json.loads(action) if action is not None else None


def typed(connection: Connection, conversation_id: str, seq: int, text: str) -> JsonObject | None:
    """What the button of that title below reply `seq` stands for; None where it is no title, or that of several.

    `seq` is the conversation's last reply: the buttons of an earlier question are not what "跳过" answers.
    """
    title = bare(text) if len(text) <= LONGEST_TITLE else ""
    if not title:
        return None
    query = select(buttons.c.action).where(buttons.c.conversation_id == conversation_id, buttons.c.seq == seq)
    shown = connection.execute(query).scalars()
    named = [action for action in map(json.loads, shown) if bare(action["title"]) == title]
    return named[0] if len(named) == 1 else None
