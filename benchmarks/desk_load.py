"""A working day at the desk, played on one house: operators with their browsers, workers who write, the bot in between.

What starts a wait says under which words its end will be known; whoever hears these words ends it.
"""

from __future__ import annotations

import asyncio
import random
import re
import secrets
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

import aiohttp

from benchmarks.desk_house import Desk, Operator, new_takeover

Kind = Literal["page", "part", "seen", "claimed", "line"]
KINDS: tuple[Kind, ...] = ("page", "part", "seen", "claimed", "line")

#: Seconds between two acts of one operator, or of the worker they are talking with; the queue's is the page's own.
QUEUE_EVERY, PAGE_EVERY, LINE_EVERY, CLAIM_EVERY, WORKER_EVERY = 4.0, 20.0, 10.0, 30.0, 5.0
#: Seconds between two lines of one conversation that waits: the bot forwards what it and the worker go on saying.
WAITING_EVERY = 300.0
SETTLING_SECONDS = 5.0  # not counted: 50 pages open their streams at once
LAST_WORDS_SECONDS = 10.0
_TIMEOUT = aiohttp.ClientTimeout(total=30)
_STREAM = aiohttp.ClientTimeout(total=None, sock_read=60)
_WAITING_ROW = re.compile(r'id="row-(R[0-9-]+)"')
_CSRF = re.compile(r'name="csrf" value="([^"]+)"')


@dataclass
class Played:
    """`milliseconds` by kind; `failed` counts answers that were none, waits that never ended and lost streams."""

    milliseconds: dict[Kind, list[float]] = field(default_factory=lambda: {kind: [] for kind in KINDS})
    failed: int = 0
    example: str | None = None
    taken_by_others: int = 0

    def add(self, other: Played) -> None:
        for kind in KINDS:
            self.milliseconds[kind] += other.milliseconds[kind]
        self.failed += other.failed
        self.example = self.example or other.example
        self.taken_by_others += other.taken_by_others

    def fail(self, what: str) -> None:
        self.failed += 1
        self.example = self.example or what


@dataclass
class _Wait:
    kind: Kind
    began: float = field(default_factory=time.perf_counter)
    heard: asyncio.Event = field(default_factory=asyncio.Event)


class Day:
    """One desk's day; played in turns, it goes on where it was. `haste` divides every time between two acts."""

    def __init__(self, desk: Desk, topics: list[str], *, haste: float = 1.0) -> None:
        self._desk = desk
        self._topics = topics
        self._haste = haste
        self._chance = random.Random(1)
        self._waiting = list(desk.waiting)
        self._sits = {one.name: (one.number, one.conversation) for one in desk.operators}
        self._conversations = dict(self._sits.values())

    async def play(self, seconds: float) -> Played:
        """Play that long, and `SETTLING_SECONDS` more before it that are not counted."""
        turn = _Turn(
            self._desk, self._topics, self._haste, self._chance, self._waiting, self._sits, self._conversations
        )
        return await turn.play(seconds)


