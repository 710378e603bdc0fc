"""One fault after another, drawn at random, under whoever is in the house; it knows what was in flight at each."""

from __future__ import annotations

import asyncio
import json
import threading
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from random import Random

import httpx
from aiohttp import web

from tests.cable import Way
from tests.faults.ground import Ground
from tests.faults.siege import VARIABLE
from tests.filing_receiver import Fault, Receiver, answers, answers_twice, hangs_up, lost

#: Where bot and actions are killed: each commit of an enrollment's way, each call, on both sides of it.
FAILPOINTS = {
    "bot": (
        *("inbox.committed", "turn.committed", "query.before_send", "query.after_send"),
        *("command.before_send", "command.after_send", "command.committed", "command.postponed"),
        *("news.received", "news.committed", "news.acked"),
    ),
    "actions": (
        *("idempotency.written", "idempotency.committed", "enrollment.committed", "unions.matched", "delivery.acked"),
        *("filing.before_send", "filing.after_send", "filing.committed"),
    ),
}
PASSAGES = (1, 2, 3, 5, 8)
LINKS = {"actions": "bot-actions", "receiver": "actions-receiver"}
WAYS = (Way.REFUSES, Way.HANGS, Way.LOSES_ANSWERS, Way.DELAYS)
SAMPLES_EVERY_SECONDS = 0.5
OUTLASTS_SENDER_SECONDS = 16.0


@dataclass(frozen=True)
class Weather:
    """How bad it is. Pauses and lengths are drawn from zero to, or between, so many seconds; shares are of one.

    While fewer conversations than the wanted share were hit, pauses between cuts are as many times shorter as `haste`
    says: how much comes to pass in a second depends on the machine.
    """

    kill_pause_seconds: float = 40.0
    failpoint_share: float = 0.6
    cut_seconds: tuple[float, float] = (0.3, 4.0)
    cut_pause_seconds: float = 14.0
    receiver_share: float = 0.2
    wanted_share: float = 0.75
    haste: float = 5.0


