"""Many workers at once, a desk, phones that hang: the bot's real parts between them, chance as the director."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from random import Random

from sqlalchemy import func, select

from bot.channels.channel import Arrival
from bot.database.engine import Database
from bot.database.tables import commands, inbox, outbox
from bot.dialogue.messages import Inbound, Understanding
from bot.dialogue.question import Question
from bot.dialogue.turn import converse
from bot.errors import ActionsUnreachable
from bot.news import NewsReader
from bot.turns import TurnCommitted
from tests.bot.core import NOON, Core, core_on
from tests.bot.takeover.chance import Drift
from tests.bot.takeover.counted_database import CountedDatabase
from tests.bot.takeover.desk_double import DeskDouble, Takeover
from tests.bot.takeover.phones import Phones
from tests.bot.takeover.seats import BEFORE, number_of, seated

STEPS = 4
MOST_ROUNDS = 60  # of the event loop between two steps of one worker, where the database is in memory
MOST_WORK = 8  # pieces of it a worker waits for, where the database is a real one
LOOKS_AT_NOTHING = 20
_WORKER_SAYS = ("谢谢", "在吗", "入会要钱吗", "嗯嗯", "排到几了")


class CalmNlu:
    """Takes everything for a word of thanks."""

    is_down = is_out = False

    async def understand(self, question: Question) -> Understanding:
        return Understanding("answer", "thanks", None, (("thanks", 0.9),))


@dataclass
class World:
    """Parts and people of one run."""

    core: Core
    desk: DeskDouble
    phones: Phones
    chance: Random
    drift: Drift
    playing: int = 0

    async def seat(self, addresses: Sequence[str]) -> None:
        """Put workers into the queue."""
        for address, conversation in (await seated(self.core, addresses, texts=(BEFORE, f"{BEFORE} too"))).items():
            self.phones.conversations[address] = conversation
            self.desk.takeovers[conversation] = Takeover(conversation, number_of(address), state="waiting")

    async def play(self, address: str) -> Takeover:
        """What chance wants to happen to one worker, step by step."""
        one = self.desk.of(self.phones.conversations[address])
        self.core.delivery.start(one.conversation)
        self.playing += 1
        for step in range(STEPS):
            await self._pause()
            await self._step(address, one, step)
        self.playing -= 1
        return one

    async def settle(self) -> None:
        """Let everything come to its end: sends, turns, commands, deliveries."""
        self.phones.let_go(everything=True)
        for _ in range(2000):
            self.core.clock.forward(60)
            self.core.commands.wake()
            await asyncio.sleep(0.001)
            busy = self.core.turns._running or self.core.delivery._running or self.desk.undelivered
            if not busy and await self._nothing_left():
                return
        raise AssertionError("the world does not come to rest")

    async def _pause(self) -> None:
        database = self.core.database
        if not isinstance(database, CountedDatabase):
            await self.drift(MOST_ROUNDS)
            return
        enough = database.done + self.chance.randrange(MOST_WORK * max(1, self.playing))
        idle, done = 0, database.done
        while database.done < enough and idle < LOOKS_AT_NOTHING:  # all may hang, or be through
            await asyncio.sleep(0.001)
            idle, done = (0, database.done) if database.done > done else (idle + 1, done)

    async def _step(self, address: str, one: Takeover, step: int) -> None:
        acts = ["say", "press", "let go", "let go", *_DESK[one.state or "closed"]]
        act = self.chance.choice(acts)
        if act == "say":
            words = self.chance.choice(_WORKER_SAYS)
            one.worker_said.append(step)
            await self._arrive(address, str(step), Inbound("text", NOON, text=f"{words}{step}"))
        elif act == "press" and self.phones.buttons.get(address):
            pressed = self.chance.choice(self.phones.buttons[address])
            await self._arrive(address, str(step), Inbound("button", NOON), pressed)
        elif act == "let go":
            self.phones.let_go()
        elif act not in ("press", "let go"):
            getattr(self.desk, act)(one)
        self.core.clock.forward(self.chance.choice((0, 1, 20)))
        self.core.commands.wake()

    async def _arrive(self, address: str, update_id: str, inbound: Inbound, button_id: str | None = None) -> None:
        kept = await self.core.inbox.keep("telegram", Arrival(update_id, address, inbound, button_id))
        self.core.turns.start(kept.conversation_id)

    async def _nothing_left(self) -> bool:
        left = select(
            select(func.count()).select_from(commands).where(commands.c.status == "waiting").scalar_subquery()
            + select(func.count()).select_from(inbox).where(inbox.c.status == "new").scalar_subquery()
            + select(func.count())
            .select_from(outbox)
            .where(outbox.c.status.in_(("pending", "sending")))
            .scalar_subquery()
        )
        return await self.core.database.read(lambda connection: connection.execute(left).scalar_one()) == 0


_DESK = {
    "waiting": ["claim"] * 6,
    "pending": ["let go"] * 3,
    "taken": ["answer"] * 6 + ["transfer", "close"],
    "closed": [],
}


@asynccontextmanager
async def running_world(database: Database, seed: int) -> AsyncIterator[World]:
    """Everything running; `database` is closed at the end."""
    chance = Random(seed)
    drift = Drift(chance)
    desk = DeskDouble(chance, drift)
    phones = Phones(chance, desk)
    async with core_on(database, converse=converse, actions=desk, nlu=CalmNlu(), channel=phones) as core:

        def tell(turn: TurnCommitted) -> None:
            core.commands.wake()
            core.delivery.start(turn.conversation_id)

        core.turns.listeners.append(tell)
        core.delivery.listeners.append(core.commands.wake)
        news = NewsReader(
            actions=desk,
            database=core.database,
            inbox=core.inbox,
            clock=core.clock,
            checkpoint=core.checkpoints,
            metrics=core.metrics,
            start_turn=core.turns.start,
            show_typing=core.ignore_typing,
        )

        async def read_on() -> None:
            while True:
                with suppress(ActionsUnreachable):
                    await news.read_once()

        background = [asyncio.create_task(read_on()), asyncio.create_task(core.commands.run())]
        try:
            yield World(core, desk, phones, chance, drift)
        finally:
            for task in background:
                task.cancel()
            await asyncio.gather(*background, return_exceptions=True)
