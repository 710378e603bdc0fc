"""actions as far as takeovers go, in memory: the queue, the operators, the deliveries; answers that get lost."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from bot.actions_client import Done, News, Refused
from bot.dialogue.messages import JsonObject, Query
from bot.errors import ActionsUnreachable
from tests.bot.takeover.chance import Drift


@dataclass
class Takeover:
    """What the desk knows of one conversation; `seen` is what happened there, in order, told by desk and phone."""

    conversation: str
    number: str = ""
    state: str | None = None
    claim: int = 0
    acknowledged: set[int] = field(default_factory=set)
    lines: list[JsonObject] = field(default_factory=list)
    operator_said: list[str] = field(default_factory=list)
    worker_said: list[int] = field(default_factory=list)  # the numbers of their messages
    seen: list[tuple[str, str]] = field(default_factory=list)


class DeskDouble:
    """Stands in for `ActionsClient`. `lossy` is how often an answer gets lost after the act."""

    is_down = False

    def __init__(self, chance: Random, drift: Drift, *, lossy: float = 0.05) -> None:
        self._chance = chance
        self._drift = drift
        self._lossy = lossy
        self._numbers = itertools.count(1)
        self._answered: dict[str, Done | Refused] = {}
        self._open: dict[str, JsonObject] = {}
        self._news = asyncio.Event()
        self.takeovers: dict[str, Takeover] = {}

    def of(self, conversation: str) -> Takeover:
        return self.takeovers.setdefault(conversation, Takeover(conversation))

    @property
    def undelivered(self) -> int:
        return len(self._open)

    # What operators and time do

    def claim(self, one: Takeover) -> None:
        one.state, one.claim = "pending", one.claim + 1
        self._deliver(one, "claimed", by="王师傅")

    def expire(self, one: Takeover) -> None:
        one.state = "waiting"
        self._deliver(one, "returned", why="unacknowledged")

    def answer(self, one: Takeover) -> None:
        text = f"operator {len(one.operator_said)}"
        one.operator_said.append(text)
        self._deliver(one, "line", text=text, seq=len(one.operator_said))

    def transfer(self, one: Takeover) -> None:
        one.state = "waiting"
        one.seen.append(("desk", "gave back"))
        self._deliver(one, "returned", why="transfer")

    def close(self, one: Takeover) -> None:
        one.state = "closed"
        one.seen.append(("desk", "gave back"))
        self._deliver(one, "closed", outcome="solved")

    # What the bot asks

    async def ask(self, query: Query, *, conversation_id: str) -> JsonObject:
        await self._drift(2)
        one = self.of(conversation_id)
        state = None if one.state == "closed" else one.state
        return {"open": True, "hours": "每天", "state": state, "position": 1 if state == "waiting" else None}

    async def command(
        self, kind: str, body: JsonObject, *, conversation_id: str, channel: str, idempotency_key: str
    ) -> Done | Refused:
        await self._drift(2)
        if idempotency_key not in self._answered:
            self._answered[idempotency_key] = getattr(self, f"_{kind}")(self.of(conversation_id), body)
        await self._drift(2)
        self._lose()
        return self._answered[idempotency_key]

    async def news(self) -> News:
        while not self._open:
            self._news.clear()
            await self._news.wait()
        await self._drift(2)
        return News(list(self._open.values()))

    async def acknowledge(self, ids: Sequence[str]) -> None:
        await self._drift(2)
        self._lose()
        for delivery_id in ids:
            self._open.pop(delivery_id, None)

    def _lose(self) -> None:
        if self._chance.random() < self._lossy:
            raise ActionsUnreachable("timeout")

    def _deliver(self, one: Takeover, kind: str, **data: Any) -> None:
        delivery_id = f"d{next(self._numbers)}"
        data |= {"number": one.number, "claim": one.claim}
        kind = f"takeover.{kind}"
        self._open[delivery_id] = {"id": delivery_id, "conversation": one.conversation, "kind": kind, "data": data}
        self._news.set()

    def _open_takeover(self, one: Takeover, body: JsonObject) -> Done:
        if one.state in (None, "closed"):
            one.number, one.state = f"T{next(self._numbers)}", "waiting"
        one.lines += body["lines"]
        return Done({"number": one.number, "state": one.state, "position": 1, "hours": "每天"})

    def _takeover_lines(self, one: Takeover, body: JsonObject) -> Done:
        one.lines += body["lines"]
        return Done({"kept": True})

    def _acknowledge_claim(self, one: Takeover, body: JsonObject) -> Done | Refused:
        if one.state != "pending" or one.claim != body["claim"]:
            return Refused("stale-claim", None)
        one.state = "taken"
        one.acknowledged.add(one.claim)
        one.seen.append(("desk", "acknowledged"))
        return Done({"state": "taken"})

    def _leave_takeover(self, one: Takeover, body: JsonObject) -> Done:
        if one.state == "waiting":
            one.state = "closed"
        return Done({"state": one.state})
