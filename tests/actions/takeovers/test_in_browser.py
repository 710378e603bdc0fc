"""A conversation in a browser: by keyboard, live, over a lost connection; and fit for everybody."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

import pytest
from playwright.async_api import BrowserContext, Page, expect

from actions.desk.frame import COOKIE
from tests.actions.desk_browser import Browser
from tests.actions.house import Caller, House
from tests.actions.takeovers.chats import (
    PNG,
    acknowledged,
    act,
    line,
    news,
    number_of,
    operator,
    said,
    taken,
    written,
)
from tests.browsers import chromium
from tests.cable import Cable
from tests.design.looks import faults

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]

ASKED = line("要交钱吗", understood={"topics": ["join_cost", "join_how"]})


async def _signed_in(context: BrowserContext, *, house: House, browser: Browser) -> None:
    assert browser.cookie
    url = str(house.client.make_url("/desk"))
    await context.add_cookies([{"name": COOKIE, "value": browser.cookie, "url": url}])


@asynccontextmanager
async def at_desk(house: House, browser: Browser, path: str, *, root: str | None = None) -> AsyncIterator[Page]:
    async with chromium() as opened:
        context = await opened.new_context(locale="zh-CN")
        await _signed_in(context, house=house, browser=browser)
        page = await context.new_page()
        await page.goto((root or str(house.client.make_url("")).rstrip("/")) + path)
        yield page


async def test_a_conversation_is_claimed_answered_and_closed_by_keyboard(
    house: House, bot: Caller, cli: Caller
) -> None:
    wang = await operator(house, cli)
    await number_of(bot, conversation="conversation-0009")
    house.clock.move(minutes=1)
    number = await number_of(bot, lines=[ASKED])

    async with at_desk(house, wang, "/desk/conversations") as page:
        await page.keyboard.press("?")
        await expect(page.get_by_role("dialog", name="快捷键")).to_be_visible()
        await page.keyboard.press("Escape")
        await page.keyboard.press("j")
        await page.keyboard.press("j")
        await page.keyboard.press("k")
        await page.keyboard.press("j")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("heading", level=1)).to_contain_text(number)
        await expect(page.locator("#reply")).to_be_hidden()

        await acknowledged(bot)
        await expect(page.locator("#reply")).to_be_visible()
        await page.keyboard.press("1")
        answer = await page.locator("#text").input_value()
        assert "来源" in answer
        await page.keyboard.press("Control+Enter")
        await expect(page.locator("#transcript > li")).to_have_count(2)
        await expect(page.locator("#text")).to_have_value("")

    [told] = await news(bot, "takeover.line")
    assert told["text"].split() == answer.split()


async def test_a_page_that_was_cut_off_shows_what_it_missed_once(house: House, bot: Caller, cli: Caller) -> None:
    wang = await operator(house, cli)
    number = await taken(wang, bot)
    port = house.client.make_url("/").port
    assert port
    async with Cable(port) as cable, at_desk(house, wang, f"/desk/conversations/{number}", root=cable.url) as page:
        lines = page.locator("#transcript > li")
        await said(bot, line("二"))
        await expect(lines).to_have_count(2)

        cable.cut()
        await expect(page.locator("#connection")).to_be_visible()
        await page.locator("#text").fill("您好")
        await page.keyboard.press("Control+Enter")
        await expect(page.get_by_text("没有发出去")).to_be_visible()
        await said(bot, line("三"), line("四"))
        cable.mend()

        await expect(page.locator("#connection")).to_be_hidden()
        await page.locator("#text").press("Control+Enter")
        await expect(page.locator("#text")).to_have_value("")
        await said(bot, line("五"))
        await expect(lines).to_have_count(6)
        seqs = await lines.evaluate_all("all => all.map((one) => one.dataset.seq)")
    assert seqs == ["1", "2", "3", "4", "5", "6"]
    assert [told["text"] for told in await news(bot, "takeover.line")] == ["您好"]


async def test_a_line_that_died_without_a_word_is_given_up(house: House, bot: Caller, cli: Caller) -> None:
    wang = await operator(house, cli)
    number = await taken(wang, bot)
    port = house.client.make_url("/").port
    assert port
    async with Cable(port) as cable, at_desk(house, wang, f"/desk/conversations/{number}", root=cable.url) as page:
        lines = page.locator("#transcript > li")
        await page.clock.install()
        await said(bot, line("二"))
        await expect(lines).to_have_count(2)

        cable.die_silently()
        await said(bot, line("三"))
        await page.clock.fast_forward(44_000)
        await expect(lines).to_have_count(2)
        await page.clock.fast_forward(2_000)

        await expect(lines).to_have_count(3)
        await expect(page.locator("#connection")).to_be_hidden()


async def test_a_page_without_a_network_says_so_at_once_and_catches_up(house: House, bot: Caller, cli: Caller) -> None:
    wang = await operator(house, cli)
    number = await taken(wang, bot)
    async with at_desk(house, wang, f"/desk/conversations/{number}") as page:
        await said(bot, line("二"))
        await expect(page.locator("#transcript > li")).to_have_count(2)
        await page.context.set_offline(True)
        await expect(page.locator("#connection")).to_be_visible()
        await said(bot, line("三"))
        await page.context.set_offline(False)

        await expect(page.locator("#transcript > li")).to_have_count(3)
        await expect(page.locator("#connection")).to_be_hidden()


async def test_in_a_long_conversation_the_end_the_box_and_one_help_are_in_view(
    house: House, bot: Caller, cli: Caller
) -> None:
    wang = await operator(house, cli)
    number = await taken(wang, bot, lines=[ASKED, *[line("还有呢")] * 20, ASKED])
    async with at_desk(house, wang, f"/desk/conversations/{number}") as page:
        helps = page.locator("[data-assist]")
        await expect(page.locator("#transcript > li").last.locator(".bubble")).to_be_in_viewport()
        await expect(page.locator("#text")).to_be_in_viewport()
        await expect(page.locator("[data-assist][open]")).to_have_count(1)
        await said(bot, ASKED)
        await expect(helps).to_have_count(3)

        assert await helps.evaluate_all("all => all.map((one) => one.open)") == [False, False, True]
        await expect(page.locator("#transcript > li").last.locator(".bubble")).to_be_in_viewport()


async def test_a_conversations_page_is_fit_for_everybody(house: House, bot: Caller, cli: Caller) -> None:
    wang = await operator(house, cli)
    photo = {"type": "image/png", "data": base64.b64encode(PNG).decode()}
    number = await taken(
        wang,
        bot,
        reason="sensitive",
        lines=[
            ASKED,
            {**line("入会不要钱。"), "from": "bot"},
            {**line("您的申请已通过。"), "from": "house", "kind": "news"},
            line("长" * 300, kind="photo", photo=photo),
            line("被车撞了", emergency=True),
        ],
    )
    await written(wang, number, "您先打 122。")
    await act(wang, number, "notes", ("text", "已打电话"), ("client_id", "n" * 32))
    await wang.submit("/desk/quick-replies", "/desk/quick-replies", ("title", "问好"), ("text", "您好，我是{接线员}"))

    async def open_page(page: Page) -> None:
        await page.goto(str(house.client.make_url(f"/desk/conversations/{number}")))
        await page.get_by_role("heading", level=1).wait_for()
        for fold in ("结束会话", "加照片"):
            await page.locator("summary", has_text=fold).click()

    async with chromium() as browser:
        prepare = partial(_signed_in, house=house, browser=wang)
        assert await faults(browser, open_page, prepare=prepare) == []
