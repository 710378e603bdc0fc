"""Writing in a browser: saved by itself, kept on the device when it cannot be, laid side by side when two wrote."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import BrowserContext, Page, Route, expect

from actions.desk.frame import COOKIE
from tests.actions.desk.hands import tab_to
from tests.actions.desk_browser import Browser
from tests.actions.faq.drafting_at_desk import DRAFT, NEW, editor, saved
from tests.actions.faq.editing import LI, kept
from tests.actions.house import Caller, House
from tests.browsers import PATIENCE_MS, chromium

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)]

TOUCH_PX = 44


@asynccontextmanager
async def writing(house: House, colleague: Browser, *, script: bool = True) -> AsyncIterator[BrowserContext]:
    async with chromium() as opened:
        context = await opened.new_context(locale="zh-CN", timezone_id="Asia/Shanghai", java_script_enabled=script)
        context.set_default_timeout(PATIENCE_MS)
        assert colleague.cookie
        url = str(house.client.make_url("/desk"))
        await context.add_cookies([{"name": COOKIE, "value": colleague.cookie, "url": url}])
        yield context


async def opened(house: House, context: BrowserContext, path: str = DRAFT) -> Page:
    page = await context.new_page()
    await page.goto(str(house.client.make_url(path)))
    return page


async def test_a_refused_form_leads_to_each_fault_also_without_scripts(house: House, cli: Caller) -> None:
    wang = await editor(house, cli)

    async with writing(house, wang, script=False) as context:
        page = await opened(house, context)
        await page.get_by_label("来源", exact=True).fill("")
        await page.get_by_role("button", name="保存草稿").click()
        await expect(page.get_by_role("alert")).to_contain_text("有 1 处要改")
        await page.get_by_role("alert").get_by_role("link", name="来源").click()
        await expect(page.get_by_label("来源", exact=True)).to_be_in_viewport()
        await expect(page.get_by_label("来源", exact=True)).to_be_focused()
        await expect(page.locator("#source-fault")).to_be_visible()


async def test_what_is_typed_saves_itself_and_goes_on_saving(house: House, cli: Caller) -> None:
    wang = await editor(house, cli)

    async with writing(house, wang) as context:
        page = await opened(house, context)
        status = page.locator("#saving")
        await page.get_by_label("回答").fill("一稿。")
        await expect(status).to_have_text("已自动保存 12:00")
        house.clock.move(minutes=3)
        await page.get_by_label("回答").fill("二稿。")
        await expect(status).to_have_text("已自动保存 12:03")
        await expect(page.locator("#previews")).to_contain_text("二稿。")
        await page.reload()
        await expect(page.get_by_label("回答")).to_have_value("二稿。")
        await expect(page.locator("#kept-here")).to_be_hidden()

    draft = await kept(house, "join_cost.2")
    assert (draft.content["answer"], draft.draft_version) == ("二稿。", 2)


async def test_an_invalid_text_is_told_at_its_field_kept_here_and_put_back(house: House, cli: Caller) -> None:
    wang = await editor(house, cli)

    async with writing(house, wang) as context:
        page = await opened(house, context)
        answer = page.get_by_label("回答")
        await answer.fill("长" * 351)
        await expect(page.locator("#answer-fault")).to_contain_text("超过 350 个字")
        await expect(page.locator("#saving")).to_contain_text("还没有保存")
        await expect(page.get_by_text("351 字，多了 1 字")).to_be_visible()
        await expect(answer).to_have_value("长" * 351)

        await page.reload()
        await expect(answer).not_to_have_value("长" * 351)
        await page.get_by_role("button", name="放回来").click()
        await expect(answer).to_have_value("长" * 351)
        await answer.fill("短的。")
        await expect(page.locator("#saving")).to_have_text("已自动保存 12:00")
        await expect(page.locator(".fault")).to_have_count(0)

    assert (await kept(house, "join_cost.2")).content["answer"] == "短的。"


async def test_a_variable_is_put_in_from_the_keyboard_where_the_cursor_stood(house: House, cli: Caller) -> None:
    wang = await editor(house, cli)

    async with writing(house, wang) as context:
        page = await opened(house, context)
        answer, put_in = page.get_by_label("回答"), page.get_by_role("button", name="{地区}")
        await answer.fill("问工会。")
        await answer.press("Home")
        await answer.press("ArrowRight")
        await tab_to(page, "{地区}")
        await page.keyboard.press("Enter")

        await expect(answer).to_have_value("问{地区}工会。")
        await expect(answer).to_be_focused()
        await expect(page.get_by_text("11 / 350 字")).to_be_visible()  # 蚌埠市龙子湖区 is the longest
        await expect(page.locator("#previews")).to_contain_text("问您那里工会。")
        await expect(page.locator("#saving")).to_have_text("已自动保存 12:00")
        box = await put_in.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= TOUCH_PX

    assert (await kept(house, "join_cost.2")).content["answer"] == "问{地区}工会。"


async def test_what_the_network_did_not_take_is_kept_and_sent_later(house: House, cli: Caller) -> None:
    wang = await editor(house, cli)

    async def cut(route: Route) -> None:
        if route.request.method == "POST":
            await route.abort()
        else:
            await route.continue_()

    async with writing(house, wang) as context:
        page = await opened(house, context)
        await page.route("**/draft", cut)
        await page.get_by_label("回答").fill("断网时写的。")
        await expect(page.locator("#saving")).to_contain_text("写的都留在这台设备上")
        await page.unroute("**/draft")
        await page.evaluate("window.dispatchEvent(new Event('online'))")
        await expect(page.locator("#saving")).to_contain_text("已自动保存")

    assert (await kept(house, "join_cost.2")).content["answer"] == "断网时写的。"


@pytest.mark.parametrize("script", [True, False], ids=["with the script", "without"])
async def test_two_colleagues_texts_are_laid_side_by_side(house: House, cli: Caller, script: bool) -> None:
    wang, li = await editor(house, cli), await editor(house, cli, login=LI, name="李军")

    async with writing(house, wang, script=script) as context:
        page = await opened(house, context)
        await saved(li, answer="李军的回答。", source="李军的来源")
        await page.get_by_label("回答").fill("王敏的回答。")
        if script:
            await expect(page.locator("#saving")).to_contain_text("有同事也改了这一条")
        await page.get_by_role("button", name="保存草稿").click()
        theirs = page.get_by_role("group", name="回答：两边不一样")
        await expect(theirs).to_contain_text("李军的回答。")
        await expect(page.locator("#answer")).to_have_value("王敏的回答。")
        assert (await kept(house, "join_cost.2")).content["answer"] == "李军的回答。"
        await theirs.get_by_label("用我的").check()
        await expect(page.get_by_text("对方改的：来源，已经照对方的放好。")).to_be_visible()
        await expect(page.get_by_role("group", name="来源：两边不一样")).to_have_count(0)
        await expect(page.locator("#kept-here")).to_be_hidden()
        await page.get_by_role("button", name="保存草稿").click()
        await page.wait_for_url("**/desk/faq/revisions/join_cost.2?*")
        await expect(page.get_by_text("草稿已保存。")).to_be_visible()
        await page.get_by_role("link", name="接着改").click()
        await expect(page.locator("#answer")).to_have_value("王敏的回答。")
        await expect(page.locator("#kept-here")).to_be_hidden()

    content = (await kept(house, "join_cost.2")).content
    assert (content["answer"], content["source"]["text"]) == ("王敏的回答。", "李军的来源")


async def test_after_saving_itself_a_form_knows_what_is_its_own(house: House, cli: Caller) -> None:
    wang, li = await editor(house, cli), await editor(house, cli, login=LI, name="李军")

    async with writing(house, wang) as context:
        page = await opened(house, context)
        await page.get_by_label("来源", exact=True).fill("王敏的来源")
        await expect(page.locator("#saving")).to_have_text("已自动保存 12:00")
        await saved(li, answer="李军的回答。")
        await page.get_by_label("来源", exact=True).fill("王敏又改的来源")
        await expect(page.locator("#saving")).to_contain_text("有同事也改了这一条")
        await page.get_by_role("button", name="保存草稿").click()
        await expect(page.get_by_text("对方改的：回答，已经照对方的放好。")).to_be_visible()
        await expect(page.locator(".theirs")).to_have_count(0)
        await page.get_by_role("button", name="保存草稿").click()
        await page.wait_for_url("**/desk/faq/revisions/join_cost.2?*")

    content = (await kept(house, "join_cost.2")).content
    assert (content["answer"], content["source"]["text"]) == ("李军的回答。", "王敏又改的来源")


async def test_what_was_put_back_before_anybody_chose_is_laid_side_by_side_again(house: House, cli: Caller) -> None:
    """The page both texts stood on was left; this device kept the form, and nobody has chosen anything in it."""
    wang, li = await editor(house, cli), await editor(house, cli, login=LI, name="李军")

    async with writing(house, wang) as context:
        page = await opened(house, context)
        await saved(li, answer="李军的回答。")
        await page.get_by_label("回答").fill("王敏的回答。")
        await expect(page.locator("#saving")).to_contain_text("有同事也改了这一条")
        await page.get_by_role("button", name="保存草稿").click()
        await expect(page.get_by_role("group", name="回答：两边不一样")).to_be_visible()
        await page.goto(str(house.client.make_url(DRAFT)))
        await page.get_by_role("button", name="放回来").click()
        await expect(page.get_by_label("回答")).to_have_value("王敏的回答。")
        await expect(page.locator("#saving")).to_contain_text("有同事也改了这一条")
        assert (await kept(house, "join_cost.2")).content["answer"] == "李军的回答。"
        await page.get_by_role("button", name="保存草稿").click()
        await expect(page.get_by_role("group", name="回答：两边不一样")).to_contain_text("李军的回答。")


async def test_what_was_sent_and_did_not_arrive_is_still_kept(house: House, cli: Caller) -> None:
    wang = await editor(house, cli)

    async with writing(house, wang) as context:
        page = await opened(house, context, NEW)
        await page.get_by_label("标题").fill("医保卡怎么办")
        await page.route("**/drafts/new", lambda route: route.abort())
        await page.get_by_role("button", name="保存草稿").click()
        await page.unroute("**/drafts/new")
        await page.goto(str(house.client.make_url(NEW)))
        await page.get_by_role("button", name="放回来").click()
        await expect(page.get_by_label("标题")).to_have_value("医保卡怎么办")


async def test_a_question_is_tried_with_the_enter_key_and_nothing_is_saved(house: House, cli: Caller) -> None:
    wang = await editor(house, cli)

    async with writing(house, wang) as context:
        page = await opened(house, context)
        await page.get_by_label("工友会怎么问").fill("交钱不")
        await page.keyboard.press("Enter")
        await expect(page.locator("#tried")).to_contain_text("直接回答")
        assert page.url.endswith(DRAFT)

    assert len((await cli.get("/v1/faq/entries/join_cost")).json["revisions"]) == 1


async def test_the_form_is_gone_through_by_keyboard_and_the_focus_is_always_seen(house: House, cli: Caller) -> None:
    wang = await editor(house, cli)

    async with writing(house, wang) as context:
        page = await opened(house, context)
        await tab_to(page, "保存草稿")
        await tab_to(page, "试一试")


async def test_a_new_topic_is_kept_on_the_device_until_it_is_saved(house: House, cli: Caller) -> None:
    wang = await editor(house, cli)

    async with writing(house, wang) as context:
        page = await opened(house, context, NEW)
        await page.get_by_label("标题").fill("医保卡怎么办")
        await page.reload()
        await page.get_by_role("button", name="放回来").click()
        await expect(page.get_by_label("标题")).to_have_value("医保卡怎么办")
