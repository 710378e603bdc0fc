"""A takeover on Telegram: the real bot, the double of the Bot API, and a desk that is played."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.database.migrate import migrate
from tests.bot.doubles import running_server
from tests.bot.takeover.desk_server import DeskServer
from tests.bot.telegram.test_whole_bot import Bot, seen
from tests.people import person
from tests.ports import free_port
from tests.telegram_double import TelegramDouble, TelegramWorker

CONTENT = b"\xff\xd8\xff\xe0 made up"
JPEG = {"type": "image/jpeg", "data": base64.b64encode(CONTENT).decode()}


@pytest.fixture
def worker(telegram: TelegramDouble) -> TelegramWorker:
    return telegram.worker()


@asynccontextmanager
async def attended(database_url: str, telegram: TelegramDouble, worker: TelegramWorker) -> AsyncIterator[DeskServer]:
    """A worker a person has taken over."""
    await migrate(database_url)
    desk = DeskServer()
    async with running_server(desk) as actions, Bot(database_url, actions.url, telegram, free_port()).running():
        worker.type("转人工")
        await seen(worker.hears, "排上队了")
        await desk.is_told("/v1/takeovers")
        await desk.claims()
        await seen(worker.hears, "王师傅来接待您了")
        yield desk


async def test_words_go_both_ways_and_the_bot_is_silent(
    database_url: str, telegram: TelegramDouble, worker: TelegramWorker
) -> None:
    async with attended(database_url, telegram, worker) as desk:
        known = len(desk.lines)
        worker.type("入会要交钱吗")
        await desk.has_lines(known + 1)
        await desk.news("line", seq=1, text="不要钱。")
        await seen(worker.hears, "不要钱。")
        worker.press("不等了")
        *_, pressed = await desk.has_lines(known + 2)
        await desk.news("closed", outcome="solved")
        await seen(worker.hears, "现在又是我小蜂了")

    said = worker.texts
    assert said.index("不要钱。") + 1 == next(at for at, text in enumerate(said) if "现在又是我" in text)
    assert (pressed["kind"], pressed["text"]) == ("button", "不等了")


async def test_photos_go_both_ways(database_url: str, telegram: TelegramDouble, worker: TelegramWorker) -> None:
    telegram.keep_file("slip-file", CONTENT)
    telegram.keep_file("other-file", CONTENT + b"2")
    async with attended(database_url, telegram, worker) as desk:
        known = len(desk.lines)
        worker.send_photo("罚款单", album="7", name="slip")
        worker.send_photo(album="7", name="other")
        first, second = (await desk.has_lines(known + 2))[known:]
        await desk.news("line", seq=1, text="收到,您看这张", photo=JPEG)
        shown = await seen(worker.hears, "您看这张")

    assert (first["text"], first["photo"]) == ("罚款单", JPEG)
    assert base64.b64decode(second["photo"]["data"]) == CONTENT + b"2"
    assert (shown.method, shown.given["photo"]) == ("sendPhoto", CONTENT)


async def test_a_photo_that_is_gone_is_told_as_that(
    database_url: str, telegram: TelegramDouble, worker: TelegramWorker
) -> None:
    async with attended(database_url, telegram, worker) as desk:
        known = len(desk.lines)
        worker.send_photo("罚款单")
        *_, line = await desk.has_lines(known + 1)

    assert "photo" not in line
    assert line["text"].startswith("罚款单\n（图片没取到")


async def test_the_pictures_of_an_album_are_answered_once_by_the_bot(
    database_url: str, telegram: TelegramDouble, worker: TelegramWorker
) -> None:
    await migrate(database_url)
    async with running_server(DeskServer()) as actions, Bot(database_url, actions.url, telegram, free_port()).running():
        for _ in range(3):
            worker.send_photo(album="77")
        worker.type("帮助")
        await seen(worker.hears_messages, 2)

    assert sum("图片我看不懂" in text for text in worker.texts) == 1


async def test_an_id_number_is_masked_for_the_desk_and_removed_without_a_word(
    database_url: str, telegram: TelegramDouble, worker: TelegramWorker
) -> None:
    number = person(3).id_number
    async with attended(database_url, telegram, worker) as desk:
        known, heard = len(desk.lines), len(worker.messages)
        worker.type(f"我的证件号是{number}")
        pasted = worker.last_message_id
        gone = await seen(telegram.chats.wait_until, lambda: telegram.chats.is_deleted(pasted), 10)
        *_, line = await desk.has_lines(known + 1)

    assert gone
    assert number not in str(line)
    assert "[身份证号]" in line["text"]
    assert len(worker.messages) == heard


async def test_a_person_typing_shows_in_the_chat(
    database_url: str, telegram: TelegramDouble, worker: TelegramWorker
) -> None:
    async with attended(database_url, telegram, worker) as desk:
        await desk.types()
        await asyncio.to_thread(telegram.wait_for_calls, "sendChatAction", 1)

    assert telegram.calls("sendChatAction")[0]["action"] == "typing"
