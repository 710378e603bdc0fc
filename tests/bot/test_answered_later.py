"""The real bot tells who asked that there is an answer now, and an answer the feed brings later it gives when asked."""

from __future__ import annotations

import asyncio
from typing import Any

from aiohttp import ClientSession, web

from bot.data_key import DataKey
from tests.bot.core import SECRET
from tests.bot.doubles import Asked, running_server
from tests.bot.running_bot import post, running_bot
from tests.bot.test_feed_keeper import ENTRY, publishing
from tests.bot.test_news import Deliveries

CANTEEN = {"id": "night_canteen", "category": "rest", "title": "夜宵食堂在哪", "answer": "在劳模路。", "buttons": []}
CONVERSATION = DataKey(bytes(range(32))).conversation_id("web", SECRET)


class Actions:
    """Publishes answers, and has news to tell."""

    def __init__(self) -> None:
        self.news = Deliveries()
        self.publishes: Any = publishing(1)

    async def __call__(self, asked: Asked) -> web.StreamResponse:
        if asked.path.startswith("/v1/deliveries"):
            found: web.StreamResponse = await self.news(asked)
            return found
        if asked.path == "/v1/faq/feed":
            found = await self.publishes(asked)
            return found
        return web.json_response({"type": "not-found", "detail": ""}, status=404)

    def tell(self, topic: str) -> None:
        facts = {"topic": topic, "asked": "夜里哪儿吃饭", "asked_at": "2026-11-22T04:00:00+00:00"}
        self.news.open[topic] = {
            "id": topic,
            "conversation": CONVERSATION,
            "kind": "question.answered",
            "data": facts,
        }


async def hears(client: ClientSession, words: str) -> dict[str, Any]:
    """The reply with these words, as the page gets it."""
    async with asyncio.timeout(60):
        seq = 0
        while True:
            query = {"after": str(seq), "wait": "10"}
            headers = {"X-Conversation": SECRET}
            async with client.get("/v1/chat/messages", params=query, headers=headers) as response:
                replies = (await response.json())["replies"]
            for reply in replies:
                if words in reply["text"]:
                    found: dict[str, Any] = reply
                    return found
            seq = replies[-1]["seq"] if replies else seq


def button(reply: dict[str, Any], title: str) -> str:
    [found] = [one["id"] for one in reply["buttons"] if one["title"] == title]
    return str(found)


async def test_who_asked_is_told_and_can_say_that_it_missed(database_url: str) -> None:
    actions = Actions()
    async with (
        running_server(actions) as server,
        running_bot(database_url, XIAOFENG_ACTIONS_URL=server.url) as client,
    ):
        await post(client, SECRET, "1", text="你好")
        await feed_is_held(client, ENTRY["title"])
        actions.tell(ENTRY["id"])
        told = await hears(client, "您11月22日问过：“夜里哪儿吃饭”")
        _, answered = await post(client, SECRET, "missed", button=button(told, "没答对"))

    assert ENTRY["answer"] in told["text"]
    assert "没答到您要问的" in answered["replies"][0]["text"]
    assert actions.news.open == {}


async def test_news_that_are_quicker_than_the_feed_bring_a_button(database_url: str) -> None:
    actions = Actions()
    async with (
        running_server(actions) as server,
        running_bot(database_url, XIAOFENG_ACTIONS_URL=server.url) as client,
    ):
        await post(client, SECRET, "1", text="你好")
        await feed_is_held(client, ENTRY["title"])
        actions.tell(CANTEEN["id"])
        told = await hears(client, "点一下就看")
        actions.publishes = publishing(2, ENTRY, CANTEEN)
        await feed_is_held(client, CANTEEN["title"])
        _, answered = await post(client, SECRET, "see", button=button(told, "看答案"))

    assert CANTEEN["answer"] in answered["replies"][0]["text"]


async def feed_is_held(client: ClientSession, title: str) -> None:
    """Somebody else asks by the exact title, which is answered without nlu, until there is an answer."""
    async with asyncio.timeout(60):
        number = 0
        while True:
            number += 1
            _, answer = await post(client, SECRET[::-1], f"{title}{number}", text=title)
            if "来源" in answer["replies"][0]["text"]:
                return
            await asyncio.sleep(0.2)
