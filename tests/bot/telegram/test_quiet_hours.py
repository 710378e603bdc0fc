"""The real bot on Telegram at night: it answers, and keeps news for the morning, over a restart too."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

from aiohttp import web
from sqlalchemy import select

from bot.database.engine import open_database
from bot.database.tables import conversations
from bot.quiet_hours import LOCAL_TIME
from tests.bot.doubles import Asked, running_server
from tests.bot.telegram.test_whole_bot import Bot, greeted, seen
from tests.bot.test_news import Deliveries
from tests.ports import free_port
from tests.telegram_double import TelegramDouble


async def test_the_whole_bot_on_telegram_keeps_quiet_and_tells_after_its_restart(
    database_url: str, telegram: TelegramDouble
) -> None:
    worker, news, acknowledged = telegram.worker(), Deliveries(), asyncio.Event()

    async def actions(asked: Asked) -> web.StreamResponse:
        known = asked.path.startswith("/v1/deliveries")
        answered = await news(asked) if known else web.json_response({}, status=404)
        if asked.path.endswith("/acks"):
            acknowledged.set()
        return answered

    now = datetime.now(LOCAL_TIME)
    hours = [(now + timedelta(hours=by)).strftime("%H:%M") for by in (-1, 2)]
    async with running_server(actions) as server:
        bot = Bot(database_url, server.url, telegram, free_port())
        bot.env["XIAOFENG_QUIET_HOURS"] = "-".join(hours)
        async with bot.running():
            await greeted(worker)
            [conversation] = await _conversations(database_url)
            news.open["d0"] = {
                "id": "d0",
                "conversation": conversation,
                "kind": "enrollment.taken",
                "data": {"number": "XF26-000001-8", "union": {"name": "示例工会"}},
            }
            await asyncio.wait_for(acknowledged.wait(), 60)
            told = len(worker.messages)
            worker.type("在吗")
            await seen(worker.hears_messages, told + 1)
            assert not any("开始审核" in text for text in worker.texts)
        bot.env["XIAOFENG_QUIET_HOURS"] = "off"
        async with bot.running():
            await seen(worker.hears, "开始审核")

    assert sum("开始审核" in text for text in worker.texts) == 1


async def _conversations(database_url: str) -> list[str]:
    database = open_database(database_url)
    found = await database.read(lambda connection: list(connection.execute(select(conversations.c.id)).scalars()))
    await database.close()
    return found
