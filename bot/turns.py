"""Turns: each conversation's rows one at a time and in order, conversations in parallel.

Whoever writes an inbox row calls `start` (or `answer_to`, to wait for the reply). Nothing depends on that call: rows
left over by a stopped process are found by `sweep`.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from nacl.exceptions import CryptoError
from sqlalchemy.exc import DBAPIError

from bot.clock import Clock
from bot.errors import DatabaseBusy
from bot.failpoints import Checkpoint
from bot.logs import facts, where
from bot.metrics import Metrics
from bot.turn_maker import TurnMaker
from bot.turn_records import Answer, TurnConflict, Waiting, Written
from bot.turn_store import TurnStore

log = logging.getLogger(__name__)

DIALOGUE_TRIES = 3
DATABASE_PAUSE_SECONDS = 0.5
LOOK_AGAIN_SECONDS = 0.2
# Rows younger than this are surely being worked on by the process that wrote them.
LEFT_OVER_AFTER = timedelta(seconds=5)


@dataclass(frozen=True)
class TurnCommitted:
    """What other parts are told after a turn's commit."""

    conversation_id: str
    channel: str
    has_replies: bool
    has_commands: bool


class Turns:
    """Works off the inbox."""

    def __init__(
        self, *, store: TurnStore, maker: TurnMaker, clock: Clock, checkpoint: Checkpoint, metrics: Metrics
    ) -> None:
        self._store = store
        self._maker = maker
        self._clock = clock
        self._checkpoint = checkpoint
        self._metrics = metrics
        self._running: dict[str, asyncio.Task[None]] = {}
        self._wanted: set[str] = set()
        self._answers: dict[int, asyncio.Future[Answer]] = {}
        # Called after each commit; main.py adds delivery, commands and the readers' bells.
        self.listeners: list[Callable[[TurnCommitted], None]] = []

    def start(self, conversation_id: str) -> None:
        """See to it that every row of the conversation gets its turn."""
        self._wanted.add(conversation_id)
        if conversation_id not in self._running:
            task = asyncio.create_task(self._work_off(conversation_id))
            self._running[conversation_id] = task

    async def answer_to(self, conversation_id: str, inbox_id: int) -> Answer:
        """Wait for the answer to one row, whichever process gives it. The caller sets the time limit."""
        while True:
            answer = self._answers.setdefault(inbox_id, asyncio.get_running_loop().create_future())
            self.start(conversation_id)
            both: set[asyncio.Future[Any]] = {answer, self._running[conversation_id]}
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
            if answer.done():
                return answer.result()
            # Not answered here: another process was first, or is at it.
            self._answers.pop(inbox_id, None)
            stored = await self._store.answer_of(conversation_id, inbox_id)
            if stored is not None:
                return stored
            await asyncio.sleep(LOOK_AGAIN_SECONDS)

    async def sweep(self, *, everything: bool = False) -> int:
        """Start the turns of rows left over, with `everything` (at a start) the youngest too. Returns how many."""
        # At a start the clock is not asked: it may have been put back since the rows were written.
        left = await self._store.with_new_rows(arrived_before=None if everything else self._clock() - LEFT_OVER_AFTER)
        for conversation_id in left:
            self.start(conversation_id)
        return len(left)

    async def stop(self) -> None:
        """Give up turns under way; their rows stay new and are taken up at the next start."""
        tasks = list(self._running.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _work_off(self, conversation_id: str) -> None:
        try:
            while conversation_id in self._wanted:
                self._wanted.discard(conversation_id)
                await self._drain(conversation_id)
        finally:
            # No await between the last look at `_wanted` and here: a start() in between cannot be lost.
            del self._running[conversation_id]

    async def _drain(self, conversation_id: str) -> None:
        while True:
            try:
                waiting = await self._store.next_of(conversation_id)
                if waiting is None:
                    return
                await self._take(waiting)
            except TurnConflict:
                self._metrics.turn_conflicts.inc()
            except (DatabaseBusy, DBAPIError, OSError) as error:
                log.warning("turn.database", extra=facts(conversation=conversation_id, error=where(error)))
                await asyncio.sleep(DATABASE_PAUSE_SECONDS)
            except CryptoError:
                log.error("turn.stored-with-another-key", extra=facts(conversation=conversation_id))
                return

    async def _take(self, waiting: Waiting) -> None:
        began = time.perf_counter()
        written = await self._made(waiting)
        answer = await self._store.commit(waiting, written)
        self._checkpoint("turn.committed")
        seconds = time.perf_counter() - began
        self._metrics.turns.labels(waiting.inbound.kind).inc()
        self._metrics.turn_seconds.observe(seconds)
        self._tell(waiting, written, answer)
        log.info(
            "turn.done",
            extra=facts(
                conversation=waiting.conversation_id,
                inbox=waiting.inbox_id,
                kind=waiting.inbound.kind,
                replies=len(written.replies),
                commands=len(written.commands),
                milliseconds=round(seconds * 1000, 1),
            ),
        )

    async def _made(self, waiting: Waiting) -> Written:
        for attempt in range(1, DIALOGUE_TRIES + 1):
            try:
                return await self._maker.make(waiting)
            except Exception as error:
                log.error(
                    "turn.failed",
                    extra=facts(
                        conversation=waiting.conversation_id,
                        inbox=waiting.inbox_id,
                        attempt=attempt,
                        error=where(error),
                    ),
                )
        # A message the dialogue cannot digest must not hold up the conversation for ever.
        self._metrics.undigested.labels(waiting.inbound.kind).inc()
        return await self._maker.give_up(waiting)

    def _tell(self, waiting: Waiting, written: Written, answer: Answer) -> None:
        future = self._answers.pop(waiting.inbox_id, None)
        if future is not None and not future.done():
            future.set_result(answer)
        committed = TurnCommitted(
            conversation_id=waiting.conversation_id,
            channel=waiting.channel,
            has_replies=bool(written.replies) or written.deletes_inbound,
            has_commands=bool(written.commands),
        )
        for listener in self.listeners:
            listener(committed)
