"""What people write is asked about in a body, not in an address."""

from __future__ import annotations

import time

from aiohttp import ClientSession, web

from bot.actions_client import ActionsClient
from bot.dialogue.messages import Query
from bot.metrics import Metrics
from tests.bot.doubles import Asked, running_server

NEITHER = {"enterprise": None, "townships": []}


async def test_a_company_is_asked_about_in_the_body_under_a_key_of_its_own() -> None:
    async def respond(asked: Asked) -> web.StreamResponse:
        return web.json_response(NEITHER)

    query = Query("unions_for", (("employer", "通达速配"), ("region", "340302"), ("trade", "courier")))
    async with running_server(respond) as server, ClientSession() as session:
        client = ActionsClient(
            session, url=server.url, token="bot", timeout_seconds=5, metrics=Metrics(), monotonic=time.monotonic
        )
        for _ in range(2):
            assert await client.ask(query, conversation_id="conversation-1") == NEITHER

    first, second = server.asked
    assert (first.method, first.path, first.query) == ("POST", "/v1/unions/matches", {})
    assert first.body == dict(query.params)
    assert first.headers["Idempotency-Key"] != second.headers["Idempotency-Key"]


async def test_an_invitation_is_asked_for_in_the_name_of_its_conversation() -> None:
    async def respond(asked: Asked) -> web.StreamResponse:
        return web.json_response({"site": "东升站"})

    async with running_server(respond) as server, ClientSession() as session:
        client = ActionsClient(
            session, url=server.url, token="bot", timeout_seconds=5, metrics=Metrics(), monotonic=time.monotonic
        )
        await client.ask(Query("invitation", (("code", "made-up"),)), conversation_id="conversation-1")

    [asked] = server.asked
    assert (asked.method, asked.path, asked.query) == ("POST", "/v1/invitations/lookups", {})
    assert asked.body == {"code": "made-up", "conversation": "conversation-1"}
