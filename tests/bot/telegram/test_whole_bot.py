"""The real bot process on Telegram: inbox, turns, dialogue and delivery, with nlu and actions played."""

from __future__ import annotations

import asyncio
import base64
import logging
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

import pytest
from nacl.public import PrivateKey

from bot.channels.telegram.webhook import PATH
from bot.database.migrate import migrate
from bot.main import running
from bot.settings import Settings
from tests.bot.telegram.conftest import RESPONSES
from tests.bot.telegram.neighbours import neighbours
from tests.people import person
from tests.ports import free_port
from tests.telegram_double import SentMessage, TelegramDouble, TelegramWorker

Seen = TypeVar("Seen")


class Bot:
    """Starts and stops bot processes on one database, as a computer that is switched off and on."""

    def __init__(self, database_url: str, neighbours_url: str, telegram: TelegramDouble, port: int) -> None:
        self.env = {
            "XIAOFENG_BOT_DATABASE_URL": database_url,
            "XIAOFENG_BOT_PORT": str(port),
            "XIAOFENG_NLU_URL": neighbours_url,
            "XIAOFENG_NLU_TOKEN": secrets.token_hex(8),
            "XIAOFENG_ACTIONS_URL": neighbours_url,
            "XIAOFENG_ACTIONS_TOKEN": secrets.token_hex(8),
            "XIAOFENG_SEALING_PUBLIC_KEY": base64.b64encode(bytes(PrivateKey.generate().public_key)).decode(),
            "XIAOFENG_BOT_DATA_KEY": base64.b64encode(secrets.token_bytes(32)).decode(),
            "XIAOFENG_DATA_DIR": str(RESPONSES.parent),
            "XIAOFENG_TELEGRAM_TOKEN": telegram.token,
            "XIAOFENG_TELEGRAM_API_URL": telegram.url,
        }

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        async with running(Settings.from_env(self.env)):
            yield


@pytest.fixture
async def bot(database_url: str, telegram: TelegramDouble) -> AsyncIterator[Bot]:
    await migrate(database_url)
    async with neighbours() as url:
        yield Bot(database_url, url, telegram, free_port())


@pytest.fixture
def worker(telegram: TelegramDouble) -> TelegramWorker:
    return telegram.worker()


async def seen(look: Callable[..., Seen], *arguments: object) -> Seen:
    """What a waiting look at the phone shows, without holding up the bot in this loop."""
    return await asyncio.to_thread(look, *arguments)


async def greeted(worker: TelegramWorker) -> SentMessage:
    worker.start()
    return await seen(worker.hears, "小蜂")


async def test_a_worker_is_greeted_asks_and_presses(bot: Bot, telegram: TelegramDouble, worker: TelegramWorker) -> None:
    async with bot.running():
        hello = await greeted(worker)
        worker.type("入会要交钱吗")
        answer = await seen(worker.hears, "不收任何费用")
        worker.press(answer.titles[0])
        await seen(worker.hears_messages, len(worker.messages) + 1)
        answered = await seen(telegram.chats.wait_until, lambda: telegram.chats.unanswered_queries() == 0, 10)

    assert hello.titles
    assert answered


async def test_a_shared_place_brings_stations_on_the_map(bot: Bot, worker: TelegramWorker) -> None:
    async with bot.running():
        await greeted(worker)
        worker.share_location(31.8225, 117.2217)
        venue = await seen(worker.hears, "示例路1号 · 约350米")

    assert venue.method == "sendVenue"
    assert venue.position == pytest.approx((31.8225, 117.2217), abs=0.001)


async def test_asked_for_a_place_telegram_offers_to_share_it(
    bot: Bot, telegram: TelegramDouble, worker: TelegramWorker
) -> None:
    async with bot.running():
        await greeted(worker)
        worker.type("附近有驿站吗")
        offered = await seen(telegram.chats.wait_until, lambda: any(one.keyboard for one in worker.messages), 10)

    assert offered
    [keys] = [message.keyboard for message in worker.messages if message.keyboard]
    assert [key["request_location"] for key in keys] == [True]


