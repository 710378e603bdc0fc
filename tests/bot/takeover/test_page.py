"""The chat page while people are asked for and there: headless Chromium, a bot of its own, a desk that is played."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Page, Route, expect

from tests.bot.doubles import running_server
from tests.bot.running_bot import running_bot
from tests.bot.takeover.desk_server import DeskServer
from tests.browsers import chromium

pytestmark = pytest.mark.browser

# One red pixel.
PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC"


@asynccontextmanager
async def queued_page(folder: Path) -> AsyncIterator[tuple[Page, DeskServer]]:
    """A phone whose worker has asked for a person."""
    desk = DeskServer()
    async with (
        running_server(desk) as actions,
        running_bot(f"sqlite+aiosqlite:///{folder}/bot.db", XIAOFENG_ACTIONS_URL=actions.url) as client,
        chromium() as browser,
    ):
        page = await browser.new_page(viewport={"width": 390, "height": 844}, locale="zh-CN")
        await page.goto(str(client._base_url))
        await expect(page.locator(".turn.bot")).to_have_count(1)
        await expect(page.get_by_role("button", name="发照片")).to_be_hidden()
        await say(page, "转人工")
        await expect(page.locator("#queue")).to_be_visible()
        await desk.is_told("/v1/takeovers")
        yield page, desk


async def say(page: Page, text: str) -> None:
    await page.get_by_label("说点什么").fill(text)
    await page.keyboard.press("Enter")


async def test_the_banner_tells_the_place_when_it_is_asked(tmp_path: Path) -> None:
    async with queued_page(tmp_path) as (page, _):
        await expect(page.locator("#queue")).not_to_contain_text("分钟")
        await page.locator("#queue").get_by_role("button", name="排到几了").click()

        await expect(page.locator(".turn.bot", has_text="第 2 位")).to_be_visible()


async def test_a_person_is_shown_by_name_until_the_bot_is_back(tmp_path: Path) -> None:
    async with queued_page(tmp_path) as (page, desk):
        await desk.claims()
        await expect(page.locator("#status")).to_have_text("王师傅在接待")
        await expect(page.locator("#queue")).to_be_hidden()
        await desk.news("line", seq=1, text="<b>您好</b>")
        spoken = page.locator(".turn.person").last
        await expect(spoken.locator(".note")).to_have_text("王师傅 · 工会")
        await expect(spoken.locator(".bubble")).to_contain_text("<b>您好</b>")
        await page.reload()
        await expect(page.locator("#status")).to_have_text("王师傅在接待")
        await desk.news("closed", outcome="solved")

        await expect(page.locator("#status")).to_contain_text("机器人")


async def test_an_answer_that_comes_late_does_not_put_the_worker_back_into_the_queue(tmp_path: Path) -> None:
    async with queued_page(tmp_path) as (page, desk):
        person_is_there = asyncio.Event()

        async def hold_back(route: Route) -> None:
            answer = await route.fetch()
            await person_is_there.wait()
            await route.fulfill(response=answer)

        await page.route("**/v1/chat/messages", hold_back)
        await say(page, "排到几了")
        await expect(page.locator(".turn.bot", has_text="第 2 位")).to_be_visible()  # by the stream
        await desk.claims()
        await expect(page.locator("#status")).to_have_text("王师傅在接待")
        async with page.expect_response("**/v1/chat/messages"):
            person_is_there.set()
        await page.wait_for_timeout(500)  # for the page to read it

        await expect(page.locator("#status")).to_have_text("王师傅在接待")
        await expect(page.locator("#queue")).to_be_hidden()


async def test_photos_go_both_ways_without_loosening_the_rules_of_the_page(tmp_path: Path) -> None:
    async with queued_page(tmp_path) as (page, desk):
        refused: list[str] = []
        page.on("console", lambda message: refused.append(message.text) if message.type == "error" else None)
        await desk.claims()
        known = len(desk.lines)
        await expect(page.get_by_role("button", name="发照片")).to_be_visible()
        file = {"name": "slip.png", "mimeType": "image/png", "buffer": base64.b64decode(PNG)}
        await page.locator("#photo-file").set_input_files(files=[file])  # type: ignore[list-item]
        *_, line = await desk.has_lines(known + 1)
        await desk.news("line", seq=1, text="看这张", photo={"type": "image/png", "data": PNG})
        drawn = page.locator(".turn.person canvas.photo")
        await expect(drawn).to_have_attribute("width", "1")

    assert line["photo"]["type"] == "image/jpeg"
    assert base64.b64decode(line["photo"]["data"]).startswith(b"\xff\xd8\xff")
    assert refused == []


async def test_typing_shows_on_both_sides(tmp_path: Path) -> None:
    async with queued_page(tmp_path) as (page, desk):
        await desk.claims()
        await expect(page.locator("#status")).to_have_text("王师傅在接待")
        await page.get_by_label("说点什么").press_sequentially("站长扣我")
        await desk.is_told("/v1/takeovers/typing")
        await desk.types()
        await expect(page.locator("#typing")).to_contain_text("工会的同志正在输入")

        assert len([asked for asked in desk.told if asked.path == "/v1/takeovers/typing"]) == 1
