"""The bot's inner parts put together for a test: a real database, the test's own dialogue, doubles for the rest."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from aiohttp import ClientSession
from nacl.public import PrivateKey
from sqlalchemy import Table, select

from bot.actions_client import ActionsClient
from bot.channels.channel import Arrival, OutgoingReply
from bot.commands import CommandWorker
from bot.data_key import DataKey
from bot.database.engine import Database, open_database
from bot.database.migrate import migrate
from bot.delivery import Delivery
from bot.delivery_store import DeliveryStore
from bot.dialogue.feed import Feed
from bot.dialogue.messages import Inbound, Photo, Query, Reply
from bot.dialogue.reference import Reference
from bot.dialogue.responses import Responses
from bot.dialogue.turn import Outcome, Turn
from bot.inbox import Inbox
from bot.metrics import Metrics
from bot.picture_fetching import PictureFetcher
from bot.quiet_hours import QuietHours
from bot.sealing import Sealer
from bot.turn_maker import Converse, Knowledge, TurnMaker
from bot.turn_records import Answer
from bot.turn_rows import TurnRowMaker
from bot.turn_store import TurnStore
from bot.turns import TurnCommitted, Turns
from bot.understanding import Nlu

DATA = Path(__file__).parents[2] / "data"
NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
QUIET = QuietHours.parse("22:00-07:00")
NOWHERE = "http://127.0.0.1:9"  # the discard port: connections are refused
SECRET = "Zm9yLXRlc3RzLW9ubHktYW5kLW5vYm9keS1lbHNl"


class SetClock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def forward(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


class SetTime:
    """A monotonic clock in seconds that stands still until it is moved."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


class CountedIds:
    """Ids a test can foresee."""

    def __init__(self, prefix: str = "") -> None:
        self._prefix = prefix
        self._number = itertools.count(1)

    def button(self) -> str:
        return f"{self._prefix}button-{next(self._number)}"

    def command(self) -> str:
        return f"{self._prefix}command-{next(self._number)}"

    def page_token(self) -> str:
        return f"{self._prefix}token-{next(self._number)}"


class Stopped(BaseException):
    """What a test's checkpoint raises in place of the process being killed."""


class Checkpoints:
    """Remembers which it passed, and stops the work at one of them."""

    def __init__(self, stops_at: str | None = None) -> None:
        self._passed: defaultdict[str, asyncio.Event] = defaultdict(asyncio.Event)
        self._stops_at = stops_at

    async def reached(self, name: str) -> None:
        """Return when the name has been passed."""
        await asyncio.wait_for(self._passed[name].wait(), 60)

    def __call__(self, name: str) -> None:
        self._passed[name].set()
        if name == self._stops_at:
            raise Stopped(name)


def counting(turn: Turn) -> Outcome | Query:
    """A dialogue that numbers what it hears."""
    number = turn.state.runs + 1
    state = replace(turn.state, runs=number)
    return Outcome(state=state, replies=(Reply(f"{number}:{turn.inbound.text}"),), commands=(), asks=None)


class FakeChannel:
    """A push channel that remembers what it sent; `plans` are what the next sends do instead of succeeding."""

    name = "telegram"

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []
        self.deleted: list[tuple[str, str]] = []
        self.skipped: list[int] = []
        self.typed: list[str] = []
        self.photos: dict[str, Photo] = {}
        self.plans: list[Callable[[], Any]] = []

    def routes(self) -> Iterable[Any]:
        return []

    async def run(self) -> None:
        await asyncio.Event().wait()

    async def send(self, address: str, reply: OutgoingReply, parts_sent: int) -> Sequence[str]:
        if self.plans:
            planned = self.plans.pop(0)()
            if asyncio.iscoroutine(planned):
                await planned
        self.sent.append((address, reply.text))
        self.skipped.append(parts_sent)
        return [f"message-{len(self.sent)}"]

    async def delete(self, address: str, message_ref: str) -> None:
        self.deleted.append((address, message_ref))

    async def typing(self, address: str) -> None:
        self.typed.append(address)

    async def photo(self, file: str) -> Photo | None:
        if self.plans:
            self.plans.pop(0)()
        return self.photos.get(file)