async def test_an_id_number_pasted_into_the_chat_is_removed(
    bot: Bot, telegram: TelegramDouble, worker: TelegramWorker, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    number = person(1).id_number
    async with bot.running():
        await greeted(worker)
        worker.type("我想入会")
        await seen(worker.hears_messages, 2)
        worker.type(f"我的证件号是{number}")
        pasted = worker.last_message_id
        gone = await seen(telegram.chats.wait_until, lambda: telegram.chats.is_deleted(pasted), 10)

    assert gone
    logged = [repr(vars(record)) for record in caplog.records]
    assert any("turn.done" in line for line in logged)
    assert not [line for line in logged if number in line or telegram.token in line or "70001" in line]


async def test_an_update_that_comes_twice_is_answered_once(
    bot: Bot, telegram: TelegramDouble, worker: TelegramWorker
) -> None:
    async with bot.running():
        await greeted(worker)
        update_id = worker.type("入会要交钱吗")
        await seen(worker.hears, "不收任何费用")
        telegram.deliver_again(update_id)
        await seen(telegram.updates.wait_until_confirmed)
        worker.share_location(31.8225, 117.2217)
        await seen(worker.hears, "示例驿站")

    assert sum("不收任何费用" in text for text in worker.texts) == 1


async def test_flood_control_delays_replies_and_keeps_their_order(
    bot: Bot, telegram: TelegramDouble, worker: TelegramWorker
) -> None:
    async with bot.running():
        await greeted(worker)
        telegram.flood_next(2, retry_after=1)
        worker.type("入会要交钱吗")
        worker.share_location(31.8225, 117.2217)
        await seen(worker.hears, "约350米")

    [answer] = [number for number, text in enumerate(worker.texts) if "不收任何费用" in text]
    [venue] = [number for number, message in enumerate(worker.messages) if message.method == "sendVenue"]
    assert answer < venue


async def test_a_send_cut_off_after_it_was_taken_is_never_repeated(
    bot: Bot, telegram: TelegramDouble, worker: TelegramWorker
) -> None:
    async with bot.running():
        await greeted(worker)
        telegram.cut_next_send()
        worker.type("入会要交钱吗")
        await seen(worker.hears, "不收任何费用")
        worker.share_location(31.8225, 117.2217)
        await seen(worker.hears, "约350米")
    async with bot.running():  # a new start finds the row again, and leaves it
        heard = len(worker.messages)
        worker.type("随便说一句")
        await seen(worker.hears_messages, heard + 1)

    assert sum("不收任何费用" in text for text in worker.texts) == 1


async def test_what_came_while_the_bot_was_off_is_answered_once_it_is_on(
    bot: Bot, telegram: TelegramDouble, worker: TelegramWorker
) -> None:
    async with bot.running():
        await greeted(worker)
        await seen(telegram.updates.wait_until_confirmed)
    worker.type("入会要交钱吗")
    async with bot.running():
        await seen(worker.hears, "不收任何费用")
        await seen(telegram.updates.wait_until_confirmed)

    assert sum("不收任何费用" in text for text in worker.texts) == 1


async def test_the_webhook_carries_a_conversation_too(
    bot: Bot, telegram: TelegramDouble, worker: TelegramWorker
) -> None:
    bot.env |= {
        "XIAOFENG_TELEGRAM_WEBHOOK_SECRET": "made-up_secret",
        "XIAOFENG_BOT_PUBLIC_URL": f"http://127.0.0.1:{bot.env['XIAOFENG_BOT_PORT']}",
    }
    async with bot.running():
        await greeted(worker)
        worker.type("入会要交钱吗")
        await seen(worker.hears, "不收任何费用")

    assert telegram.webhook_url.endswith(PATH)
    assert set(telegram.webhook_statuses) == {200}
