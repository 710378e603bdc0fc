"""What a colleague sees in a browser while nlu is asked, that a second click asks nobody again, and a dialog with or
without the script."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Page

from actions.desk.frame import COOKIE
from tests.actions.desk_browser import Browser
from tests.actions.faq.editing import WANG, drafted, kept
from tests.actions.faq.lists import LISTS
from tests.actions.faq.many_drafts import many_drafts
from tests.actions.faq.nlu import Nlu
from tests.actions.house import Caller, House
from tests.browsers import chromium
from tests.design.looks import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]

HERE = "/desk/faq/revisions/join_cost.2"

#: Notes for the next page what this one shows once it was sent, and clicks again.
_NOTES = """() => document.addEventListener("submit", (event) => {
    const note = (name, value) => sessionStorage.setItem(name, value);
    if (event.defaultPrevented) return note("second", "not sent");
    note("status", event.target.querySelector("[role=status]").textContent);
    note("disabled", event.submitter.getAttribute("aria-disabled"));
    note("focused", document.activeElement.textContent);
    setTimeout(() => event.submitter.click());
})"""


@asynccontextmanager
async def phone(house: House, browser: Browser, path: str, *, script: bool = True) -> AsyncIterator[Page]:
    assert browser.cookie
    async with chromium() as opened:
        context = await opened.new_context(
            viewport=PHONE, has_touch=True, locale="zh-CN", reduced_motion="reduce", java_script_enabled=script
        )
        desk = str(house.client.make_url("/desk"))
        await context.add_cookies([{"name": COOKIE, "value": browser.cookie, "url": desk}])
        context.set_default_timeout(60_000)
        page = await context.new_page()
        await page.goto(str(house.client.make_url(path)))
        yield page


@pytest.mark.parametrize(
    ("button", "waiting", "done"), [("检查", "正在检查", "检查做好了"), ("送审", "正在送审", "已送审")]
)
async def test_the_page_says_what_it_waits_for_and_is_sent_once(
    house: House, wang: Browser, cli: Caller, nlu: Nlu, button: str, waiting: str, done: str
) -> None:
    await drafted(cli)

    async with phone(house, wang, HERE) as page:
        await page.evaluate(_NOTES)
        await page.get_by_role("button", name=button, exact=True).tap()
        await page.get_by_text(done).first.wait_for()
        noted = await page.evaluate("() => ({...sessionStorage})")

    assert waiting in noted["status"]
    assert (noted["disabled"], noted["focused"], noted["second"]) == ("true", button, "not sent")
    assert len(nlu.asked) == 1
    assert (await kept(house, "join_cost.2")).check_result is not None


@pytest.mark.parametrize("script", [True, False])
async def test_discarding_an_import_asks_first_how_many_and_why(house: House, wang: Browser, *, script: bool) -> None:
    await many_drafts(house, WANG, 3)

    async with phone(house, wang, LISTS, script=script) as page:
        discards = page.get_by_role("button", name="丢弃 3 份", exact=True)
        assert not await discards.is_visible()
        await page.get_by_text("丢弃这次导入的草稿", exact=True).tap()
        await page.get_by_label("为什么丢弃").fill("传错了表")
        await discards.tap()
        await page.get_by_text("丢弃了 3 份草稿。").wait_for()

    assert (await kept(house, "many_2.1")).reason == "传错了表"
