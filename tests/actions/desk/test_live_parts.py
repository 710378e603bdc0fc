"""htmx and its event stream on a desk page: they swap, under the desk's own policy, and run no code of an answer."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Page, Route, expect

from actions.desk.frame import COOKIE, HEADERS, TEMPLATES
from actions.desk.menu import MENU
from actions.staff.model import Role, StaffMember
from tests.actions.desk_browser import Browser, staff
from tests.actions.house import Caller, House
from tests.browsers import chromium

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]

LIVE_PAGE = """{% extends "base.html" %}
{% block title %}现场{% endblock %}
{% block main %}
<h1>现场</h1>
{% call parts.form("/desk/live/form", **{"hx-post": "/desk/live/form", "hx-swap": "outerHTML"}) %}
<button>保存</button>
{% endcall %}
<button hx-get="/desk/live/toast" hx-swap="none">送出</button>
<button hx-get="/desk/tickets" hx-swap="outerHTML">打开留言</button>
<div hx-ext="sse" sse-connect="/desk/live/stream"><p sse-swap="line">还没有消息</p></div>
{% endblock %}"""

TOAST = """{% import "parts.html" as parts %}
<div hx-swap-oob="beforeend:#toasts">{{ parts.toast("good", "已送达。") }}</div>"""

ANSWERS = {
    "/desk/live/form": (422, "text/html", '<p class="fault">请写明原因。</p><script>document.title = "ran"</script>'),
    "/desk/live/toast": (200, "text/html", TOAST),
    "/desk/live/stream": (200, "text/event-stream", "event: line\ndata: 工友说：您好\n\n"),
}


@pytest.fixture
async def page(house: House, cli: Caller) -> AsyncIterator[Page]:
    """The live page, open and signed in; the answers are given in the house's place."""
    environment = house.client.app[TEMPLATES]  # type: ignore[union-attr]
    member = StaffMember(name="王敏", roles=[Role.OPERATOR], areas=["340000"])
    shown = {"csrf": "token", "member": member, "menu": MENU, "has": lambda role: True, "path": "/desk/live"}

    async def answer(route: Route) -> None:
        path = "/desk/live" + route.request.url.partition("/desk/live")[2]
        status, kind, text = ANSWERS.get(path, (200, "text/html", LIVE_PAGE))
        body = environment.from_string(text).render(shown) if kind == "text/html" else text
        await route.fulfill(status=status, body=body, content_type=f"{kind}; charset=utf-8", headers=dict(HEADERS))

    url = str(house.client.make_url("/desk/live"))
    cookie = (await staff(house, cli, "operator")).cookie
    assert cookie
    async with chromium() as browser:
        context = await browser.new_context(locale="zh-CN")
        await context.add_cookies([{"name": COOKIE, "value": cookie, "url": url}])
        await context.route("**/desk/live**", answer)
        opened = await context.new_page()
        refused: list[str] = []
        opened.on("console", lambda message: refused.append(message.text) if "Policy" in message.text else None)
        opened.on("pageerror", lambda error: refused.append(str(error)))
        await opened.goto(url)
        yield opened
        assert refused == []


async def test_a_line_of_the_stream_appears(page: Page) -> None:
    await expect(page.get_by_text("工友说：您好")).to_be_visible()


async def test_a_refused_form_is_shown_and_no_script_of_the_answer_runs(page: Page) -> None:
    await page.get_by_role("button", name="保存").click()

    await expect(page.get_by_text("请写明原因。")).to_be_visible()
    assert await page.title() == "现场 · 小蜂工作台"


async def test_a_toast_appears_and_stays_until_it_is_closed(page: Page) -> None:
    await page.get_by_role("button", name="送出").click()
    toast = page.locator("#toasts .toast", has_text="已送达。")
    await expect(toast).to_be_visible()

    await toast.get_by_role("button", name="关掉这条提示").click()

    await expect(toast).to_have_count(0)


async def test_who_is_no_longer_signed_in_is_led_to_the_whole_sign_in_page(page: Page) -> None:
    await page.context.clear_cookies()
    await page.get_by_role("button", name="打开留言").click()

    await expect(page.get_by_role("heading", name="登录")).to_be_visible()
    await expect(page.get_by_role("heading", name="现场")).to_have_count(0)


async def test_htmx_is_told_where_to_sign_in_and_nothing_else(house: House) -> None:
    async with house.client.get("/desk/tickets", headers={"HX-Request": "true"}) as response:
        assert (response.status, response.headers["HX-Redirect"], await response.text()) == (401, "/desk/sign-in", "")

    assert (await Browser(house).get("/desk/tickets")).path == "/desk/sign-in"
