"""Bodies of the takeover API. Texts are redacted by the bot; they are stored encrypted all the same."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from actions.takeovers.photos import LARGEST_BYTES
from actions.web import Body, ConversationBody

MOST_LINES = 30
LONGEST_QUESTION = 200
MOST_MOMENTS = 10

Moment = Annotated[AwareDatetime, Field(ge=datetime(2020, 1, 1, tzinfo=UTC), lt=datetime(2100, 1, 1, tzinfo=UTC))]
Region = Annotated[str, Field(pattern=r"^[0-9]{6}$")]
Topic = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,59}$")]
Place = Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,80}$")]
Moments = Annotated[tuple[Moment, ...], Field(max_length=MOST_MOMENTS)]
Seq = Annotated[int, Field(ge=0, le=2**31 - 1)]


class SentPhoto(Body):
    type: Literal["image/jpeg", "image/png", "image/webp"]
    data: Annotated[str, Field(min_length=1, max_length=LARGEST_BYTES * 4 // 3 + 4)]  # base64


class Understood(Body):
    """What nlu made of a worker's message; topics best first. `to_form`: it was said while a form was filled in.

    `question`: what of its words may be kept as a question, where that is not all (an operator may need an address).
    `dealt_with`, `missed` and `doubted` name lines by when they were said, mostly this one or an earlier one: what the
    bot has answered, done or noted, what it has answered wrongly as its worker says, and what a person was asked for
    right after the answer to.
    """

    topics: Annotated[tuple[Topic, ...], Field(max_length=3)] = ()
    region: Region | None = None
    place: Place | None = None
    to_form: bool = False
    question: Annotated[str, Field(max_length=LONGEST_QUESTION)] | None = None
    dealt_with: Moments = ()
    missed: Moments = ()
    doubted: Moments = ()


class SaidLine(Body):
    author: Annotated[Literal["worker", "bot", "house"], Field(alias="from")]
    kind: Literal["text", "button", "photo", "location", "voice", "sticker", "contact", "news"]
    text: Annotated[str, Field(max_length=4000)]
    at: Moment
    emergency: bool = False
    photo: SentPhoto | None = None
    understood: Understood | None = None


class NewTakeover(ConversationBody):
    channel: Literal["web", "telegram"]
    reason: Literal["asked", "sensitive", "misses", "outage", "emergency"]
    region: Region | None = None
    topic: Topic | None = None
    lines: Annotated[list[SaidLine], Field(max_length=MOST_LINES)]


class MoreLines(ConversationBody):
    lines: Annotated[list[SaidLine], Field(min_length=1, max_length=MOST_LINES)]


class ClaimAck(ConversationBody):
    """The bot has stopped speaking; `last_seq` is the last thing it said there."""

    claim: Seq
    last_seq: Seq


class Leaving(ConversationBody):
    pass


class Typing(ConversationBody):
    pass
