"""What a phone's small screen leaves room for."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from actions.desk.frame import COOKIE
from actions.staff.model import Role
from tests.actions.desk_browser import Browser, staff
from tests.actions.faq.lists import excel, row
from tests.actions.house import Caller, House
from tests.actions.takeovers.chats import line, taken
from tests.browsers import chromium
from tests.design.looks import PHONE, SCREEN

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]

_WIDER = "document.documentElement.scrollWidth - innerWidth"
_IN_VIEW = "(link) => { const box = link.getBoundingClientRect(); return box.left >= 0 && box.right <= innerWidth; }"


@asynccontextmanager
async def phone(house: House, browser: Browser, path: str) -> AsyncIterator[Page]:
    assert browser.cookie
    async with chromium() as opened:
        context = await opened.new_context(viewport=PHONE, has_touch=True, locale="zh-CN", reduced_motion="reduce")
        await context.add_cookies(
            [{"name": COOKIE, "value": browser.cookie, "url": str(house.client.make_url("/desk"))}]
        )
        page = await context.new_page()
        await page.goto(str(house.client.make_url(path)))
        yield page


async def height_of(page: Page, selector: str) -> float:
    box = await page.locator(selector).bounding_box()
    assert box
    return box["height"]


async def test_the_empty_reply_box_takes_a_quarter_at_most_and_grows(house: House, bot: Caller, cli: Caller) -> None:
    operator = await staff(house, cli, "operator")
    number = await taken(operator, bot, lines=[line()])
    async with phone(house, operator, f"/desk/conversations/{number}") as page:
        empty = await height_of(page, "#reply")
        assert empty <= PHONE["height"] / 4
        await expect(page.get_by_role("button", name="发送")).to_be_in_viewport()

        await page.get_by_label("回复工友").fill("您好\n" * 5)
        written = await height_of(page, "#reply")
        await page.get_by_label("回复工友").fill("您好\n" * 60)
        longest = await height_of(page, "#reply")

    assert empty < written < longest < PHONE["height"] * 0.6


async def test_in_a_narrower_window_the_newest_line_stays_in_view_for_who_was_there(
    house: House, bot: Caller, cli: Caller
) -> None:
    operator = await staff(house, cli, "operator")
    number = await taken(operator, bot, lines=[line("站点不给结工资，" * 12)] * 12)
    async with phone(house, operator, f"/desk/conversations/{number}") as page:
        bubbles = page.locator("#transcript > li .bubble")
        await page.set_viewport_size(SCREEN)
        await expect(bubbles.last).to_be_in_viewport()
        await page.set_viewport_size(PHONE)
        await expect(bubbles.last).to_be_in_viewport()


async def test_a_photo_is_chosen_in_a_fold(house: House, bot: Caller, cli: Caller) -> None:
    operator = await staff(house, cli, "operator")
    number = await taken(operator, bot, lines=[line()])
    async with phone(house, operator, f"/desk/conversations/{number}") as page:
        await expect(page.get_by_label("照片")).to_be_hidden()
        await page.get_by_text("加照片").tap()
        await expect(page.get_by_label("照片")).to_be_in_viewport()


@pytest.mark.parametrize("path", ["/desk", "/desk/people", "/desk/account"])
async def test_the_menu_of_all_roles_is_one_row_that_shows_where_one_is(house: House, cli: Caller, path: str) -> None:
    everything = await staff(house, cli, *Role)
    async with phone(house, everything, path) as page:
        links = page.get_by_role("navigation", name="主菜单").get_by_role("link")
        tops = await links.evaluate_all("all => [...new Set(all.map((link) => link.getBoundingClientRect().top))]")
        assert len(tops) == 1
        assert await page.locator(".menu [aria-current]").evaluate(_IN_VIEW)

        await links.last.focus()
        assert await links.last.evaluate(_IN_VIEW)
        await links.first.focus()
        assert await links.first.evaluate(_IN_VIEW)


async def test_a_sheet_is_sent_in_read_about_and_drafted(house: House, cli: Caller, tmp_path: Path) -> None:
    editor = await staff(house, cli, "faq_editor")
    good, bad = tmp_path / "good.xlsx", tmp_path / "bad.xlsx"
    longest = "a" * 60
    changed = row(3, topic="join_cost", title="入会收不收钱", source="https://example.org/" + "a" * 100)
    good.write_bytes(excel(row(1), row(2, topic=longest), changed))
    bad.write_bytes(excel(row(1, answer="")))
    async with phone(house, editor, "/desk/faq/lists") as page:
        await page.locator("#file").set_input_files(bad)
        await page.get_by_role("button", name="先看报告").tap()
        await expect(page.get_by_text("有 1 行有误，一行也没有导入")).to_be_visible()
        await expect(page.get_by_role("table", name="哪里有误")).to_contain_text("没有填")
        await expect(page.get_by_role("button", name="按这份报告起草稿")).to_have_count(0)

        await page.locator("#file").set_input_files(good)
        await page.get_by_role("button", name="先看报告").tap()
        await expect(page.get_by_text("还没有写入。新增 2 条，改 1 条")).to_be_visible()
        await page.get_by_text("标题、回答、来源").tap()
        await expect(page.get_by_text("入会收不收钱").last).to_be_visible()
        assert await page.evaluate(_WIDER) <= 0
        await page.get_by_role("button", name="按这份报告起草稿").tap()
        await expect(page.get_by_text("写成了 3 份草稿")).to_be_visible()
        await expect(page.get_by_role("link", name="new_topic_1.1")).to_be_visible()
        await expect(page.get_by_role("link", name=f"{longest}.1")).to_be_visible()
        assert await page.evaluate(_WIDER) <= 0