@dataclass
class Storm:
    """`faults` by kind; `with_work` those of them with something in flight; `hit` the conversations that had a command,
    a decision, a filing or news in flight at some fault. `failpoints` are those at which somebody died, `strange` the
    supervisor's words of those who ended in another way."""

    ground: Ground
    chance: Random
    weather: Weather = Weather()
    faults: Counter[str] = field(default_factory=Counter)
    with_work: Counter[str] = field(default_factory=Counter)
    hit: set[str] = field(default_factory=set)
    failpoints: Counter[str] = field(default_factory=Counter)
    strange: list[str] = field(default_factory=list)
    _enough: threading.Event = field(default_factory=threading.Event)
    _counting: threading.Lock = field(default_factory=threading.Lock)
    _killed: set[str] = field(default_factory=set)  # rooms we have just killed ourselves
    _by_number: dict[str, str] = field(default_factory=dict)
    _mistreated: set[str] = field(default_factory=set)  # numbers of applications

    def kills(self) -> None:
        """Until it is over: kill bot or actions at a random moment, or have it die at a failpoint of its next life.

        Each is left time to serve: who dies at every start is never seen at work.
        """
        chance = self._own_chance()
        while not self._enough.is_set():
            room = chance.choice(list(FAILPOINTS))
            self._wait_until_serves(room)
            if self._enough.wait(chance.uniform(0.0, self.weather.kill_pause_seconds)):
                return
            environment = self.ground.house.environments[room]
            if chance.random() < self.weather.failpoint_share:
                environment[VARIABLE] = f"{chance.choice(FAILPOINTS[room])}:{chance.choice(PASSAGES)}"
            self._killed.add(room)
            if not self.ground.house.kill(room):
                self._killed.discard(room)

    def cuts(self, link: str) -> None:
        """Until it is over: break one link in some way, and mend it."""
        chance, cable = self._own_chance(), self.ground.cables[link]
        ways: list[Way] = []
        while not self._enough.wait(self._pause(chance)):
            ways = ways or chance.sample(WAYS, len(WAYS))  # each as often as the others
            way = ways.pop()
            cable.turn(way)
            try:
                lasts, seen = chance.uniform(*self.weather.cut_seconds), set(self.in_flight(link))
                while lasts > 0 and not self._enough.wait(min(lasts, SAMPLES_EVERY_SECONDS)):
                    lasts -= SAMPLES_EVERY_SECONDS
                    seen |= self.in_flight(link)
            finally:
                cable.turn(Way.CARRIES)
            self._note(f"{LINKS[link]} {way}", seen)

    def mood(self) -> Fault | None:
        """What the receiver does with its next request."""
        if self.chance.random() >= self.weather.receiver_share or self._enough.is_set():
            return None
        [(name, fault)] = self.chance.choices(list(_MOODS.items()), [_MOOD_SHARES.get(name, 4) for name in _MOODS])

        async def done(receiver: Receiver, request: web.Request) -> web.StreamResponse:
            number = json.loads(await request.read())["data"]["application"]["number"]
            with self._counting:
                self.faults[f"receiver {name}"] += 1
                self.with_work[f"receiver {name}"] += 1
                self._mistreated.add(number)
            return await fault(receiver, request)

        return done

    def died(self, said: str) -> None:
        """Called by the supervisor between a death and the next start."""
        room = said.removeprefix("! ").partition(" ")[0]
        if room not in FAILPOINTS or " ended " not in said:
            return
        if "(signal 9)" not in said:
            self.strange.append(said)
            return
        environment = self.ground.house.environments[room]
        if room in self._killed:
            kind = f"kill -9 of {room}, random moment"
        else:
            kind = f"kill -9 of {room}, failpoint"
            self.failpoints.update(environment.get(VARIABLE, "").split(":")[:-1])
        if room not in self._killed or self._enough.is_set():
            environment.pop(VARIABLE, None)  # it has done its work
        self._killed.discard(room)
        self._note(kind, self.in_flight(*LINKS))

    def in_flight(self, *links: str) -> set[str]:
        """Conversations of which something is on its way across these links, unacknowledged."""
        ledger, found = self.ground.ledger, set[str]()
        if "actions" in links:
            found |= _first(ledger.rows("bot", "SELECT conversation_id FROM commands WHERE status = 'waiting'"))
            found |= _first(ledger.rows("actions", "SELECT conversation FROM deliveries WHERE acked_at IS NULL"))
        if "receiver" in links:
            found |= _first(
                ledger.rows(
                    "actions",
                    "SELECT e.conversation FROM filings f JOIN enrollments e ON e.number = f.enrollment_number"
                    " WHERE f.state = 'waiting' AND f.claimed_until IS NOT NULL",
                )
            )
        if len(links) == len(LINKS):
            found |= self._of(self.ground.office.under_decision())
        return found

    def end(self) -> None:
        """No further fault; what is mended stays so."""
        self._enough.set()
        for room in FAILPOINTS:
            self.ground.house.environments[room].pop(VARIABLE, None)

    def settle(self) -> None:
        """Name the conversations whose filings the receiver mistreated."""
        self.hit |= self._of(self._mistreated)

    def _pause(self, chance: Random) -> float:
        is_mild = len(self.hit) < self.weather.wanted_share * len(self.ground.web)
        return chance.uniform(0.0, self.weather.cut_pause_seconds) / (self.weather.haste if is_mild else 1.0)

    def _wait_until_serves(self, room: str) -> None:
        address = {"bot": self.ground.house.bot, "actions": self.ground.house.actions}[room]
        while not self._enough.wait(0.25):
            try:
                if self.ground.client.get(f"{address}/healthz").status_code == 200:
                    return
            except httpx.TransportError:
                continue

    def _of(self, numbers: Collection[str]) -> set[str]:
        if any(number not in self._by_number for number in numbers):
            query = "SELECT number, conversation FROM enrollments"
            self._by_number = dict(map(tuple, self.ground.ledger.rows("actions", query)))
        return {self._by_number[number] for number in numbers if number in self._by_number}

    def _note(self, kind: str, seen: set[str]) -> None:
        with self._counting:
            self.faults[kind] += 1
            self.with_work[kind] += bool(seen)
            self.hit |= seen

    def _own_chance(self) -> Random:
        with self._counting:
            return Random(self.chance.random())


def _first(rows: Sequence[Sequence[str]]) -> set[str]:
    return {row[0] for row in rows}


async def _outlasts_the_sender(receiver: Receiver, request: web.Request) -> web.StreamResponse:
    """Files it, and answers when nobody waits any more."""
    answered = receiver.take(request, await request.read())
    await asyncio.sleep(OUTLASTS_SENDER_SECONDS)
    return answered


async def _is_slow(receiver: Receiver, request: web.Request) -> web.StreamResponse:
    await asyncio.sleep(1.0)
    return receiver.take(request, await request.read())


_MOODS: dict[str, Fault] = {
    "fails": answers(503),
    "hangs up": hangs_up,
    "files and hangs up": lost,
    "files and outlasts the sender": _outlasts_the_sender,
    "answers twice": answers_twice,
    "answers nonsense": answers(200, b"<html>ok</html>"),
    "is slow": _is_slow,
}
_MOOD_SHARES = {"files and outlasts the sender": 1}  # each holds up the others of its batch for a quarter minute


@contextmanager
def storm(
    ground: Ground, *, seed: int, weather: Weather | None = None, kills: bool = True
) -> Iterator[tuple[Storm, list[Future[None]]]]:
    """It rages while the block runs; without `kills` only the network and the receiver fail."""
    raging = Storm(ground, Random(seed), weather or Weather())
    ground.house.hearers.append(raging.died)
    ground.receiver.mood = raging.mood
    works: list[Callable[[], None]] = [partial(raging.cuts, link) for link in LINKS]
    if kills:
        works.append(raging.kills)
    with ThreadPoolExecutor(len(works)) as pool:
        futures = [pool.submit(work) for work in works]
        try:
            yield raging, futures
        finally:
            raging.end()
        for future in futures:
            future.result()
    raging.settle()
