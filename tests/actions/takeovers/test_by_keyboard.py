"""An operator's whole work by keyboard alone, from signing in on; the focus is never lost and always to be seen."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Page, expect

from actions.takeovers.quick_reply_seeding import load_quick_replies, seed_quick_replies
from tests.actions.desk import hands
from tests.actions.desk.hands import arrived, focus_on, press, tab_to, walk_round
from tests.actions.house import DATA_DIR, Caller, House
from tests.actions.takeovers.chats import acknowledged, line, news, number_of, operator, said

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]

ASKED = line("要交钱吗", understood={"topics": ["join_cost", "join_how"]})
FIRST, SECOND, THIRD = (f"conversation-000{number}" for number in (7, 8, 9))


@pytest.fixture
async def page(house: House, cli: Caller) -> AsyncIterator[Page]:
    """Where Wang Min, who has a colleague, is about to sign in."""
    await seed_quick_replies(house.database, load_quick_replies(DATA_DIR), house.clock)
    await operator(house, cli)
    await operator(house, cli, login="zhao", name="赵云")
    async with hands.seated() as opened:
        yield opened


async def waits(house: House, bot: Caller, conversation: str) -> str:
    """One more in the queue, behind the others."""
    house.clock.move(seconds=10)
    return await number_of(bot, conversation=conversation, lines=[line("转人工"), ASKED])


async def open_queue(page: Page, house: House) -> None:
    await hands.sign_in(page, house, "wangmin", "王敏")
    await press(page, "Alt+2")
    await arrived(page, "人工会话")


async def claim(page: Page, bot: Caller, conversation: str) -> None:
    """The row that has the focus; the bot steps back."""
    await press(page, "Enter")
    await expect(page.get_by_text("正在请小蜂停下")).to_be_visible()
    await acknowledged(bot, conversation=conversation)
    await expect(page.get_by_label("回复工友")).to_be_visible()


async def test_an_operator_works_without_a_mouse(house: House, bot: Caller, page: Page) -> None:
    await waits(house, bot, FIRST)
    second = await waits(house, bot, SECOND)
    box, lines = page.get_by_label("回复工友"), page.locator("#transcript > li")
    await hands.sign_in(page, house, "wangmin", "王敏")
    await tab_to(page, "人工会话")
    await press(page, "Enter")
    await arrived(page, "人工会话")
    await press(page, "j", "j", "k", "j")
    await expect(page.locator(f"#row-{second}")).to_be_focused()
    await claim(page, bot, SECOND)
    await expect(page.get_by_role("heading", level=1)).to_contain_text(second)

    await press(page, "r")
    assert await focus_on(page) == "回复工友"
    await press(page, "Escape")
    assert "要交钱吗" in await focus_on(page)
    await press(page, "1")
    await expect(box).to_be_focused()
    await expect(box).to_have_value(re.compile("来源"))
    await press(page, "Control+End")
    await page.keyboard.type("您再看看。")
    await press(page, "Control+Enter")
    await expect(box).to_have_value("")
    assert await focus_on(page) == "回复工友"
    await expect(lines).to_have_count(3)

    await press(page, "Escape", "q")
    assert "问好" in await focus_on(page)
    await press(page, "Enter")
    await expect(box).to_be_focused()
    await expect(box).to_have_value(re.compile("王敏"))
    await tab_to(page, "发送")
    await press(page, "Enter")
    await expect(lines).to_have_count(4)
    await expect(box).to_have_value("")
    assert await focus_on(page) == "发送"

    await press(page, "n")
    assert await focus_on(page) == "写给同事"
    await page.keyboard.type("先问站长")
    await tab_to(page, "记下")
    await press(page, "Enter")
    await expect(lines.last).to_contain_text("先问站长")
    assert await focus_on(page) == "记下"

    await press(page, "t")
    assert await focus_on(page) == "转给谁"
    await expect(page.get_by_label("转给谁")).to_have_value("staff:zhao")
    await press(page, "Escape")
    assert await focus_on(page) == "转给别人"
    await tab_to(page, "转出")
    await press(page, "Enter")
    await expect(page.get_by_text("已转出")).to_be_visible()

    texts = [told["text"] for told in await news(bot, "takeover.line")]
    assert len(texts) == 2
    assert "来源" in texts[0]
    assert texts[0].endswith("您再看看。")
    [returned] = await news(bot, "takeover.returned")
    assert (returned["number"], returned["why"]) == (second, "transfer")


async def test_an_operator_closes_without_a_mouse(house: House, bot: Caller, page: Page) -> None:
    number = await waits(house, bot, FIRST)
    await open_queue(page, house)
    await press(page, "j")
    await claim(page, bot, FIRST)

    await press(page, "e")
    assert await focus_on(page) == "结果"
    await press(page, "ArrowDown")
    outcome = await page.get_by_label("结果").input_value()
    await tab_to(page, "是什么问题")
    await press(page, "ArrowDown")
    await tab_to(page, "结束，交还给小蜂")
    await press(page, "Enter")

    await expect(page.get_by_text("已结束，会话交还给小蜂。")).to_be_visible()
    [closed] = await news(bot, "takeover.closed")
    assert (closed["number"], closed["outcome"]) == (number, outcome)


async def test_while_the_queue_renews_itself_a_row_keeps_the_focus(house: House, bot: Caller, page: Page) -> None:
    first = await waits(house, bot, FIRST)
    second = await waits(house, bot, SECOND)
    await open_queue(page, house)
    await press(page, "j", "j")

    await waits(house, bot, THIRD)
    await expect(page.locator("[data-row]")).to_have_count(3)
    await expect(page.locator(f"#row-{second}")).to_be_focused()
    await focus_on(page)
    await press(page, "Tab", "Tab")
    assert await focus_on(page) == "接入"
    house.clock.move(minutes=2)  # the time waited is told anew
    await expect(page.locator(f"#row-{first}")).to_contain_text("2 分钟")
    await expect(page.locator(f"#claim-{second}")).to_be_focused()
    await focus_on(page)


async def test_the_focus_of_a_row_that_is_gone_stays_in_the_queue(house: House, bot: Caller, page: Page) -> None:
    """On no other row: Enter would claim somebody who was not meant."""
    await waits(house, bot, FIRST)
    await waits(house, bot, SECOND)
    third = await waits(house, bot, THIRD)
    await open_queue(page, house)
    await press(page, "j", "j")

    assert (await bot.post("/v1/takeovers/leaving", {"conversation": SECOND})).status == 200
    await expect(page.locator("[data-row]")).to_have_count(2)
    await focus_on(page)
    await expect(page.locator("#queue")).to_be_focused()
    await press(page, "Enter", "j")

    await expect(page.locator(f"#row-{third}")).to_be_focused()


async def test_what_a_conversation_brings_takes_no_focus_away(house: House, bot: Caller, page: Page) -> None:
    await waits(house, bot, FIRST)
    await open_queue(page, house)
    await press(page, "j", "Enter")
    await expect(page.get_by_text("正在请小蜂停下")).to_be_visible()
    await tab_to(page, "先不接了")
    await acknowledged(bot, conversation=FIRST)
    await expect(page.get_by_label("回复工友")).to_be_visible()
    await expect(page.get_by_role("region", name="状态")).to_be_focused()
    await focus_on(page)

    await tab_to(page, "2 ")
    held = await focus_on(page)
    await said(bot, ASKED, conversation=FIRST)
    await expect(page.locator("#transcript > li")).to_have_count(3)
    assert await focus_on(page) == held

    await press(page, "?")
    await expect(page.get_by_role("dialog", name="快捷键")).to_be_visible()
    await focus_on(page)
    await press(page, "Escape")
    assert await focus_on(page) == held


async def test_tab_leads_through_every_page_and_out_again(house: House, bot: Caller, page: Page) -> None:
    await waits(house, bot, FIRST)
    await open_queue(page, house)
    assert "接入" in await walk_round(page)
    await press(page, "j")
    await claim(page, bot, FIRST)

    passed = await walk_round(page)
    assert {"回复工友", "发送", "写给同事", "转给别人", "结束会话", "可用的答复"} <= set(passed)
    assert {"回复工友", "转给别人"} <= set(await walk_round(page, "Shift+Tab"))
