"""Receiving by webhook: who may call, and what is answered when."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.webhook import PATH, SECRET_HEADER
from bot.errors import DatabaseBusy
from tests.bot.telegram.conftest import OpenChannel, Pauses
from tests.bot.telegram.inboxes import MemoryInbox
from tests.ports import free_port
from tests.telegram_double import TelegramDouble

SECRET = "made-up_secret"
UPDATE: dict[str, Any] = {
    "update_id": 5,
    "message": {
        "message_id": 1,
        "date": 1_790_000_000,
        "chat": {"id": 70_001, "type": "private", "first_name": "测试"},
        "from": {"id": 70_001, "is_bot": False, "first_name": "测试"},
        "text": "怎么入会",
    },
}


@asynccontextmanager
async def served(channel: TelegramChannel) -> AsyncIterator[TestClient[Any, Any]]:
    app = web.Application(client_max_size=64 * 1024)
    app.add_routes(list(channel.routes()))
    async with TestClient(TestServer(app)) as client:
        yield client


async def test_an_update_is_taken_once_it_is_in_the_inbox(open_channel: OpenChannel) -> None:
    inbox = MemoryInbox()
    async with open_channel(inbox, webhook_secret=SECRET) as channel, served(channel) as client:
        first = await client.post(PATH, json=UPDATE, headers={SECRET_HEADER: SECRET})
        again = await client.post(PATH, json=UPDATE, headers={SECRET_HEADER: SECRET})

    assert (first.status, again.status) == (200, 200)
    assert inbox.order == ["怎么入会"]


@pytest.mark.parametrize("headers", [{}, {SECRET_HEADER: "wrong"}, {SECRET_HEADER: "密"}, {SECRET_HEADER: SECRET[:-1]}])
async def test_without_the_secret_nothing_is_even_read(open_channel: OpenChannel, headers: dict[str, str]) -> None:
    inbox = MemoryInbox()
    async with open_channel(inbox, webhook_secret=SECRET) as channel, served(channel) as client:
        readable = await client.post(PATH, json=UPDATE, headers=headers)
        unreadable = await client.post(PATH, data=b"{", headers=headers)

    assert (readable.status, unreadable.status) == (403, 403)
    assert inbox.calls == 0


@pytest.mark.parametrize("body", [b"{", b"[]", b"\xff", b'{"update_id": "x"}', b""])
async def test_what_is_no_update_is_a_bad_request(open_channel: OpenChannel, body: bytes) -> None:
    async with open_channel(MemoryInbox(), webhook_secret=SECRET) as channel, served(channel) as client:
        answer = await client.post(PATH, data=body, headers={SECRET_HEADER: SECRET})

    assert answer.status == 400


async def test_a_long_message_quoting_long_ones_is_not_too_long(open_channel: OpenChannel) -> None:
    inbox = MemoryInbox()
    message = {**UPDATE["message"], "text": "🐝" * 2048}
    update = {"update_id": 7, "message": {**message, "reply_to_message": {**message, "reply_to_message": message}}}
    async with open_channel(inbox, webhook_secret=SECRET) as channel, served(channel) as client:
        answer = await client.post(PATH, json=update, headers={SECRET_HEADER: SECRET})

    assert answer.status == 200
    assert inbox.order == ["🐝" * 2048]


async def test_what_could_not_be_stored_is_not_acknowledged(open_channel: OpenChannel) -> None:
    inbox = MemoryInbox(DatabaseBusy(), RuntimeError("boom"))
    async with open_channel(inbox, webhook_secret=SECRET) as channel, served(channel) as client:
        statuses = [(await client.post(PATH, json=UPDATE, headers={SECRET_HEADER: SECRET})).status for _ in range(3)]

    assert statuses == [503, 500, 200]
    assert inbox.order == ["怎么入会"]


async def test_an_update_nobody_can_read_is_acknowledged_for_it_would_come_for_ever(open_channel: OpenChannel) -> None:
    async with open_channel(MemoryInbox(), webhook_secret=SECRET) as channel, served(channel) as client:
        answer = await client.post(PATH, json={"update_id": 6, "message": {}}, headers={SECRET_HEADER: SECRET})

    assert answer.status == 200


async def test_telegram_is_told_where_to_call_and_calls_there(
    telegram: TelegramDouble, open_channel: OpenChannel
) -> None:
    inbox, worker = MemoryInbox(DatabaseBusy()), telegram.worker()
    app, port = web.Application(), free_port()
    public_url = f"http://127.0.0.1:{port}"
    async with open_channel(inbox, webhook_secret=SECRET, public_url=public_url) as channel:
        app.add_routes(list(channel.routes()))
        async with TestServer(app, port=port):
            await asyncio.wait_for(channel.run(), 10)
            worker.type("走网络钩子")
            await inbox.holds(1)

    assert telegram.webhook_url == f"{public_url}{PATH}"
    [call] = telegram.calls("setWebhook")
    assert call["secret_token"] == SECRET
    assert call["allowed_updates"] == '["message", "callback_query"]'
    assert telegram.calls("getUpdates") == []
    assert telegram.webhook_statuses[0] == 503
    assert inbox.order == ["走网络钩子"]


async def test_an_address_telegram_refuses_is_said_and_tried_again(
    telegram: TelegramDouble, open_channel: OpenChannel, pauses: Pauses, caplog: pytest.LogCaptureFixture
) -> None:
    telegram.fail_next("setWebhook", 400, "Bad Request: bad webhook: IP address is reserved")
    async with open_channel(webhook_secret=SECRET) as channel:
        await asyncio.wait_for(channel.run(), 10)

    assert pauses == [60]
    [record] = [record for record in caplog.records if record.name.startswith("bot")]
    assert "XIAOFENG_BOT_PUBLIC_URL" in vars(record)["ids"]["advice"]
    assert telegram.webhook_url == f"https://bot.example.org{PATH}"


async def test_a_polling_channel_has_no_route(open_channel: OpenChannel) -> None:
    async with open_channel() as channel:
        assert list(channel.routes()) == []
