"""What comes of a waiting row: asks nlu and actions what the dialogue needs to know, and lets it converse."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.actions_client import ActionsClient
from bot.dialogue.feed import Feed
from bot.dialogue.messages import JsonObject, Query, Reply, Unavailable, Understanding
from bot.dialogue.question import question_for_nlu
from bot.dialogue.reference import Reference
from bot.dialogue.responses import Responses
from bot.dialogue.state import State
from bot.dialogue.turn import Outcome, Turn, give_up
from bot.errors import ActionsUnreachable, NluUnreachable
from bot.failpoints import Checkpoint
from bot.logs import facts, where
from bot.turn_records import Waiting, Written
from bot.understanding import LONGEST_TEXT, Nlu

log = logging.getLogger(__name__)

MOST_QUERIES = 6

Converse = Callable[[Turn], Outcome | Query]


class EndlessQuestions(Exception):
    """The dialogue kept asking actions in one turn."""


@dataclass(frozen=True)
class Knowledge:
    """What every turn may look at: the lists and sentences from data/, the feed of the moment, the sealer."""

    feed: Callable[[], Feed]
    reference: Reference
    responses: Responses
    seal: Callable[[str], str]


class TurnMaker:
    """Makes turns."""

    def __init__(
        self, *, converse: Converse, knowledge: Knowledge, nlu: Nlu, actions: ActionsClient, checkpoint: Checkpoint
    ) -> None:
        self._converse = converse
        self._knowledge = knowledge
        self._nlu = nlu
        self._actions = actions
        self._checkpoint = checkpoint

    async def make(self, waiting: Waiting) -> Written:
        """What the turn comes to. Raises whatever the dialogue raises, and EndlessQuestions."""
        return await self._made(waiting, self._converse)

    async def give_up(self, waiting: Waiting) -> Written:
        """The turn of a message the dialogue failed on: the worker hears that it was our fault; a person takes over."""
        try:
            made = await self._made(waiting, give_up)
            return replace(made, undigested=True)
        except Exception as error:
            log.error("turn.not-given-up", extra=facts(conversation=waiting.conversation_id, error=where(error)))
        sorry = () if waiting.owner == "person" else (Reply(self._knowledge.responses.text("core.undigested")),)
        return Written(state=waiting.state, replies=sorry, commands=(), asks=None, undigested=True)

    async def _made(self, waiting: Waiting, converse: Converse) -> Written:
        state = State.from_json(waiting.state)
        understanding, nlu_down = await self._understand(state, waiting)
        answers: dict[Query, JsonObject | Unavailable] = {}
        for _ in range(MOST_QUERIES):
            turn = Turn(
                state=state,
                inbound=waiting.inbound,
                channel=waiting.channel,
                understanding=understanding,
                nlu_down=nlu_down,
                feed=self._knowledge.feed(),
                reference=self._knowledge.reference,
                responses=self._knowledge.responses,
                seal=self._knowledge.seal,
                answers=answers,
                nlu_out=nlu_down and self._nlu.is_out,
                owner=waiting.owner,
                last_seq=waiting.last_seq,
                said_before=waiting.said,
            )
            outcome = converse(turn)
            if isinstance(outcome, Outcome):
                return Written(
                    state=outcome.state.to_json(),
                    replies=outcome.replies,
                    commands=outcome.commands,
                    asks=outcome.asks,
                    deletes_inbound=outcome.delete_inbound,
                    owner=outcome.owner,
                    raises_epoch=outcome.raises_epoch,
                    said=outcome.said if list(outcome.said or ()) != list(waiting.said) else None,
                    counted=outcome.counted,
                )
            answers[outcome] = await self._ask(outcome, waiting)
        raise EndlessQuestions

    async def _understand(self, state: State, waiting: Waiting) -> tuple[Understanding | None, bool]:
        text = waiting.inbound.words
        if not text.strip() or len(text) > LONGEST_TEXT:
            return None, False
        question = question_for_nlu(state, text, at=waiting.inbound.at, names=self._knowledge.reference.names)
        if question is None:
            return None, False
        try:
            return await self._nlu.understand(question), False
        except NluUnreachable:
            return None, True

    async def _ask(self, query: Query, waiting: Waiting) -> JsonObject | Unavailable:
        self._checkpoint("query.before_send")
        try:
            answer = await self._actions.ask(query, conversation_id=waiting.conversation_id)
        except ActionsUnreachable:
            return Unavailable()
        self._checkpoint("query.after_send")
        return answer
