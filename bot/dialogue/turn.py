"""One turn of a conversation, as a pure function: what is known goes in, new state, replies and commands come out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bot.dialogue.conversation import hold
from bot.dialogue.feed import Feed
from bot.dialogue.messages import Command, Inbound, JsonObject, Query, Reply, Unavailable, Understanding
from bot.dialogue.reference import Reference
from bot.dialogue.responses import Responses
from bot.dialogue.state import State
from bot.dialogue.talk import Asking, Talk


@dataclass(frozen=True)
class Turn:
    """Everything one turn may look at.

    `channel` is "web" or "telegram"; personal fields are never asked on telegram. `understanding` is None when nlu
    was not asked (`question_for_nlu` said so, or the inbound is no text) and, with `nlu_down`, when it could not be.
    `answers` holds what actions said to the queries of this turn; `seal` makes a sealed box (base64) of a value.
    """

    state: State
    inbound: Inbound
    channel: str
    understanding: Understanding | None
    nlu_down: bool
    feed: Feed
    reference: Reference
    responses: Responses
    seal: Callable[[str], str]
    answers: Mapping[Query, JsonObject | Unavailable] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """What a turn comes to. `asks` names the field the bot now waits for.

    `delete_inbound` asks the channel to delete the worker's message: it held personal data on a channel that must
    not carry any.
    """

    state: State
    replies: tuple[Reply, ...]
    commands: tuple[Command, ...]
    asks: str | None
    delete_inbound: bool = False


def converse(turn: Turn) -> Outcome | Query:
    """The outcome of a turn, or the query actions must answer first: put it into `answers` and call again."""
    talk = Talk(turn)
    try:
        hold(talk)
    except Asking as asking:
        return asking.query
    return Outcome(
        state=talk.state,
        replies=tuple(talk.replies),
        commands=tuple(talk.commands),
        asks=None if talk.state.asked_field == "page" else talk.state.asked_field,
        delete_inbound=talk.delete_inbound,
    )
