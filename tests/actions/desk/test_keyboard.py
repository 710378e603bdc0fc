"""The desk by keyboard alone: sign in, walk to an application, decide it, sign out; the focus is always to be seen."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Page, expect

from tests.actions.applicants import filed, state_of
from tests.actions.desk_browser import PASSWORD, Browser, staff
from tests.actions.house import Caller, House
from tests.design.looks import SCREEN, chromium

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]

FARTHEST = 40  # presses of Tab from one thing to the next

_FOCUSED = """() => {
    const one = document.activeElement, style = getComputedStyle(one);
    return {
        name: one.getAttribute("aria-label") || one.labels?.[0]?.innerText || one.innerText || "",
        seen: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
        html: one.outerHTML.slice(0, 100),
    };
}"""


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    async with chromium() as browser:
        opened = await browser.new_page(viewport=SCREEN, locale="zh-CN", reduced_motion="reduce")
        opened.set_default_timeout(15_000)
        yield opened


async def tab_to(page: Page, name: str) -> None:
    """Press Tab until something so named has the focus, which must be seen at every stop on the way."""
    passed = []
    for _ in range(FARTHEST):
        await page.keyboard.press("Tab")
        focused = await page.evaluate(_FOCUSED)
        if focused["html"].startswith("<body"):
            continue  # Tab went round
        assert focused["seen"], f"the focus cannot be seen on {focused['html']}"
        if focused["name"].strip().startswith(name):
            return
        passed.append(focused["name"].strip())
    raise AssertionError(f"no {name!r} within {FARTHEST} presses of Tab, but {passed}")


async def sign_in(page: Page, house: House, reviewer: Browser) -> None:
    """By keyboard, with the code of the reviewer's app."""
    house.clock.move(minutes=1)  # a code counts once
    await page.goto(str(house.client.make_url("/desk/sign-in")))
    await expect(page.get_by_label("登录名")).to_be_focused()
    await page.keyboard.type("wangmin")
    await tab_to(page, "密码")
    await page.keyboard.type(PASSWORD)
    await page.keyboard.press("Enter")
    await expect(page.get_by_label("验证码")).to_be_focused()
    await page.keyboard.type(reviewer.code())
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="王敏，您好")).to_be_visible()


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
