"""Asks a house over HTTP: one caller after the other, several at once at a steady pace, and as fast as it takes."""

from __future__ import annotations

import asyncio
import random
import re
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import aiohttp

from benchmarks.enrollments_asks import Ask, Asked, Asker

_TIMEOUT = aiohttp.ClientTimeout(total=60)
_NUMBER = re.compile(r'href="/desk/(?:enrollments|members)/((?:XF|HY)[0-9-]+)"')
_PAGES_LEARNED_FROM = 6


@dataclass
class Times:
    """Milliseconds of the answers that counted; `failed` are the others, `example` what one of them said."""

    milliseconds: list[float] = field(default_factory=list)
    failed: int = 0
    example: str | None = None

    def add(self, other: Times) -> None:
        self.milliseconds += other.milliseconds
        self.failed += other.failed
        self.example = self.example or other.example


@dataclass(frozen=True)
class Submitted:
    """Applications filed by several connections at once, each sending its next as soon as the last is answered."""

    times: Times
    seconds: float

    @property
    def per_second(self) -> float:
        return len(self.times.milliseconds) / self.seconds


@asynccontextmanager
async def connected(asker: Asker) -> AsyncIterator[Caller]:
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(
        asker.house.url, connector=connector, timeout=_TIMEOUT, cookie_jar=aiohttp.DummyCookieJar()
    ) as http:
        caller = Caller(http)
        await caller.get_to_know(asker)
        yield caller


class Caller:
    def __init__(self, http: aiohttp.ClientSession) -> None:
        self._http = http
        self._chance = random.Random(3)

    async def get_to_know(self, asker: Asker) -> None:
        """Numbers the county's reviewer sees, as its lists show them."""
        cookie, found = asker.house.prepared.cookies["county"], {"enrollments": [], "members": []}
        for kind, numbers in found.items():
            for page in range(1, _PAGES_LEARNED_FROM + 1):
                for state in ("submitted", "approved") if kind == "enrollments" else ("",):
                    asked = asker.everything_of(cookie, f"/desk/{kind}?state={state}&page={page}")
                    async with self._http.get(asked.path, headers=asked.headers) as answer:
                        numbers += _NUMBER.findall(await answer.text())
        asker.learn(found["enrollments"], found["members"])

    async def one_by_one(self, ask: Ask, times: int) -> Times:
        found = Times()
        for _ in range(times):
            await self._ask(ask.make(), found)
        return found

    async def at_once(self, ask: Ask, times: int, callers: int, per_second: float) -> Times:
        """All callers together that often a second, at moments of their own; one waits for its answer before asking."""
        found, left = Times(), iter(range(times))

        async def call() -> None:
            for _ in left:
                await asyncio.sleep(self._chance.expovariate(per_second / callers))
                await self._ask(ask.make(), found)

        await asyncio.gather(*(call() for _ in range(callers)))
        return found

    async def submit(self, asker: Asker, connections: int, seconds: float, most_per_second: int) -> Submitted:
        """New people; sealed beforehand, so that the driver takes little of the processors meanwhile."""
        ready = [asker.submission(asker.newcomer()) for _ in range(int(seconds * most_per_second))]
        found, began = Times(), time.perf_counter()

        async def send() -> None:
            while ready and time.perf_counter() - began < seconds:
                await self._ask(ready.pop(), found)

        await asyncio.gather(*(send() for _ in range(connections)))
        return Submitted(found, time.perf_counter() - began)

    async def _ask(self, asked: Asked, found: Times) -> None:
        began = time.perf_counter()
        try:
            async with self._http.request(
                asked.method, asked.path, json=asked.body, headers=asked.headers, allow_redirects=False
            ) as answer:
                text = await answer.read()
        except (aiohttp.ClientError, TimeoutError) as error:
            found.failed += 1
            found.example = found.example or f"{asked.method} {asked.path.partition('?')[0]}: {type(error).__name__}"
            return
        if answer.status in asked.statuses:
            found.milliseconds.append((time.perf_counter() - began) * 1000)
        else:
            found.failed += 1
            shown = text[:200].decode(errors="replace")
            found.example = found.example or f"{asked.method} {asked.path.partition('?')[0]}: {answer.status} {shown}"
