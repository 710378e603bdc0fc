"""Ready-made sentences: kept at the desk, filled in where they are used."""

from __future__ import annotations

import html
import re

import pytest

from tests.actions.desk_browser import Browser, Page
from tests.actions.house import Caller, House
from tests.actions.takeovers.chats import operator, taken

PAGE = "/desk/quick-replies"


async def _save(browser: Browser, title: str, text: str, *, path: str = PAGE) -> Page:
    return await browser.submit(PAGE, path, ("title", title), ("text", text))


async def test_variables_are_filled_in_beside_the_conversation(house: House, bot: Caller, cli: Caller) -> None:
    wang = await operator(house, cli)
    await _save(wang, "问好", "您好，我是{接线员}，{服务时间}都在；着急打 {工会热线}。您问的是“{问题}”吗？")
    number = await taken(wang, bot, topic="join_cost")
    page = await wang.get(f"/desk/conversations/{number}")
    texts = [html.unescape(found) for found in re.findall(r'data-insert="([^"]*)"', page.html)]
    assert texts == ["您好，我是王敏，每天 8:30–17:30都在；着急打 12351。您问的是“入会要不要交钱”吗？"]


async def test_one_is_changed_and_deleted(house: House, cli: Caller) -> None:
    wang = await operator(house, cli)
    page = await _save(wang, "问好", "您好")
    assert "已保存" in page.text
    [id_] = re.findall(r'action="/desk/quick-replies/(\d+)"', page.html)
    assert "您好呀" in (await _save(wang, "问好", "您好呀", path=f"{PAGE}/{id_}")).text
    assert "已删除" in (await wang.submit(PAGE, f"{PAGE}/{id_}/deletion")).text
    assert (await wang.submit(PAGE, f"{PAGE}/{id_}/deletion")).status == 404
    actions = [entry.action for entry in await house.audit() if entry.action.startswith("quick_reply.")]
    assert actions == ["quick_reply.saved", "quick_reply.saved", "quick_reply.deleted"]


@pytest.mark.parametrize(
    ("title", "text", "told"),
    [
        ("", "您好", "请写名称"),
        ("问好", " ", "请写内容"),
        ("问好", "长" * 501, "最多 500 字"),
        ("问好", "{身份证}", "没有变量 {身份证}"),
    ],
)
async def test_a_wrong_one_is_refused_and_not_lost(house: House, cli: Caller, title: str, text: str, told: str) -> None:
    page = await _save(await operator(house, cli), title, text)
    assert page.status == 422
    assert told in page.text
    assert text.strip() in page.html


async def test_two_of_one_title_are_refused(house: House, cli: Caller) -> None:
    wang = await operator(house, cli)
    await _save(wang, "问好", "您好")
    page = await _save(wang, "问好", "您好啊")
    assert page.status == 409
    assert "同名" in page.text
