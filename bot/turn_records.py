"""What a turn begins with and what it leaves, between the database and the dialogue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.dialogue.messages import Command, Inbound, JsonObject, Owner, QuestionOutcome, Reply


@dataclass(frozen=True)
class Waiting:
    """The oldest row of a conversation that may have its turn now, with the conversation as it stands."""

    conversation_id: str
    channel: str
    inbox_id: int
    inbound: Inbound
    message_ref: str | None
    state: JsonObject
    version: int
    last_seq: int
    owner: Owner
    owner_epoch: int
    said: Sequence[JsonObject] = ()
    can_wait: bool = False


@dataclass(frozen=True)
class Written:
    """What a turn leaves: new state, replies, commands, what is counted, and whether the worker's message is removed.

    `owner` and `said` are None when they stay as they were; with `raises_epoch` the replies are the first ones said
    under the new owner.
    """

    state: JsonObject
    replies: Sequence[Reply]
    commands: Sequence[Command]
    asks: str | None
    deletes_inbound: bool = False
    undigested: bool = False
    owner: Owner | None = None
    raises_epoch: bool = False
    said: Sequence[JsonObject] | None = None
    counted: Sequence[QuestionOutcome] = ()


@dataclass(frozen=True)
class Answer:
    """What a message got: replies as the web contract shows them, the field asked, the owner."""

    replies: Sequence[JsonObject]
    asks: str | None
    owner: str


class TurnConflict(Exception):
    """Somebody else changed the conversation or answered the row meanwhile; nothing was stored."""
