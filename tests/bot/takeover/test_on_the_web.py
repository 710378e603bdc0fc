"""A takeover over the web contract: the real bot process, its stream, and a desk that is played."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import ClientResponse, ClientSession

from tests.bot.core import SECRET
from tests.bot.doubles import running_server
from tests.bot.running_bot import post, running_bot
from tests.bot.takeover.desk_server import DeskServer

JPEG = {"type": "image/jpeg", "data": base64.b64encode(b"\xff\xd8\xff\xe0 made up").decode()}
HEADERS = {"X-Conversation": SECRET}


@asynccontextmanager
async def waiting(database_url: str) -> AsyncIterator[tuple[ClientSession, DeskServer]]:
    """A worker who has asked for a person."""
    desk = DeskServer()
    async with running_server(desk) as actions, running_bot(database_url, XIAOFENG_ACTIONS_URL=actions.url) as client:
        _, answer = await post(client, SECRET, "ask", text="转人工")
        assert answer["owner"] == "queue"
        await desk.is_told("/v1/takeovers")
        yield client, desk


async def event(stream: ClientResponse) -> tuple[str, dict[str, Any]]:
    """The next event's name and data."""
    name = "message"
    while True:
        line = (await asyncio.wait_for(stream.content.readline(), 60)).decode()
        assert line, "the stream ended"
        if line.startswith("event:"):
            name = line[6:].strip()
        elif line.startswith("data:"):
            return name, json.loads(line[5:])


async def replies(client: ClientSession, after: int) -> dict[str, Any]:
    params = {"after": str(after), "wait": "20"}
    async with client.get("/v1/chat/messages", params=params, headers=HEADERS) as response:
        found: dict[str, Any] = await response.json()
        return found


async def test_from_asking_to_the_close(database_url: str) -> None:
    async with waiting(database_url) as (client, desk):
        stream = await client.get(
            "/v1/chat/messages", params={"after": "1"}, headers={**HEADERS, "Accept": "text/event-stream"}
        )
        _, place = await post(client, SECRET, "place", text="排到几了")
        _, told_place = await event(stream)
        await desk.claims()
        _, introduced = await event(stream)
        _, silent = await post(client, SECRET, "told", text="站长扣我 300 块")
        await desk.news("line", seq=1, text="哪个站?", photo=JPEG)
        _, asked = await event(stream)
        await desk.news("closed", outcome="solved")
        _, closed = await event(stream)
        stream.close()
        _, after = await post(client, SECRET, "after", text="帮助")

    assert place["replies"][0]["text"] == told_place["text"]
    assert "第 2 位" in told_place["text"]
    assert (introduced["from"], introduced["owner"]) == ({"name": "王师傅"}, "person")
    assert silent == {"replies": [], "asks": None, "owner": "person"}
    assert (asked["text"], asked["from"], asked["photo"]) == ("哪个站?", {"name": "王师傅"}, JPEG)
    assert (closed["owner"], closed.get("from")) == ("bot", None)
    assert after["replies"]
    [ack] = await desk.is_told("/v1/takeovers/claim-acks")
    assert ack.body == {"conversation": desk.conversation, "claim": 1, "last_seq": place["replies"][0]["seq"]}
    assert [line["text"] for line in desk.lines if line["from"] == "worker"] == [
        "转人工",
        "排到几了",
        "站长扣我 300 块",
    ]


async def test_a_worker_who_does_not_want_to_wait_leaves(database_url: str) -> None:
    async with waiting(database_url) as (client, desk):
        _, answer = await post(client, SECRET, "leave", text="不等了")
        [left] = await desk.is_told("/v1/takeovers/leaving")

    assert answer["owner"] == "bot"
    assert left.body == {"conversation": desk.conversation}


async def test_a_photo_goes_to_the_desk_once_somebody_may_see_it(database_url: str) -> None:
    async with waiting(database_url) as (client, desk):
        await desk.claims()
        known = len(desk.lines)
        status, _ = await post(client, SECRET, "photo", photo=JPEG)
        *_, line = await desk.has_lines(known + 1)

    assert status == 200
    assert (line["kind"], line["photo"]) == ("photo", JPEG)


async def test_a_photo_nobody_may_see_is_answered_as_ever(database_url: str) -> None:
    async with running_bot(database_url) as client:
        _, answer = await post(client, SECRET, "photo", photo=JPEG)

    assert "图片我看不懂" in answer["replies"][0]["text"]


@pytest.mark.parametrize(
    ("photo", "status", "problem"),
    [
        ({"type": "image/jpeg", "data": "%%%"}, 400, "invalid-field"),
        ({"type": "image/jpeg"}, 400, "invalid-field"),
        ({"type": "image/png", "data": JPEG["data"]}, 400, "unreadable-photo"),
        ({"type": "image/gif", "data": base64.b64encode(b"GIF89a").decode()}, 400, "unreadable-photo"),
        (
            {"type": "image/jpeg", "data": base64.b64encode(b"\xff\xd8\xff" + bytes(1_600_000)).decode()},
            413,
            "photo-too-large",
        ),
    ],
)
async def test_a_photo_that_is_none_is_refused(
    database_url: str, photo: dict[str, str], status: int, problem: str
) -> None:
    async with running_bot(database_url) as client:
        found, body = await post(client, SECRET, "photo", photo=photo)

    assert (found, body["type"]) == (status, problem)


async def test_both_sides_see_each_other_typing(database_url: str) -> None:
    async with waiting(database_url) as (client, desk):
        too_early = await client.put("/v1/chat/typing", headers=HEADERS)
        await desk.claims()
        known = (await replies(client, 0))["replies"][-1]["seq"]
        stream = await client.get(
            "/v1/chat/messages", params={"after": str(known)}, headers={**HEADERS, "Accept": "text/event-stream"}
        )
        assert await asyncio.wait_for(stream.content.readline(), 60) == b"retry: 1000\n"
        heard = await client.put("/v1/chat/typing", headers=HEADERS)
        typed = await desk.is_told("/v1/takeovers/typing")
        showing = asyncio.create_task(event(stream))
        while not showing.done():
            await desk.types()
            await asyncio.wait([showing], timeout=0.05)
        stream.close()

    assert (too_early.status, heard.status) == (204, 204)
    assert [(asked.method, asked.body) for asked in typed] == [("PUT", {"conversation": desk.conversation})]
    assert showing.result() == ("typing", {})


async def test_typing_of_nobody_known_says_nothing(database_url: str) -> None:
    async with running_bot(database_url) as client:
        async with client.put("/v1/chat/typing", headers=HEADERS) as response:
            assert response.status == 204
        async with client.put("/v1/chat/typing") as response:
            assert response.status == 400
