"""A server that answers `POST /v1/faq-checks` as nlu does; what it finds is for the test to say."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

TOKEN = "nlu-token-for-tests"


def turned(text: str = "入会要钱吗", *, expected: str = "join_cost", after: str = "join_how") -> dict[str, Any]:
    """One development message that another answer is given to."""
    return {
        "text": text,
        "expected": expected,
        "before": {"decision": "answer", "label": expected},
        "after": {"decision": "answer", "label": after},
        "from": "development",
    }


class Nlu:
    """`finds` is added to a check that found nothing; a status other than 200 is answered instead."""

    def __init__(self) -> None:
        self.url = ""
        self.token = TOKEN
        self.finds: dict[str, Any] = {}
        self.status = 200
        self.asked: list[dict[str, Any]] = []

    async def handle(self, request: web.Request) -> web.Response:
        if request.query.get("token") != TOKEN:
            return web.json_response({"reason": "NotAuthenticated"}, status=401)
        self.asked.append(await request.json())
        if self.status != 200:
            return web.json_response({"reason": "busy"}, status=self.status)
        nothing: dict[str, Any] = {"turned_wrong": [], "turned_right": [], "changed": [], "collisions": []}
        return web.json_response({"messages": 400, **nothing, **self.finds})


@asynccontextmanager
async def running_nlu() -> AsyncIterator[Nlu]:
    nlu = Nlu()
    app = web.Application()
    app.router.add_post("/v1/faq-checks", nlu.handle)
    async with TestServer(app) as server:
        nlu.url = str(server.make_url("")).rstrip("/")
        yield nlu
