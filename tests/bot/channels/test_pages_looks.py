"""The worker's pages in every look: axe-core finds nothing serious, thumbs hit, nothing scrolls sideways or jumps."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from playwright.async_api import BrowserContext, Page, Route, ViewportSize, expect

from bot.channels.security_headers import add_security_headers
from bot.channels.static_page import page_routes
from tests.bot.channels.test_form_page import Linking, link_path, serving
from tests.bot.channels.test_my_data_page import link_path as path_of_own_data
from tests.bot.channels.test_my_data_page import linking
from tests.bot.channels.test_my_data_page import serving as serving_own_data
from tests.bot.core import running_core
from tests.bot.running_bot import running_bot
from tests.browsers import chromium
from tests.databases import sqlite_url
from tests.design.looks import PHONE, SCREEN, SMALLEST, faults

pytestmark = pytest.mark.browser

STATION = {
    "name": "示例：合肥南站骑手驿站",
    "distance_m": 640,
    "hours": "08:00–21:00",
    "address": "包河区龙图路与芙蓉路交口向东一百二十米，地铁站二号口旁",
    "open_now": True,
    "facilities": ["微波炉", "饮水", "充电", "空调", "卫生间", "药箱", "休息椅"],
    "map_url": "/map",
}
#: One reply of each shape, as the bot sends them.
REPLIES = [
    {
        "seq": 1,
        "text": "您好，我是小蜂。\n想办什么？",
        "buttons": [{"id": title, "title": title} for title in ("我要入会", "找驿站", "会员能享受哪些福利待遇和服务")],
    },
    {"seq": 2, "text": "", "caption": "附近有 2 个驿站。", "stations": [STATION, {**STATION, "open_now": False}]},
    {
        "seq": 3,
        "text": "打不通就" + "很长" * 60 + "，或者看 https://example.org/a?b=1。",
        "links": [{"title": "拨打 12351", "url": "tel:12351"}],
    },
]


@pytest.fixture
async def url(tmp_path: Path) -> AsyncIterator[str]:
    async with running_bot(sqlite_url(tmp_path / "bot.db")) as client:
        yield str(client._base_url)


async def test_the_chat_page_as_it_opens(url: str) -> None:
    async def talk(page: Page) -> None:
        await page.goto(url)
        await expect(page.locator(".turn.bot")).to_have_count(1)
        await page.get_by_label("说点什么").fill("我要入会")
        await page.keyboard.press("Enter")
        await expect(page.locator(".turn.bot")).to_have_count(2)

    async with chromium() as browser:
        assert await faults(browser, talk) == []


async def test_the_chat_page_with_everything_on_it(url: str) -> None:
    async def answer(route: Route) -> None:
        if route.request.method == "POST":
            answer = {"replies": REPLIES, "asks": None, "owner": "bot"}
            await route.fulfill(body=json.dumps(answer), content_type="application/json")
        else:
            await route.abort()

    async def prepare(context: BrowserContext) -> None:
        await context.route("**/v1/chat/messages**", answer)

    async def show(page: Page) -> None:
        await page.goto(url)
        await expect(page.locator(".station")).to_have_count(2)
        await page.get_by_role("button", name="发送我的位置").click()  # not allowed here: a notice says so
        await expect(page.locator(".notice")).to_be_visible()
        await page.locator(".more summary").click()
        await expect(page.locator("#offline")).to_be_visible()

    async with chromium() as browser:
        assert await faults(browser, show, prepare=prepare) == []


@pytest.mark.parametrize("size", [PHONE, SMALLEST, SCREEN], ids=lambda size: str(size["width"]))
async def test_in_a_long_talk_only_the_talk_scrolls(url: str, size: ViewportSize) -> None:
    async def answer(route: Route) -> None:
        if route.request.method == "POST":
            replies = [
                {"seq": seq, "text": f"第 {seq} 条回答。\n" * 20, "buttons": REPLIES[0]["buttons"]} for seq in range(9)
            ]
            await route.fulfill(
                body=json.dumps({"replies": replies, "asks": None, "owner": "bot"}), content_type="application/json"
            )
        else:
            await route.abort()

    async with chromium() as browser:
        page = await browser.new_page(viewport=size)
        await page.route("**/v1/chat/messages**", answer)
        await page.goto(url)
        await expect(page.locator(".turn.bot")).to_have_count(9)
        await page.get_by_label("说点什么").fill("还有吗")
        await page.keyboard.press("Enter")
        for place in (page.get_by_role("heading", name="小蜂"), page.get_by_label("说点什么")):
            await place.hover()
            await page.mouse.wheel(0, 2000)

        await expect(page.get_by_role("link", name="拨打工会热线 12351")).to_be_in_viewport(ratio=1)
        await expect(page.get_by_role("button", name="发送", exact=True)).to_be_in_viewport(ratio=1)
        assert await page.evaluate("document.documentElement.scrollHeight - window.innerHeight") <= 0


async def test_an_address_in_a_reply_opens_beside_the_chat_and_one_the_worker_typed_stays_text(url: str) -> None:
    said = "明细见 https://example.org/a?b=(1)，再看 http://example.org/c.\n<b>http:// 不是</b>"

    async def answer(route: Route) -> None:
        if route.request.method == "POST":
            replies = [{"seq": 1, "text": said}]
            await route.fulfill(
                body=json.dumps({"replies": replies, "asks": None, "owner": "bot"}), content_type="application/json"
            )
        else:
            await route.abort()

    async with chromium() as browser:
        page = await browser.new_page()
        await page.route("**/v1/chat/messages**", answer)
        await page.goto(url)
        await page.get_by_label("说点什么").fill("http://example.org/mine 是真的吗")
        await page.keyboard.press("Enter")

        bubble = page.locator(".turn.bot .bubble").last
        await expect(bubble).to_have_text(f"小蜂：{said}", use_inner_text=False)
        links = bubble.get_by_role("link")
        assert [await link.get_attribute("href") for link in await links.all()] == [
            "https://example.org/a?b=(1",
            "http://example.org/c",
        ]
        for link in await links.all():
            assert await link.get_attribute("target") == "_blank"
            assert "noopener" in str(await link.get_attribute("rel"))
        await expect(page.locator(".turn.mine a")).to_have_count(0)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("state", ["empty", "faulty", "closed"])
async def test_the_page_for_personal_fields(database_url: str, state: str) -> None:
    async with running_core(database_url, converse=Linking(trade="truck_driver")) as core, serving(core) as client:
        path = await link_path(core) if state != "closed" else "/form/nobody"
        data = {"name": "Bob", "phone": "123"}
        answered = await (client.post(path, data=data) if state == "faulty" else client.get(path))
        html = await answered.text()

    assert await faults_of(html) == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("state", ["open", "away", "closed"])
async def test_the_page_of_a_workers_own_data(database_url: str, state: str) -> None:
    async with running_core(database_url, converse=linking) as core, serving_own_data(core) as client:
        path = await path_of_own_data(core) if state != "closed" else "/my-data/nobody"
        answered = await (client.post(path) if state == "away" else client.get(path))
        html = await answered.text()

    assert ("<button" in html) == (state != "closed")
    assert await faults_of(html) == []


async def faults_of(html: str) -> list[str]:
    """Of a page beside the chat."""

    async def show(page: Page) -> None:
        await page.goto(f"{url}form")
        await expect(page.get_by_role("heading", level=1)).to_be_visible()

    async with beside_its_sheets(html) as url, chromium() as browser:
        return await faults(browser, show)


@asynccontextmanager
async def beside_its_sheets(html: str) -> AsyncIterator[str]:
    """Serve that page with the style sheets and headers of the bot; the address of the folder."""

    async def page(request: web.Request) -> web.Response:
        return web.Response(text=html, content_type="text/html")

    app = web.Application()
    app.on_response_prepare.append(add_security_headers)
    app.add_routes([*page_routes(), web.get("/form", page)])
    async with TestServer(app) as server:
        yield str(server.make_url("/"))
