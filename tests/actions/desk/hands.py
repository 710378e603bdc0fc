"""Hands on a keyboard: nothing is clicked, and wherever the focus comes to it can be seen."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from playwright.async_api import Page, expect

from tests.actions.desk_browser import PASSWORD
from tests.actions.house import House
from tests.browsers import chromium
from tests.design.looks import SCREEN

FARTHEST = 45  # presses of Tab from one thing to the next
_ROUND = 150  # through a whole page

# What is higher than the screen, such as a page's main part, is not looked for under something else.
_FOCUSED = """() => {
    const one = document.activeElement, style = getComputedStyle(one), box = one.getBoundingClientRect();
    const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    const top = document.elementFromPoint(box.x + box.width / 2, box.y + Math.min(box.height / 2, 20));
    return {
        name: (one.getAttribute("aria-label") || one.labels?.[0]?.innerText || one.innerText || "").trim(),
        isLost: one === document.body,
        isSeen: outlined || style.boxShadow !== "none",
        isCovered: box.height < innerHeight / 2 && !(one.contains(top) || one.labels?.[0]?.contains(top)),
        html: one.outerHTML.slice(0, 120),
    };
}"""


@asynccontextmanager
async def seated() -> AsyncIterator[Page]:
    """An empty page on an operator's screen."""
    async with chromium() as browser:
        page = await browser.new_page(viewport=SCREEN, locale="zh-CN", reduced_motion="reduce")
        yield page


async def focus_on(page: Page) -> str:
    """The name of what has the focus, which must be there to be seen."""
    focused = await page.evaluate(_FOCUSED)
    assert not focused["isLost"], "the focus is lost"
    _check(focused)
    return str(focused["name"])


async def press(page: Page, *keys: str) -> None:
    for key in keys:
        await page.keyboard.press(key)


async def tab_to(page: Page, name: str) -> None:
    """Press Tab until something so named has the focus, which must be seen at every stop on the way."""
    passed = []
    for _ in range(FARTHEST):
        await page.keyboard.press("Tab")
        focused = await page.evaluate(_FOCUSED)
        if focused["isLost"]:
            continue  # Tab went round
        _check(focused)
        if focused["name"].startswith(name):
            return
        passed.append(focused["name"])
    raise AssertionError(f"no {name!r} within {FARTHEST} presses of Tab, but {passed}")


async def walk_round(page: Page, key: str = "Tab") -> list[str]:
    """Through the whole page and out of it again; what was passed on the way."""
    passed: list[str] = []
    for _ in range(_ROUND):
        await page.keyboard.press(key)
        focused = await page.evaluate(_FOCUSED)
        if focused["isLost"]:
            return passed
        _check(focused)
        passed.append(focused["name"])
    raise AssertionError(f"no way out, round and round {passed}")


async def sign_in(page: Page, house: House, login: str, name: str, *, code: str | None = None) -> None:
    """From the sign-in page to the start page; `code` where the role needs a second factor."""
    await page.goto(str(house.client.make_url("/desk/sign-in")))
    await expect(page.get_by_label("登录名")).to_be_focused()
    await page.keyboard.type(login)
    await tab_to(page, "密码")
    await page.keyboard.type(PASSWORD)
    await page.keyboard.press("Enter")
    if code is not None:
        await expect(page.get_by_label("验证码")).to_be_focused()
        await page.keyboard.type(code)
        await page.keyboard.press("Enter")
    await arrived(page, f"{name}，您好")


async def arrived(page: Page, heading: str) -> None:
    """Wait for another page and its scripts, which hear the keys."""
    await expect(page.get_by_role("heading", name=heading, exact=True)).to_be_visible()
    await page.wait_for_load_state()


def _check(focused: dict[str, Any]) -> None:
    assert focused["isSeen"], f"the focus cannot be seen on {focused['html']}"
    assert not focused["isCovered"], f"something lies over {focused['html']}"
