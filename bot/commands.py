"""Commands on their way to actions: sent with their own idempotency key until acknowledged, in order per conversation.

Two processes may send the same command at once; the key makes that one act, and the conditional update one result.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, bindparam, exists, func, or_, select, update
from sqlalchemy.exc import DBAPIError

from bot.actions_client import ActionsClient, Done, Refused
from bot.clock import Clock
from bot.data_key import DataKey
from bot.database.engine import Database
from bot.database.tables import commands, conversations, outbox
from bot.dialogue.messages import Inbound, JsonObject
from bot.erasure import forget_past
from bot.errors import ActionsUnreachable, DatabaseBusy
from bot.failpoints import Checkpoint
from bot.inbox import Inbox
from bot.logs import facts, where
from bot.metrics import Metrics
from bot.picture_fetching import PictureFetcher, PictureUnreachable

log = logging.getLogger(__name__)

FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 30.0
LOOK_AGAIN_SECONDS = 1.0
WAITED_FOR = timedelta(minutes=10)  # so long a worker waits for the answer to what they did, also at night
MOST_AT_ONCE = 8
# What a conversation need not hear of: a takeover's other news come from the desk, a question was the worker's own.
_NOT_TOLD = {
    ("takeover_lines", "done"),
    *((kind, "delayed") for kind in ("takeover_lines", "acknowledge_claim", "leave_takeover", "keep_question")),
    *((kind, end) for kind in ("acknowledge_claim", "leave_takeover", "keep_question") for end in ("done", "refused")),
}


@dataclass(frozen=True)
class _Command:
    number: int
    id: str
    conversation_id: str
    channel: str
    kind: str
    body: JsonObject
    tries: int
    created_at: datetime


class CommandWorker:
    """Hands commands over and brings their results back as inbox rows."""

    def __init__(
        self,
        *,
        database: Database,
        data_key: DataKey,
        actions: ActionsClient,
        inbox: Inbox,
        clock: Clock,
        chance: Random,
        checkpoint: Checkpoint,
        metrics: Metrics,
        start_turn: Callable[[str], None],
        pictures: PictureFetcher,
    ) -> None:
        self._database = database
        self._data_key = data_key
        self._actions = actions
        self._inbox = inbox
        self._clock = clock
        self._chance = chance
        self._checkpoint = checkpoint
        self._metrics = metrics
        self._start_turn = start_turn
        self._pictures = pictures
        self._woken = asyncio.Event()
        self._due_now = _due_now()

    def wake(self) -> None:
        """Say that there may be a new command."""
        self._woken.set()

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            self._woken.clear()
            try:
                handed_over = await self.work_once()
            except (DatabaseBusy, DBAPIError, OSError) as error:
                log.warning("command.database", extra=facts(error=where(error)))
                handed_over = 0
            if handed_over == 0:
                await self._wait()

    async def work_once(self) -> int:
        """Try every command that is due, the first of each conversation only; returns how many were tried."""
        due = await self._due()
        results = await asyncio.gather(*(self._attempt(command) for command in due), return_exceptions=True)
        for command, result in zip(due, results, strict=True):
            # Nothing is lost: the command still waits, and actions know its key.
            if isinstance(result, Exception):
                log.error("command.failed", extra=facts(command=command.id, kind=command.kind, error=where(result)))
            elif result is not None:
                raise result
        return sum(result is None for result in results)

    async def _wait(self) -> None:
        try:
            async with asyncio.timeout(LOOK_AGAIN_SECONDS):
                await self._woken.wait()
        except TimeoutError:
            return

    async def _due(self) -> list[_Command]:
        now = {"now": self._clock()}
        rows = await self._database.read(lambda connection: connection.execute(self._due_now, now).all())
        return [
            _Command(
                number=row.number,
                id=row.id,
                conversation_id=row.conversation_id,
                channel=row.channel,
                kind=row.kind,
                body=self._data_key.decrypt(row.body),
                tries=row.tries,
                created_at=row.created_at,
            )
            for row in rows
        ]

    async def _attempt(self, command: _Command) -> None:
        self._checkpoint("command.before_send")
        try:
            result = await self._actions.command(
                command.kind,
                await self._pictures.filled(command.body, channel=command.channel, tries=command.tries),
                conversation_id=command.conversation_id,
                channel=command.channel,
                idempotency_key=command.id,
            )
        except ActionsUnreachable as error:
            await self._postpone(command, error.reason, error.retry_after_seconds)
            return
        except PictureUnreachable:
            await self._postpone(command, "picture")
            return
        self._checkpoint("command.after_send")
        await self._finish(command, result)

    async def _finish(self, command: _Command, result: Done | Refused) -> None:
        status = "done" if isinstance(result, Done) else "refused"
        changed = {"status": status, "body": None, "done_at": self._clock(), "tries": command.tries + 1}
        if await self._record(command, changed, "command_result", command.id, _result(command.kind, result)):
            self._checkpoint("command.committed")
            self._report(command, status)

    async def _postpone(self, command: _Command, reason: str, retry_after_seconds: float | None = None) -> None:
        pause = self._pause(command.tries, retry_after_seconds)
        changed: dict[str, Any] = {"tries": command.tries + 1, "next_try_at": self._clock() + pause}
        if command.tries == 0:
            await self._record(command, changed, "command_delayed", f"{command.id}:delayed", {"kind": command.kind})
        else:
            await self._database.write(lambda connection: _change(connection, command, changed))
        self._checkpoint("command.postponed")
        self._report(command, reason)

    async def _record(
        self, command: _Command, changed: dict[str, Any], kind: Any, update_id: str, data: JsonObject
    ) -> bool:
        """Change the command and tell the conversation, together; False when another process was first."""
        inbound = Inbound(kind=kind, at=self._clock(), data=data)
        is_told = (command.kind, changed.get("status", "delayed")) not in _NOT_TOLD

        def work(connection: Connection) -> bool:
            if not _change(connection, command, changed):
                return False
            if not is_told:
                return True
            if command.kind == "erase_person" and changed.get("status") == "done":
                forget_past(connection, command.conversation_id)
            return self._inbox.add_inside(
                connection, command.conversation_id, "command", update_id, inbound, can_wait=self._can_wait(command)
            )

        is_first = await self._database.write(work)
        if is_first and is_told:
            self._start_turn(command.conversation_id)
        return is_first

    def _can_wait(self, command: _Command) -> bool:
        """Whether its worker has long given up waiting for the answer."""
        return "takeover" not in command.kind and self._clock() - command.created_at > WAITED_FOR

    def _pause(self, tries: int, asked_for: float | None) -> timedelta:
        longest: float = min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2**tries)
        # Jitter keeps many waiting commands from coming back in one wave.
        seconds = max(asked_for or 0.0, longest * self._chance.uniform(0.5, 1.0))
        return timedelta(seconds=seconds)

    def _report(self, command: _Command, result: str) -> None:
        self._metrics.commands.labels(command.kind, result).inc()
        log.info(
            "command.tried",
            extra=facts(command=command.id, kind=command.kind, result=result, tries=command.tries + 1),
        )


_STILL_OPEN = update(commands).where(
    commands.c.number == bindparam("of"),
    commands.c.status == "waiting",
    commands.c.tries == bindparam("tried"),
)


def _due_now() -> Select[Any]:
    heads = (
        select(func.min(commands.c.number))
        .where(commands.c.status == "waiting")
        .group_by(commands.c.conversation_id)
        .scalar_subquery()
    )
    return (
        select(commands, conversations.c.channel)
        .join_from(commands, conversations)
        .where(
            commands.c.number.in_(heads),
            commands.c.next_try_at <= bindparam("now"),
            or_(commands.c.kind != "acknowledge_claim", ~is_in_flight()),
        )
        .order_by(commands.c.number)
        .limit(MOST_AT_ONCE)
    )


def is_in_flight() -> ColumnElement[bool]:
    """Whether something said before the present owner may still arrive: then a claim is not acknowledged yet."""
    return exists().where(
        outbox.c.conversation_id == conversations.c.id,
        outbox.c.status == "sending",
        outbox.c.owner_epoch < conversations.c.owner_epoch,
    )


def _change(connection: Connection, command: _Command, changed: dict[str, Any]) -> bool:
    of_it = {"of": command.number, "tried": command.tries}
    return connection.execute(_STILL_OPEN, {**of_it, **changed}).rowcount == 1


def _result(kind: str, result: Done | Refused) -> JsonObject:
    if isinstance(result, Done):
        return {"kind": kind, "status": "done", "body": result.body}
    refused = {"kind": kind, "status": "refused", "problem": result.problem}
    return {**refused, "field": result.field} if result.field else refused
