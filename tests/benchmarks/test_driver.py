"""The driver process against a small bot of the test's own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from benchmarks.driver_process import DriverProcess, running_driver
from benchmarks.jobs import LoadJob, LongJob
from launcher.paths import ROOT

FORM = ["consent", "name", "id_number", "phone", "trade", "platform", "region", "confirm"]


@dataclass
class SmallBot:
    """Leads the form field by field, shows a station to whoever searches; `fails_at` is the message it breaks on."""

    fails_at: int | None = None
    messages: int = 0
    ids: set[str] = field(default_factory=set)
    at: dict[str, int] = field(default_factory=dict)
    finished: int = 0

    async def receive(self, request: web.Request) -> web.Response:
        message = await request.json()
        self.messages += 1
        self.ids.add(message["message_id"])
        if self.messages == self.fails_at:
            return web.json_response({"type": "broken"}, status=500)
        conversation, text = message["conversation"], message["text"]
        step = self.at.get(conversation, 0)
        reply: dict[str, object] = {"seq": 1, "text": "好的"}
        if any(words in text for words in ("附近", "驿站", "边上")):
            reply["stations"] = [{"name": "示例驿站"}]
        elif text == "我要入会" or (step and _answers_field(text, FORM[step - 1])):
            step = (step + 1) % (len(FORM) + 1)
            self.finished += step == 0
        self.at[conversation] = step
        return web.json_response({"replies": [reply], "asks": FORM[step - 1] if step else None, "owner": "bot"})


def _answers_field(text: str, name: str) -> bool:
    told = {"consent": "同意", "trade": "外卖骑手", "platform": "美团", "region": "龙子湖区", "confirm": "确认"}
    if name in told:
        return text == told[name]
    return {"name": len(text) == 3, "id_number": len(text) == 18, "phone": len(text) == 11}[name]


@pytest.fixture
async def bot() -> AsyncIterator[tuple[SmallBot, str]]:
    small = SmallBot()
    app = web.Application()
    app.router.add_post("/v1/chat/messages", small.receive)
    async with TestServer(app, host="127.0.0.1") as server:
        yield small, str(server.make_url("")).rstrip("/")


@pytest.fixture(scope="module")
def driver() -> Iterator[DriverProcess]:
    with running_driver(ROOT / "data") as running:
        yield running


async def test_every_answered_message_is_timed_once_and_forms_are_led_to_their_end(
    bot: tuple[SmallBot, str], driver: DriverProcess
) -> None:
    small, url = bot

    result = await asyncio.to_thread(driver.load, LoadJob("led", url, "chat", True, 4, 1.0))

    assert sum(map(len, result.milliseconds.values())) == small.messages == len(small.ids)
    assert result.failed == 0
    assert result.odd == {"faq": 0, "form": 0, "stations": 0}, result.example
    assert small.finished > 0
    assert result.elapsed >= 1.0


async def test_senders_go_on_with_their_conversations_in_the_next_turn(
    bot: tuple[SmallBot, str], driver: DriverProcess
) -> None:
    small, url = bot
    job = LoadJob("again", url, "chat", False, 1, 0.02)

    await asyncio.to_thread(driver.load, job)
    known = set(small.at)
    await asyncio.to_thread(driver.load, job)

    assert known <= set(small.at)
    assert len(set(small.at)) < small.messages


async def test_a_message_without_an_answer_is_counted_and_shown(
    bot: tuple[SmallBot, str], driver: DriverProcess
) -> None:
    small, url = bot
    small.fails_at = 3

    result = await asyncio.to_thread(driver.load, LoadJob("broken", url, "chat", True, 1, 0.3))

    assert result.failed == 1
    assert result.example is not None
    assert "500" in result.example
    assert sum(map(len, result.milliseconds.values())) == small.messages - 1


async def test_a_long_conversation_that_breaks_off_is_reported_not_raised(
    bot: tuple[SmallBot, str], driver: DriverProcess
) -> None:
    small, url = bot
    small.fails_at = 40

    result = await asyncio.to_thread(driver.long, LongJob(url))

    assert result.failure is not None
    assert "500" in result.failure


async def test_the_long_conversation_reaches_turn_2000_and_pairs_each_late_question_with_an_early_one(
    bot: tuple[SmallBot, str], driver: DriverProcess
) -> None:
    small, url = bot

    result = await asyncio.to_thread(driver.long, LongJob(url))

    assert result.failure is None
    assert len(result.early) == len(result.late) == 200
    assert small.messages == 1899 + 200 * (4 + 1 + 2)
