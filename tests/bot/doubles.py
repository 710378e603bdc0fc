"""nlu and actions as small servers on loopback that remember what they were asked."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

Respond = Callable[["Asked"], Awaitable[web.StreamResponse]]


@dataclass(frozen=True)
class Asked:
    """One request as it came."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: Any


@dataclass
class Server:
    """Answers every path with `respond`, which a test may replace."""

    respond: Respond
    url: str = ""
    asked: list[Asked] = field(default_factory=list)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        body = await request.json() if request.can_read_body else None
        asked = Asked(request.method, request.path, dict(request.query), dict(request.headers), body)
        self.asked.append(asked)
        return await self.respond(asked)


@asynccontextmanager
async def running_server(respond: Respond) -> AsyncIterator[Server]:
    """A server on a free port."""
    server = Server(respond)
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", server.handle)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    server.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield server
    finally:
        await runner.cleanup()


def parsed_as(label: str) -> dict[str, Any]:
    """What nlu answers when it is sure."""
    return {
        "text": "",
        "intent": {"name": label, "confidence": 0.9},
        "intent_ranking": [{"name": label, "confidence": 0.9}],
        "decision": "answer",
        "second": None,
        "entities": [{"entity": "region", "value": "340304", "text": "禹会区", "candidates": []}],
    }


async def understands(asked: Asked) -> web.StreamResponse:
    return web.json_response(parsed_as("join_cost"))


async def never(asked: Asked) -> web.StreamResponse:
    await asyncio.Event().wait()
    raise AssertionError
