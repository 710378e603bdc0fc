"""The desk by keyboard alone: sign in, walk to an application, decide it, sign out; the focus is always to be seen."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Page, expect

from tests.actions.applicants import filed, state_of
from tests.actions.desk import hands
from tests.actions.desk.hands import tab_to
from tests.actions.desk_browser import Browser, staff
from tests.actions.house import Caller, House

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    async with hands.seated() as opened:
        yield opened


async def sign_in(page: Page, house: House, reviewer: Browser) -> None:
    """With the code of the reviewer's app."""
    house.clock.move(minutes=1)  # a code counts once
    await hands.sign_in(page, house, "wangmin", "王敏", code=reviewer.code())


async def test_a_reviewer_works_without_a_mouse(house: House, bot: Caller, cli: Caller, page: Page) -> None:
    number = await filed(bot)
    reviewer = await staff(house, cli, "reviewer")

    await sign_in(page, house, reviewer)
    await tab_to(page, "等审核的申请")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="入会申请", exact=True)).to_be_visible()
    await tab_to(page, number)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name=number)).to_be_visible()
    await tab_to(page, "退回补正")
    await page.keyboard.press("Enter")
    await tab_to(page, "手机号")
    await page.keyboard.type("手机号打不通")
    await tab_to(page, "退回给工友")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("已退回，工友会在聊天里收到")).to_be_visible()
    await tab_to(page, "退出")
    await page.keyboard.press("Enter")

    await expect(page.get_by_role("heading", name="登录")).to_be_visible()
    assert await state_of(cli, number) == "returned"


async def test_the_first_stop_leads_past_the_menu(house: House, cli: Caller, page: Page) -> None:
    reviewer = await staff(house, cli, "reviewer")
    await sign_in(page, house, reviewer)

    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    await page.keyboard.press("Enter")

    await expect(page.get_by_role("main")).to_be_focused()


async def test_alt_and_a_digit_open_the_menu_and_escape_closes_what_is_open(
    house: House, cli: Caller, page: Page
) -> None:
    reviewer = await staff(house, cli, "reviewer")
    await sign_in(page, house, reviewer)

    await tab_to(page, "快捷键")
    await page.keyboard.press("Enter")
    keys = page.get_by_role("dialog", name="快捷键")
    await expect(keys).to_contain_text("Alt + 1")
    await page.keyboard.press("Escape")
    await expect(keys).to_be_hidden()
    await expect(page.get_by_role("button", name="快捷键")).to_be_focused()
    await page.goto(str(house.client.make_url("/desk/nowhere")))
    await page.keyboard.press("Alt+2")

    await expect(page.get_by_role("heading", name="入会申请")).to_be_visible()


async def test_the_link_for_a_colleague_is_copied_by_keys(house: House, cli: Caller, page: Page) -> None:
    chief = await staff(house, cli, "administrator")
    await sign_in(page, house, chief)
    await page.goto(str(house.client.make_url((await chief.get("/desk/people")).link_to("wangmin"))))

    await tab_to(page, "忘了密码：生成新链接")
    await page.keyboard.press("Enter")
    await hands.arrived(page, "把链接交给王敏")
    link = await page.get_by_label("设密码的链接").input_value()
    await tab_to(page, "复制链接")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("status").filter(has_text="已复制")).to_be_visible()
    await page.context.grant_permissions(["clipboard-read"])

    assert await page.evaluate("navigator.clipboard.readText()") == link
