"""Replies, the bot's and people's, as they are kept: rendered once in their turn, numbered, encrypted.

On the web a row can be read at once. For a push channel it is `pending` until bot/delivery.py has brought it there.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, select

from bot.data_key import DataKey
from bot.database.tables import conversations, outbox
from bot.dialogue.messages import Button, JsonObject, Link, Reply
from bot.ids import Ids

MOST_REPLIES_AT_ONCE = 100
# Where a page lies that takes no form.
_FOLDERS = {"my_data": "my-data"}


@dataclass(frozen=True)
class Rendered:
    """One reply ready to be stored: its JSON body, the actions behind its buttons, the page links it opens."""

    body: JsonObject
    actions: dict[str, JsonObject]
    pages: dict[str, str]  # token → page


@dataclass(frozen=True)
class Standing:
    """What a channel may show of a conversation besides its replies."""

    last_seq: int
    asks: str | None
    owner: str


NOBODY_YET = Standing(last_seq=0, asks=None, owner="bot")


def render(reply: Reply, *, asks: str | None, ids: Ids, public_url: str) -> Rendered:
    """Give each button an opaque id and each page link a single-use address."""
    actions: dict[str, JsonObject] = {}
    pages: dict[str, str] = {}

    def shown_button(button: Button) -> JsonObject:
        button_id = ids.button()
        # With its title: pressed while a person has the conversation, that is what they read.
        actions[button_id] = {**button.action, "title": button.title}
        return {"title": button.title, "id": button_id}

    def shown_link(link: Link) -> JsonObject:
        if link.page is None:
            return {"title": link.title, "url": link.url}
        token = ids.page_token()
        pages[token] = link.page
        return {"title": link.title, "url": f"{public_url}/{_FOLDERS.get(link.page, 'form')}/{token}"}

    body: dict[str, Any] = {"text": reply.text, "buttons": [shown_button(button) for button in reply.buttons]}
    if reply.links:
        body["links"] = [shown_link(link) for link in reply.links]
    if reply.stations:
        body["stations"] = [{**asdict(card), "facilities": list(card.facilities)} for card in reply.stations]
        body["caption"] = reply.caption
    if reply.speaker:
        body["from"] = {"name": reply.speaker}
    if reply.photo is not None:
        body["photo"] = asdict(reply.photo)
    if asks:
        body["asks"] = asks
    return Rendered(body, actions, pages)


def replies_between(
    connection: Connection, data_key: DataKey, conversation_id: str, *, after: int, up_to: int | None = None
) -> list[JsonObject]:
    """Replies with `after` < seq ≤ `up_to` in order, at most MOST_REPLIES_AT_ONCE, as the web contract shows them."""
    query = (
        select(outbox.c.seq, outbox.c.body)
        .where(outbox.c.conversation_id == conversation_id, outbox.c.seq > after, outbox.c.status == "readable")
        .order_by(outbox.c.seq)
        .limit(MOST_REPLIES_AT_ONCE)
    )
    if up_to is not None:
        query = query.where(outbox.c.seq <= up_to)
    rows = connection.execute(query).all()
    return [as_shown(seq, data_key.decrypt(body)) for seq, body in rows]


def standing_of(connection: Connection, conversation_id: str) -> Standing:
    """NOBODY_YET when the conversation does not exist: a guess learns nothing."""
    query = select(conversations.c.last_seq, conversations.c.asks, conversations.c.owner)
    row = connection.execute(query.where(conversations.c.id == conversation_id)).one_or_none()
    return Standing(*row) if row else NOBODY_YET


def as_shown(seq: int, body: JsonObject) -> JsonObject:
    """A stored body as the web contract shows it."""
    return {"seq": seq, **{key: value for key, value in body.items() if key != "asks"}}
