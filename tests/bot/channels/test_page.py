"""The chat page in headless Chromium on a bot of its own: bad networks, reloads, hasty fingers. No model needed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import ClientSession
from playwright.async_api import Page, Route, expect

from tests.bot.running_bot import post, running_bot
from tests.browsers import chromium
from tests.people import person

pytestmark = pytest.mark.browser

WORKER = person(77)


@asynccontextmanager
async def open_page(folder: Path) -> AsyncIterator[tuple[Page, ClientSession]]:
    """A phone with the page open, and a client for looking at the bot from elsewhere."""
    async with (
        running_bot(f"sqlite+aiosqlite:///{folder}/bot.db") as client,
        chromium() as browser,
    ):
        page = await browser.new_page(viewport={"width": 390, "height": 844}, locale="zh-CN")
        await page.goto(str(client._base_url))
        await expect(page.locator(".turn.bot")).to_have_count(1)
        yield page, client


async def say(page: Page, text: str) -> None:
    await page.get_by_label("说点什么").fill(text)
    await page.keyboard.press("Enter")


async def kept(page: Page) -> str:
    """Everything this phone remembers."""
    remembered: str = await page.evaluate("localStorage.xiaofeng")
    return remembered


async def test_an_answer_cut_off_in_the_middle_is_asked_for_again(tmp_path: Path) -> None:
    async with open_page(tmp_path) as (page, _):
        cut: list[bool] = []

        async def cut_once(route: Route) -> None:
            if route.request.method == "POST" and not cut:
                cut.append(True)
                await route.fulfill(status=200, content_type="application/json", body='{"replies": [{"seq"')
            else:
                await route.continue_()

        await page.route("**/v1/chat/messages", cut_once)
        await say(page, "我要入会")
        await say(page, "骑手")

        await expect(page.locator(".turn.bot", has_text="平台")).to_be_visible()
        await expect(page.locator(".turn.worker .note:not(:empty)")).to_have_count(0)


async def test_news_of_a_broken_stream_are_not_overtaken_by_an_answer(tmp_path: Path) -> None:
    async with open_page(tmp_path) as (page, client):
        await page.route("**/v1/chat/messages?after=*", lambda route: route.abort())
        await page.reload()
        secret = await page.evaluate("JSON.parse(localStorage.xiaofeng).secret")
        _, elsewhere = await post(client, secret, "elsewhere", text="谢谢")
        await say(page, "再见")
        await expect(page.locator(".turn.worker", has_text="再见")).to_be_visible()
        await page.unroute("**/v1/chat/messages?after=*")

        seqs = [reply["seq"] for reply in elsewhere["replies"]]
        for seq in (*seqs, seqs[-1] + 1):
            await expect(page.locator(f".turn.bot[data-seq='{seq}']")).to_have_count(1)


async def test_a_name_typed_after_a_reload_is_not_kept_on_the_phone(tmp_path: Path) -> None:
    async with open_page(tmp_path) as (page, _):
        await say(page, "我要入会")
        await page.get_by_role("button", name="外卖骑手").click()
        await page.get_by_role("button", name="美团").first.click()
        await expect(page.get_by_placeholder("工作的县区")).to_be_visible()
        await say(page, "包河区")
        await page.get_by_role("button", name="同意", exact=False).first.click()
        await expect(page.get_by_placeholder("您的姓名")).to_be_visible()
        await page.reload()
        await expect(page.get_by_placeholder("您的姓名")).to_be_visible()
        await say(page, WORKER.name)

        await expect(page.get_by_placeholder("身份证号码")).to_be_visible()
        assert WORKER.name not in await kept(page)
        assert "(已填写)" in await kept(page)


@pytest.mark.parametrize(
    "number", ["190 0000 4711", "１９０００００４７１１", "一九零零零零零四七一一", "190/0000/4711"]
)
async def test_a_number_is_kept_masked_however_it_is_written(tmp_path: Path, number: str) -> None:
    async with open_page(tmp_path) as (page, _):
        await say(page, f"打我 {number}")

        await expect(page.locator(".turn.bot")).to_have_count(2)
        assert number[4:] not in await kept(page)


async def test_two_taps_on_a_button_are_one_press(tmp_path: Path) -> None:
    async with open_page(tmp_path) as (page, _):
        await page.get_by_role("button", name="我要入会").dblclick()
        await say(page, "骑手")

        await expect(page.locator(".turn.bot", has_text="平台").last).to_be_visible()
        await expect(page.locator(".turn.worker")).to_have_count(2)


async def test_the_enter_that_picks_a_word_in_safari_sends_nothing(tmp_path: Path) -> None:
    async with open_page(tmp_path) as (page, _):
        await page.get_by_label("说点什么").fill("ruhui")
        await page.evaluate(
            "document.getElementById('message').dispatchEvent("
            "new KeyboardEvent('keydown', {key: 'Enter', keyCode: 229, bubbles: true, cancelable: true}))"
        )

        await expect(page.get_by_label("说点什么")).to_have_value("ruhui")