class _Turn:
    def __init__(
        self,
        desk: Desk,
        topics: list[str],
        haste: float,
        chance: random.Random,
        waiting: list[str],
        sits: dict[str, tuple[str, str]],
        conversations: dict[str, str],
    ) -> None:
        self._desk = desk
        self._topics = topics
        self._haste = haste
        self._chance = chance
        self._waiting = waiting
        self._sits = sits
        self._conversations = conversations
        self._waits: dict[str, _Wait] = {}
        self._taken: dict[str, asyncio.Event] = {}
        self._played = Played()
        self._counts = False
        self._over = asyncio.Event()  # nobody begins anything any more; what was begun is awaited

    async def play(self, seconds: float) -> Played:
        connector = aiohttp.TCPConnector(limit=0)
        async with aiohttp.ClientSession(
            self._desk.url, connector=connector, timeout=_TIMEOUT, cookie_jar=aiohttp.DummyCookieJar()
        ) as http:
            self._http = http
            bot = asyncio.create_task(self._fetch_news())
            acting = [asyncio.create_task(self._sit(operator)) for operator in self._desk.operators]
            acting.append(asyncio.create_task(self._wait_in_queue()))
            await asyncio.sleep(SETTLING_SECONDS)
            self._counts = True
            await asyncio.sleep(seconds)
            self._over.set()
            await asyncio.gather(*acting)
            bot.cancel()
            with suppress(asyncio.CancelledError):
                await bot
        return self._played

    # Waits

    def _begin(self, words: str, kind: Kind) -> None:
        self._waits[words] = _Wait(kind)

    def _end(self, words: str) -> None:
        found = self._waits.pop(words, None)
        if found is not None:
            self._count(found.kind, found.began)
            found.heard.set()

    def _count(self, kind: Kind, began: float) -> None:
        if self._counts:
            self._played.milliseconds[kind].append((time.perf_counter() - began) * 1000)

    async def _repeat(self, every: float, act: Callable[[], Awaitable[None]]) -> None:
        """At moments of its own, so that nobody acts in step; at the pace asked for, however long one act takes."""
        every /= self._haste
        due = time.perf_counter() + self._chance.random() * every
        while not await self._ended(max(0.0, due - time.perf_counter())):
            try:
                await act()
            except (aiohttp.ClientError, TimeoutError) as error:
                self._played.fail(f"{act.__qualname__}: {type(error).__name__}")
            due = max(due, time.perf_counter() - every) + every * self._chance.uniform(0.8, 1.2)

    async def _ended(self, seconds: float) -> bool:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._over.wait()
        return self._over.is_set()

    # An operator's browser: the queue in one tab, a conversation in another

    async def _sit(self, operator: Operator) -> None:
        browser = _Browser(self._http, operator.cookie)
        try:
            browser.csrf = _CSRF.findall(await browser.get("/desk/conversations"))[0]
        except (aiohttp.ClientError, TimeoutError, IndexError) as error:
            self._played.fail(f"{operator.name} has no desk: {type(error).__name__}")
            return

        async def reload() -> None:
            browser.queue = await self._timed("part", browser.get("/desk/conversations?show=due&part=queue"))

        async def open_page() -> None:
            await self._timed("page", browser.get("/desk/conversations"))

        async with asyncio.TaskGroup() as group:
            group.create_task(self._repeat(QUEUE_EVERY, reload))
            group.create_task(self._repeat(PAGE_EVERY, open_page))
            group.create_task(self._talk(operator, browser))

    async def _timed(self, kind: Kind, answer: Awaitable[str]) -> str:
        began = time.perf_counter()
        text = await answer
        self._count(kind, began)
        return text

    async def _talk(self, operator: Operator, browser: _Browser) -> None:
        """One conversation after the other: talk, close it, claim the next that waits."""
        while not self._over.is_set():
            number, conversation = self._sits[operator.name]
            await self._follow(number, conversation, browser)
            if self._over.is_set():
                return
            closing = {"outcome": "answered", "topic": ""}
            try:
                await browser.post(f"/desk/conversations/{number}/closing", closing)
                claimed = await self._claim(operator, browser)
            except (aiohttp.ClientError, TimeoutError) as error:
                self._played.fail(f"closing or claiming: {type(error).__name__}")
                return
            if claimed is None:
                return
            self._sits[operator.name] = claimed

    async def _follow(self, number: str, conversation: str, browser: _Browser) -> None:
        """Words go both ways while the page is open; it is left when everything said has been heard."""
        said: set[str] = set()
        open_, left = asyncio.Event(), asyncio.Event()
        stream = asyncio.create_task(self._listen(number, browser, open_))
        with suppress(TimeoutError):
            async with asyncio.timeout(LAST_WORDS_SECONDS):
                await open_.wait()
        if not open_.is_set():
            self._played.fail("a stream did not open")

        async def worker_says() -> None:
            if not left.is_set():
                said.add(words := f"工友{secrets.token_hex(6)}")
                self._begin(words, "seen")
                await self._forward(conversation, f"{words}，后来呢？")

        async def operator_says() -> None:
            if not left.is_set():
                said.add(words := f"答{secrets.token_hex(6)}")
                self._begin(words, "line")
                line = {"text": f"{words}，请先留好证据。", "client_id": secrets.token_hex(16)}
                await browser.post(f"/desk/conversations/{number}/lines", line)

        talking = [
            asyncio.create_task(self._repeat(WORKER_EVERY, worker_says)),
            asyncio.create_task(self._repeat(LINE_EVERY, operator_says)),
        ]
        await self._ended(CLAIM_EVERY / self._haste * self._chance.uniform(0.8, 1.2))
        left.set()
        with suppress(TimeoutError):
            async with asyncio.timeout(LAST_WORDS_SECONDS):
                await asyncio.gather(*(self._waits[words].heard.wait() for words in said & self._waits.keys()))
        for words in said & self._waits.keys():
            self._played.fail(f"a wait that never ended: {self._waits.pop(words).kind}")
        for task in (*talking, stream):
            task.cancel()
        await asyncio.gather(*talking, stream, return_exceptions=True)

    async def _listen(self, number: str, browser: _Browser, open_: asyncio.Event) -> None:
        """What the page would show; a browser comes back by itself after a break, and so does this one."""
        after = await self._last_line(number, browser)
        while True:
            path = f"/desk/conversations/{number}/events?after={after}"
            try:
                async with self._http.get(path, headers=browser.headers, timeout=_STREAM) as answer:
                    answer.raise_for_status()
                    open_.set()
                    while block := await answer.content.readuntil(b"\n\n"):
                        text = block.decode()
                        if found := re.search(r"^id: (\d+)$", text, re.MULTILINE):
                            after = int(found[1])
                        for words in re.findall(r"工友[0-9a-f]{12}", text):
                            self._end(words)
            except (aiohttp.ClientError, TimeoutError, asyncio.IncompleteReadError) as error:
                self._played.fail(f"a stream broke: {type(error).__name__}")
                await asyncio.sleep(1)

    async def _last_line(self, number: str, browser: _Browser) -> int:
        page = await browser.get(f"/desk/conversations/{number}")
        found = re.search(r'data-after="(\d+)"', page)
        return int(found[1]) if found else 0

    async def _claim(self, operator: Operator, browser: _Browser) -> tuple[str, str] | None:
        """One of those in front; another when a colleague was faster. None when the day is over first."""
        while not self._over.is_set():
            browser.queue = browser.queue or await browser.get("/desk/conversations?show=due&part=queue")
            for number in self._picked(browser.queue):
                words = f"{number} {operator.name}"
                taken = self._taken[words] = asyncio.Event()
                self._begin(words, "claimed")
                status = await browser.status_of(f"/desk/conversations/{number}/claim")
                if status != 303:
                    self._waits.pop(words, None)
                    self._played.taken_by_others += 1
                    continue
                with suppress(TimeoutError):
                    async with asyncio.timeout(LAST_WORDS_SECONDS):
                        await taken.wait()
                        return number, self._conversations[number]
                self._played.fail("a claim that never was acknowledged")
            browser.queue = ""
            await self._ended(0.5)
        return None

    def _picked(self, queue: str) -> list[str]:
        """Three of the first ten: colleagues who all took the very first would mostly meet each other."""
        front = _WAITING_ROW.findall(queue)[:10]
        return self._chance.sample(front, min(3, len(front)))

    # The bot: forwards what workers say, fetches the news, stops when a person comes

    async def _forward(self, conversation: str, text: str) -> None:
        line = {"from": "worker", "kind": "text", "text": text, "at": datetime.now(UTC).isoformat(),
                "understood": {"topics": self._chance.sample(self._topics, 3)}}  # fmt: skip
        await self._post("/v1/takeovers/lines", {"conversation": conversation, "lines": [line]})

    async def _wait_in_queue(self) -> None:
        if not self._waiting:
            return

        async def goes_on() -> None:
            await self._forward(self._chance.choice(self._waiting), "还没有人来吗？")

        await self._repeat(WAITING_EVERY / len(self._waiting), goes_on)

    async def _fetch_news(self) -> None:
        while True:
            try:
                path = "/v1/deliveries?wait=25"
                async with self._http.get(path, headers=self._bearer(), timeout=_STREAM) as answer:
                    answer.raise_for_status()
                    found = (await answer.json())["deliveries"]
                for news in found:
                    self._hear(news)
                await self._post("/v1/deliveries/acks", {"ids": [news["id"] for news in found]})
                await asyncio.gather(*(self._obey(news) for news in found))
            except (aiohttp.ClientError, TimeoutError) as error:
                self._played.fail(f"news: {type(error).__name__}")
                await asyncio.sleep(0.5)

    def _hear(self, news: dict[str, Any]) -> None:
        data = news["data"]
        self._conversations[data["number"]] = news["conversation"]
        if news["kind"] == "takeover.claimed":
            self._end(f"{data['number']} {data['by']}")
        elif news["kind"] == "takeover.line":
            for words in re.findall(r"答[0-9a-f]{12}", data["text"]):
                self._end(words)

    async def _obey(self, news: dict[str, Any]) -> None:
        """Acknowledge a claim; a conversation that was closed opens again, so that as many as before are open."""
        conversation, data = news["conversation"], news["data"]
        if news["kind"] == "takeover.claimed":
            words = f"{data['number']} {data['by']}"
            if words in self._taken:
                body = {"conversation": conversation, "claim": data["claim"], "last_seq": 7}
                await self._post("/v1/takeovers/claim-acks", body)
                if conversation in self._waiting:
                    self._waiting.remove(conversation)
                self._taken[words].set()
        elif news["kind"] == "takeover.closed":
            again = new_takeover(self._chance.randrange(10), region=None)
            await self._post("/v1/takeovers", {**again, "conversation": conversation})
            self._waiting.append(conversation)

    def _bearer(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._desk.token}"}

    async def _post(self, path: str, body: dict[str, Any]) -> None:
        headers = {**self._bearer(), "Idempotency-Key": secrets.token_hex(16)}
        async with self._http.post(path, json=body, headers=headers) as answer:
            if answer.status >= 300:
                self._played.fail(f"{path}: {answer.status} {(await answer.text())[:200]}")


class _Browser:
    """Sends the operator's cookie, and the forms' token with it; `queue` is what its list showed last."""

    def __init__(self, http: aiohttp.ClientSession, cookie: str) -> None:
        self._http = http
        self.headers = {"Cookie": f"xiaofeng_desk={cookie}"}
        self.csrf = ""
        self.queue = ""

    async def get(self, path: str) -> str:
        """Raises aiohttp.ClientError when the page is another."""
        async with self._http.get(path, headers=self.headers, allow_redirects=False) as answer:
            if answer.status != 200:
                raise aiohttp.ClientResponseError(answer.request_info, (), status=answer.status)
            return await answer.text()

    async def post(self, path: str, fields: dict[str, str]) -> None:
        """As a page's script sends it. Raises aiohttp.ClientError when it was not taken."""
        headers = {**self.headers, "Accept": "application/json"}
        async with self._http.post(path, data={**fields, "csrf": self.csrf}, headers=headers) as answer:
            answer.raise_for_status()

    async def status_of(self, path: str) -> int:
        """Of a form without fields, sent as a form."""
        data = {"csrf": self.csrf}
        async with self._http.post(path, data=data, headers=self.headers, allow_redirects=False) as answer:
            await answer.read()
            return answer.status