@dataclass
class Core:
    """What a test may reach for."""

    database: Database
    data_key: DataKey
    clock: SetClock
    checkpoints: Checkpoints
    metrics: Metrics
    inbox: Inbox
    store: TurnStore
    turns: Turns
    commands: CommandWorker
    actions: ActionsClient
    nlu: Nlu
    knowledge: Knowledge
    delivery: Delivery
    channel: FakeChannel
    private_key: PrivateKey
    committed: list[TurnCommitted] = field(default_factory=list)

    async def say(self, text: str, *, update_id: str, address: str = SECRET, channel: str = "web") -> Answer:
        """Keep a text and wait for its answer."""
        kept = await self.inbox.keep(channel, text_arrival(text, update_id=update_id, address=address))
        return await asyncio.wait_for(self.turns.answer_to(kept.conversation_id, kept.inbox_id), 60)

    async def settle(self) -> None:
        """Return when no turn is under way."""
        await self.turns.sweep(everything=True)
        while self.turns._running:
            await asyncio.gather(*self.turns._running.values(), return_exceptions=True)

    async def ignore_typing(self, conversation_ids: Sequence[str]) -> None:
        """Nobody is shown that a person types."""

    async def rows(self, table: Table) -> list[Any]:
        """Every row of a table by primary key."""
        query = select(table).order_by(*table.primary_key.columns)
        return await self.database.read(lambda connection: list(connection.execute(query).all()))


@cache
def reference() -> Reference:
    return Reference.load(DATA)


@cache
def responses() -> Responses:
    return Responses.load(DATA / "responses")


def text_arrival(text: str, *, update_id: str, address: str = SECRET) -> Arrival:
    return Arrival(update_id=update_id, address=address, inbound=Inbound("text", NOON, text=text))


def texts(answer: Answer) -> list[str]:
    return [reply["text"] for reply in answer.replies]


@asynccontextmanager
async def running_core(
    database_url: str,
    *,
    converse: Converse = counting,
    nlu_url: str = NOWHERE,
    actions_url: str = NOWHERE,
    stops_at: str | None = None,
    clock: SetClock | None = None,
    prefix: str = "",
) -> AsyncIterator[Core]:
    """Build it on a migrated database; `prefix` keeps the ids of two of them apart."""
    await migrate(database_url)
    metrics = Metrics()
    async with ClientSession() as session:
        nlu = Nlu(session, url=nlu_url, token="nlu", timeout_seconds=5, metrics=metrics, monotonic=time.monotonic)
        actions = ActionsClient(
            session, url=actions_url, token="bot", timeout_seconds=5, metrics=metrics, monotonic=time.monotonic
        )
        async with core_on(
            open_database(database_url),
            converse=converse,
            nlu=nlu,
            actions=actions,
            channel=FakeChannel(),
            metrics=metrics,
            stops_at=stops_at,
            clock=clock,
            prefix=prefix,
        ) as core:
            yield core


@asynccontextmanager
async def core_on(
    database: Database,
    *,
    converse: Converse,
    nlu: Any,
    actions: Any,
    channel: Any,
    metrics: Metrics | None = None,
    stops_at: str | None = None,
    clock: SetClock | None = None,
    prefix: str = "",
) -> AsyncIterator[Core]:
    """Build it on a database that has its tables, which is closed at the end; doubles may stand in for the rest."""
    clock = clock or SetClock()
    checkpoints = Checkpoints(stops_at)
    metrics = metrics or Metrics()
    data_key = DataKey(bytes(range(32)))
    private_key = PrivateKey(bytes(range(1, 33)))
    knowledge = Knowledge(
        feed=lambda: Feed(0, []),
        reference=reference(),
        responses=responses(),
        seal=Sealer(bytes(private_key.public_key)),
    )
    inbox = Inbox(database=database, data_key=data_key, clock=clock, checkpoint=checkpoints)
    rows = TurnRowMaker(
        data_key=data_key,
        clock=clock,
        ids=CountedIds(prefix),
        public_url="https://bot.example",
        pushes=lambda channel: channel != "web",
    )
    store = TurnStore(database=database, data_key=data_key, rows=rows, clock=clock, quiet_hours=QUIET)
    maker = TurnMaker(converse=converse, knowledge=knowledge, nlu=nlu, actions=actions, checkpoint=checkpoints)
    turns = Turns(store=store, maker=maker, clock=clock, checkpoint=checkpoints, metrics=metrics)
    commands = CommandWorker(
        database=database,
        data_key=data_key,
        actions=actions,
        inbox=inbox,
        clock=clock,
        chance=Random(1),
        checkpoint=checkpoints,
        metrics=metrics,
        start_turn=turns.start,
        pictures=PictureFetcher({channel.name: channel}, responses()),
    )
    delivery = Delivery(
        store=DeliveryStore(database=database, data_key=data_key, clock=clock, quiet_hours=QUIET),
        channels={channel.name: channel},
        clock=clock,
        chance=Random(1),
        checkpoint=checkpoints,
        metrics=metrics,
    )
    core = Core(
        database,
        data_key,
        clock,
        checkpoints,
        metrics,
        inbox,
        store,
        turns,
        commands,
        actions,
        nlu,
        knowledge,
        delivery,
        channel,
        private_key,
    )
    turns.listeners.append(core.committed.append)
    try:
        yield core
    finally:
        await delivery.stop(0)
        await turns.stop()
        await database.close()
