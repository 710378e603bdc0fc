"""One turn of a conversation, as a pure function: what is known goes in, new state, replies and commands come out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.dialogue.feed import Feed
from bot.dialogue.messages import (
    Command,
    Inbound,
    JsonObject,
    Owner,
    Query,
    QuestionOutcome,
    Reply,
    Unavailable,
    Understanding,
)
from bot.dialogue.ownership import take_turn, take_undigested
from bot.dialogue.reference import Reference
from bot.dialogue.responses import Responses
from bot.dialogue.state import State
from bot.dialogue.talk import Asking, Talk


@dataclass(frozen=True)
class Turn:
    """Everything one turn may look at.

    `channel` is "web" or "telegram"; personal fields are never asked on telegram. `understanding` is None when nlu
    was not asked (`question_for_nlu` said so, or the inbound is no text) and, with `nlu_down`, when it could not be;
    `nlu_out` says that this has lasted. `last_seq` numbers what was said last, `said_before` are the latest lines
    (bot/dialogue/lines.py), oldest first. `answers` holds what actions said to the queries of this turn; `seal` makes a
    sealed box (base64) of a value.
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
    nlu_out: bool = False
    owner: Owner = "bot"
    last_seq: int = 0
    said_before: Sequence[JsonObject] = ()


@dataclass(frozen=True)
class Outcome:
    """What a turn comes to. `asks` names the field the bot now waits for.

    `delete_inbound` asks the channel to delete the worker's message: it held personal data on a channel that must
    not carry any. `owner` has the conversation from now on, None: as before; `raises_epoch` voids what was said under
    the owner so far and is not on its way. `said` are the latest lines to remember, None: those of before. `counted` is
    what came of questions in this turn.
    """

    state: State
    replies: tuple[Reply, ...]
    commands: tuple[Command, ...]
    asks: str | None
    delete_inbound: bool = False
    owner: Owner | None = None
    raises_epoch: bool = False
    said: Sequence[JsonObject] | None = None
    counted: tuple[QuestionOutcome, ...] = ()


def converse(turn: Turn) -> Outcome | Query:
    """The outcome of a turn, or the query actions must answer first: put it into `answers` and call again."""
    return _outcome(turn, take_turn)


def give_up(turn: Turn) -> Outcome | Query:
    """The same for a message `converse` failed on."""
    return _outcome(turn, take_undigested)


def _outcome(turn: Turn, take: Callable[[Talk], None]) -> Outcome | Query:
    talk = Talk(turn)
    try:
        take(talk)
    except Asking as asking:
        return asking.query
    return Outcome(
        state=talk.state,
        replies=tuple(talk.replies),
        commands=tuple(talk.commands),
        asks=None if talk.state.asked_field == "page" else talk.state.asked_field,
        delete_inbound=talk.delete_inbound,
        owner=talk.owner,
        raises_epoch=talk.raises_epoch,
        said=talk.said,
        counted=tuple(talk.counted),
    )
