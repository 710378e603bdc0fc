"""A union's own system for tests: checks signatures with its own code, tells repeats by their key, and misbehaves.

It shares no code with what it receives from; docs/filing.md is all it knows.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import threading
from collections import Counter, deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from aiohttp import web

from tests.loop_apart import loop_apart

SECRET = base64.b64encode(b"made-up secret of 32 characters!").decode()
PATH = "/filings"

#: What to do with one request instead of answering it properly.
Fault = Callable[["Receiver", web.Request], Awaitable[web.StreamResponse]]


@dataclass
class Receiver:
    """`faults` are worked off first, one per request, then it behaves. `now` is set where the sender's clock is turned.

    `lose_every` n: of every n filings it takes, one answer is lost after it was written down. After that `mood`
    may have a fault for each request.
    """

    faults: deque[Fault] = field(default_factory=deque)
    mood: Callable[[], Fault | None] = lambda: None
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    lose_every: int = 0
    filed: dict[str, str] = field(default_factory=dict)  # key → reference
    numbers: dict[str, str] = field(default_factory=dict)  # key → the application it was filed for
    bodies: dict[str, bytes] = field(default_factory=dict)  # key → the body it came with first
    tries: Counter[str] = field(default_factory=Counter)  # key → requests
    complaints: list[str] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)  # once anything has
    _filing: threading.Lock = field(default_factory=threading.Lock)

    @property
    def applications(self) -> Counter[str]:
        """Number of each application → how often it was filed."""
        return Counter(self.numbers[key] for key in self.filed)

    def document(self, key: str) -> Any:
        return json.loads(self.bodies[key])

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._handle)
        return app

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        self.addresses.append(request.path)
        body = await request.read()
        if (complaint := self._complaint(request, body)) is not None:
            self.complaints.append(complaint)
            return web.json_response({"reason": complaint}, status=401)
        key = request.headers["Idempotency-Key"]
        self.tries[key] += 1
        self.arrived.set()
        if (fault := self.faults.popleft() if self.faults else self.mood()) is not None:
            return await fault(self, request)
        answer = self.take(request, body)
        if self.lose_every and len(self.filed) % self.lose_every == 0 and self.tries[key] == 1:
            return await lost(self, request)
        return answer

    def take(self, request: web.Request, body: bytes) -> web.Response:
        """File it, or find it filed already."""
        key = request.headers["Idempotency-Key"]
        is_new = key not in self.filed
        self._file(key, json.loads(body)["data"]["application"]["number"])
        return web.json_response({"reference": self.filed[key]}, status=201 if is_new else 200)

    def take_by_list(self, key: str, number: str) -> str:
        """As staff enter one row of a list that was handed out; the reference they note. Thread-safe."""
        self._file(key, number)
        return self.filed[key]

    def _file(self, key: str, number: str) -> None:
        with self._filing:
            self.numbers.setdefault(key, number)
            self.filed.setdefault(key, f"R-{len(self.filed) + 1:05d}")

    def _complaint(self, request: web.Request, body: bytes) -> str | None:
        """What is wrong with the request as such; None when it is ours."""
        id_, stamp = request.headers.get("webhook-id", ""), request.headers.get("webhook-timestamp", "")
        signed = f"{id_}.{stamp}.".encode() + body
        expected = base64.b64encode(hmac.new(base64.b64decode(SECRET), signed, hashlib.sha256).digest()).decode()
        version, _, signature = request.headers.get("webhook-signature", "").partition(",")
        if version != "v1" or not hmac.compare_digest(signature, expected):
            return "wrong signature"
        if abs(self.now().timestamp() - int(stamp)) > 300:
            return "too old"
        if not id_ or request.headers.get("Idempotency-Key") != id_:
            return "no key"
        if self.bodies.setdefault(id_, body) != body:
            return "another body under the same key"
        return None


def answers(status: int, body: bytes | Any = b"", **headers: str) -> Fault:
    """With whatever is given, JSON when it is no bytes; underscores in header names stand for dashes."""

    async def answer(receiver: Receiver, request: web.Request) -> web.StreamResponse:
        content = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return web.Response(status=status, body=content, headers=named)

    return answer


def refuses(reason: str, status: int = 422) -> Fault:
    return answers(status, {"reason": reason})


async def lost(receiver: Receiver, request: web.Request) -> web.StreamResponse:
    """Files it and hangs up before the answer."""
    receiver.take(request, await request.read())
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


async def hangs_up(receiver: Receiver, request: web.Request) -> web.StreamResponse:
    """Without having filed it."""
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


def slow(until: asyncio.Event, *, files: bool) -> Fault:
    """Answers only when nobody waits any more; with `files` it has filed it by then."""

    async def answer(receiver: Receiver, request: web.Request) -> web.StreamResponse:
        answered = receiver.take(request, await request.read()) if files else web.Response(status=503)
        await until.wait()
        return answered

    return answer


async def answers_twice(receiver: Receiver, request: web.Request) -> web.StreamResponse:
    """The same answer two times over, as some broken proxies do."""
    content = receiver.take(request, await request.read()).body
    assert isinstance(content, bytes)
    assert request.transport is not None
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n".encode()
    request.transport.write((head + content) * 2)
    await asyncio.sleep(0)
    request.transport.close()
    return web.Response()


@asynccontextmanager
async def listening(receiver: Receiver) -> AsyncIterator[str]:
    """Its address while the block runs, in this event loop."""
    runner = web.AppRunner(receiver.app(), access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}{PATH}"
    finally:
        await runner.cleanup()


@contextmanager
def listening_apart(receiver: Receiver) -> Iterator[str]:
    """The same in a thread of its own, for houses of real processes."""
    with loop_apart() as loop:
        serving = listening(receiver)
        try:
            yield asyncio.run_coroutine_threadsafe(serving.__aenter__(), loop).result(10)
        finally:
            asyncio.run_coroutine_threadsafe(serving.__aexit__(None, None, None), loop).result(10)
