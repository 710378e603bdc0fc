"""Every desk page in a browser: axe-core finds nothing serious, thumbs hit, nothing scrolls sideways or jumps."""

from __future__ import annotations

import asyncio
import re
from functools import partial
from pathlib import Path

import pytest
from playwright.async_api import BrowserContext, Page, Route
from yarl import URL

from actions.desk.frame import COOKIE, FOLDER, HEADERS, TEMPLATES
from actions.desk.menu import MENU
from actions.staff.model import Role, StaffMember
from tests.actions.applicants import RIDER, filed, other_rider
from tests.actions.desk_browser import staff
from tests.actions.house import Caller, House
from tests.actions.takeovers.chats import opened
from tests.design.looks import chromium, faults

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]

GALLERY = Path(__file__).resolve().parents[2] / "design" / "gallery.html"

#: A new page adds its address here; `furnished` makes the names in braces.
FOR_VISITORS = ["/desk/sign-in", "/desk/sign-in?done=password", "{password}"]
FOR_STAFF = [
    "/desk/enrollments",
    "/desk/enrollments?state=rejected",
    "/desk/enrollments/{held}",
    "/desk/tickets",
    "/desk/tickets?state=closed",
    "/desk/nowhere",
    "/desk/conversations",
    "/desk/quick-replies",
    "/desk/assist-uses",
]


async def furnished(house: House, bot: Caller, cli: Caller) -> dict[str, str]:
    """Something on every page: applications, one of them held; messages, one with a number to call back; who waits."""
    await filed(bot)
    held = await filed(bot, other_rider(2).but(phone=RIDER.phone, name="欧阳" + "长" * 8))
    words = {"conversation": RIDER.conversation, "channel": "web", "text": "站点不给结工资，" * 12}
    for kind, more in (("human", {"sealed": {"phone": house.seal(RIDER.phone)}}), ("report_problem", {})):
        assert (await bot.post("/v1/tickets", {**words, "kind": kind, **more})).status == 201
    await opened(bot, reason="sensitive")
    made = await cli.post("/v1/staff", {"login": "lin", "name": "林接线", "roles": ["operator"]})
    return {"held": held, "password": URL(made.json["url"]).path}


async def _open(page: Page, *, url: str) -> None:
    await page.goto(url)
    await page.get_by_role("heading", level=1).wait_for()


async def _signed_in(context: BrowserContext, *, cookie: str, url: str) -> None:
    await context.add_cookies([{"name": COOKIE, "value": cookie, "url": url}])


@pytest.mark.parametrize("path", FOR_VISITORS)
async def test_a_page_for_visitors_is_fit_for_everybody(house: House, bot: Caller, cli: Caller, path: str) -> None:
    url = str(house.client.make_url(path.format(**await furnished(house, bot, cli))))

    async with chromium() as browser:
        assert await faults(browser, partial(_open, url=url)) == []


@pytest.mark.parametrize("path", FOR_STAFF)
async def test_a_page_for_staff_is_fit_for_everybody(house: House, bot: Caller, cli: Caller, path: str) -> None:
    url = str(house.client.make_url(path.format(**await furnished(house, bot, cli))))
    cookie = (await staff(house, cli, *Role)).cookie
    assert cookie

    async with chromium() as browser:
        sign_in = partial(_signed_in, cookie=cookie, url=url)
        assert await faults(browser, partial(_open, url=url), prepare=sign_in) == []


async def test_every_part_is_fit_for_everybody(house: House) -> None:
    """The gallery, with its dialog closed and open."""
    member = StaffMember(name="王敏", roles=[Role.OPERATOR], areas=["340000"])
    environment = house.client.app[TEMPLATES]  # type: ignore[union-attr]
    text = await asyncio.to_thread(GALLERY.read_text)
    html = environment.from_string(text).render(
        csrf="", member=member, menu=MENU, has=lambda role: True, path="/desk/gallery"
    )
    url = str(house.client.make_url("/desk/gallery"))

    async def serve(context: BrowserContext) -> None:
        async def answer(route: Route) -> None:
            await route.fulfill(body=html, content_type="text/html; charset=utf-8", headers=dict(HEADERS))

        await context.route("**/desk/gallery", answer)

    async def with_dialog(page: Page) -> None:
        await _open(page, url=url)
        await page.get_by_role("button", name="打开弹窗").click()
        await page.get_by_role("dialog", name="确定吗？").wait_for()

    async with chromium() as browser:
        assert await faults(browser, partial(_open, url=url), prepare=serve) == []
        assert await faults(browser, with_dialog, prepare=serve) == []


def test_the_gallery_shows_every_part(database_url: str) -> None:
    made = set(re.findall(r"{% macro ([a-z]\w*)\(", (FOLDER / "templates" / "parts.html").read_text()))
    shown = set(re.findall(r"parts\.([a-z]+)\(", GALLERY.read_text()))

    assert made - shown == set()
