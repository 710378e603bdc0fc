"""Five thousand open drafts: pages read no more for them, and what was imported by mistake is discarded in one act."""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable
from functools import partial

import pytest
from sqlalchemy import func, select

from actions.faq.model import FaqRevision
from actions.faq.states import State
from tests.actions.applicants import BAOHE
from tests.actions.desk_browser import Browser, Page, staff
from tests.actions.faq.drafting_at_desk import changed, revision_shown
from tests.actions.faq.editing import WANG, drafted, kept
from tests.actions.faq.lists import LISTS, excel, row, sent
from tests.actions.faq.lists import drafted as drafted_by
from tests.actions.faq.many_drafts import MANY, Work, counted, many_drafts
from tests.actions.house import Caller, House
from tests.actions.questions.asking import asked, cluster_of, sorted_by

DRAFT = "/desk/faq/entries/join_cost/draft"
#: A page may grow by what it shows of the drafts: 25 of them, and as many topics to choose from.
FEW_ROWS, FEW_SIGNS = 100, 20_000


TRIES = 3  # what the house does by itself in the background may be counted along, but hardly every time


async def work_of(house: House, ask: Callable[[], Awaitable[Page]]) -> tuple[Work, int]:
    """What was asked of the database for an answer, the least of some tries, and its length."""
    tries = []
    for _ in range(TRIES):
        with counted(house) as work:
            page = await ask()
        assert page.status == 200, page.text[:200]
        tries.append(work)
    return min(tries, key=lambda work: (work.statements, work.rows)), len(page.html)


async def looked_at(house: House, browser: Browser, paths: list[str]) -> dict[str, tuple[Work, int]]:
    """Each page with its work and its length."""
    return {path: await work_of(house, partial(browser.get, path)) for path in paths}


async def previewed(house: House, browser: Browser) -> tuple[Work, int]:
    """What every pause in typing asks for."""
    form = await browser.get(DRAFT)
    sent = changed(form)
    return await work_of(house, lambda: browser.post("/desk/faq/entries/join_cost/previews", sent, csrf=form.csrf))


@pytest.mark.parametrize("role", ["editor", "bounded", "approver"])
async def test_no_page_reads_more_for_them(
    house: House, wang: Browser, li: Browser, cli: Caller, bot: Caller, role: str
) -> None:
    assert (await drafted(cli)).status == 201
    await asked(bot, "换电站在哪里有", topics=["join_cost", "many_1"])
    await sorted_by(house)
    paths = [
        "/desk", "/desk/faq", "/desk/faq?kind=draft", "/desk/faq?q=%E9%92%B1", "/desk/faq/lists",
        "/desk/faq/entries/join_cost", "/desk/faq/revisions/join_cost.2",
        "/desk/questions", f"/desk/questions/{await cluster_of(house, '换电站在哪里有')}",
    ]  # fmt: skip
    browser = {"editor": wang, "approver": li}.get(role)
    if browser is None:
        browser = await staff(house, cli, "faq_editor", login="zhao", name="赵云", areas=(BAOHE,))
    if browser is wang:
        paths += [DRAFT, "/desk/faq/drafts/new", "/desk/faq/drafts/new?topic=join_cost"]
    before = await looked_at(house, browser, paths)
    preview_before = await previewed(house, wang)
    await many_drafts(house, WANG)

    after = await looked_at(house, browser, paths)

    before["previews"], after["previews"] = preview_before, await previewed(house, wang)
    for path, (work, length) in after.items():
        then, length_then = before[path]
        assert work.statements <= then.statements + 3, path
        assert work.rows <= 3 * then.rows + FEW_ROWS, (path, work, then)
        assert length <= 3 * length_then + FEW_SIGNS, (path, length, length_then)


async def test_they_are_counted_found_and_turned_over_page_by_page(house: House, wang: Browser) -> None:
    await many_drafts(house, WANG)

    first, second = await wang.get("/desk/faq?kind=draft"), await wang.get("/desk/faq?kind=draft&page=2")
    found = await wang.get("/desk/faq?q=%E7%AC%AC4321%E4%BB%B6%E4%BA%8B&kind=draft")

    assert f"草稿 {MANY}" in first.text
    topics = [
        re.findall(r'<th scope="row"[^>]*><a href="/desk/faq/entries/([^"]+)"', page.html) for page in (first, second)
    ]
    assert [len(set(one)) for one in topics] == [25, 25]
    assert not set(topics[0]) & set(topics[1])
    assert "many_4321" in found.html
    assert "草稿 1" in found.text
    assert f"草稿 {MANY}" in (await wang.get("/desk")).text


async def test_a_topic_that_is_only_begun_may_be_put_by_its_id(house: House, wang: Browser, cli: Caller) -> None:
    await many_drafts(house, WANG)
    form = await wang.get("/desk/faq/drafts/new")
    assert form.html.count("<datalist") == 1

    page = await wang.post(
        "/desk/faq/drafts/new",
        changed(
            form, topic="own_topic", title="自己的问题", answer="答案。", source="章程", source_date="2023-10-12",
            phrasings="自己的问法", buttons=["many_77", "入会要不要交钱（join_cost）"],
        ),
        csrf=form.csrf,
    )  # fmt: skip

    assert revision_shown(page) == "own_topic.1"
    assert (await kept(house, "own_topic.1")).content["buttons"] == ["many_77", "join_cost"]
    assert "很多里的第 77 条" in page.text
    again = await wang.get("/desk/faq/entries/own_topic/draft")
    assert 'value="很多里的第 77 条（many_77）"' in again.html


async def open_drafts(house: House) -> int:
    async with house.database.read() as session:
        query = select(func.count(FaqRevision.id)).where(FaqRevision.state == State.DRAFT)
        return await session.scalar(query) or 0


async def test_who_imported_them_discards_them_in_one_act(house: House, wang: Browser) -> None:
    number = await many_drafts(house, WANG)
    page = await wang.get(LISTS)
    assert f"{MANY} 份 {MANY} 份 丢弃这次导入的草稿" in page.text
    assert f"丢弃 {MANY} 份草稿？" in page.text
    before = len(await house.audit())

    page = await wang.post(f"{LISTS}/imports/{number}/rejection", [("reason", "传错了表")], csrf=page.csrf)

    assert f"丢弃了 {MANY} 份草稿。" in page.text
    assert "丢弃这次导入的草稿" not in page.text
    assert await open_drafts(house) == 0
    [entry] = (await house.audit())[before:]
    assert (entry.action, entry.subject) == ("faq.import_discarded", "faq")
    assert json.loads(entry.detail) == {"import": number, "drafts": MANY}
    revision = await wang.get("/desk/faq/revisions/many_1.1")
    assert "已丢弃" in revision.text
    assert "王敏丢弃草稿" in revision.text
    assert "传错了表" in revision.text


async def test_what_somebody_has_changed_or_submitted_since_stays(house: House, wang: Browser) -> None:
    report = await sent(wang, excel(row(1), row(2), row(3)))
    await drafted_by(wang, report)
    form = await wang.get("/desk/faq/entries/new_topic_1/draft")
    await wang.post(form.path, changed(form, answer="我又改了。"), csrf=form.csrf)
    page = await wang.get("/desk/faq/revisions/new_topic_2.1")
    await wang.post("/desk/faq/revisions/new_topic_2.1/submission", [], csrf=page.csrf)
    page = await wang.get(LISTS)
    assert "3 份 1 份" in page.text

    page = await wang.post(f"{LISTS}/imports/1/rejection", [("reason", "传错了表")], csrf=page.csrf)

    assert "丢弃了 1 份草稿。" in page.text
    states = [(await kept(house, f"new_topic_{number}.1")).state for number in (1, 2, 3)]
    assert states == ["draft", "in_review", "retired"]


async def test_a_list_drafted_again_takes_the_drafts_along(house: House, wang: Browser) -> None:
    for answer in ("第一次。", "第二次。"):
        await drafted_by(wang, await sent(wang, excel(row(1, answer=answer))))
        house.clock.move(minutes=1)
    page = await wang.get(LISTS)

    assert page.text.count("1 份 1 份") == 1
    refused = await wang.post(f"{LISTS}/imports/1/rejection", [("reason", "旧的")], csrf=page.csrf)
    assert (refused.status, "没有您可以丢弃的草稿了" in refused.text) == (409, True)


@pytest.mark.usefixtures("wang")
async def test_an_approver_may_and_another_editor_may_not(house: House, cli: Caller, li: Browser) -> None:
    number = await many_drafts(house, WANG, 3)
    zhao = await staff(house, cli, "faq_editor", login="zhao", name="赵云")
    bounded = await staff(house, cli, "faq_approver", login="sun", name="孙红", areas=(BAOHE,))

    for browser in (zhao, bounded):
        page = await browser.get(LISTS)
        assert "丢弃这次导入的草稿" not in page.text
        refused = await browser.post(f"{LISTS}/imports/{number}/rejection", [("reason", "不要")], csrf=page.csrf)
        assert (refused.status, await open_drafts(house)) == (409, 3)

    page = await li.get(LISTS)
    assert "上传表格" not in page.text
    page = await li.post(f"{LISTS}/imports/{number}/rejection", [("reason", "传错了表")], csrf=page.csrf)
    assert "丢弃了 3 份草稿。" in page.text


async def test_without_a_reason_nothing_is_discarded(house: House, wang: Browser) -> None:
    number = await many_drafts(house, WANG, 3)
    page = await wang.get(LISTS)

    page = await wang.post(f"{LISTS}/imports/{number}/rejection", [("reason", " ")], csrf=page.csrf)

    assert (page.status, "请写明为什么丢弃。" in page.text) == (422, True)
    assert await open_drafts(house) == 3


async def test_who_imported_it_reads_who_discarded_it_and_why(house: House, wang: Browser, li: Browser) -> None:
    number = await many_drafts(house, WANG, 3)
    page = await li.get(LISTS)
    await li.post(f"{LISTS}/imports/{number}/rejection", [("reason", "传错了表")], csrf=page.csrf)

    page = await wang.get(LISTS)
    assert re.search(r"最近 7 天丢弃的导入.*王敏，.*李军，.*3 份 传错了表", page.text)
    house.clock.move(days=8)
    assert "最近 7 天丢弃的导入" not in (await wang.get(LISTS)).text


async def test_discarded_topics_nobody_ever_sent_in_are_no_answers_and_no_work(
    house: House, wang: Browser, li: Browser
) -> None:
    before = (await wang.get("/desk/faq")).text
    number = await many_drafts(house, WANG, 3)
    page = await li.get(LISTS)
    await li.post(f"{LISTS}/imports/{number}/rejection", [("reason", "传错了表")], csrf=page.csrf)

    after = (await wang.get("/desk/faq")).text
    figures = re.compile(r"(全部|没通过|已停用) (\d+)")
    assert figures.findall(after) == figures.findall(before)
    assert dict(figures.findall(after))["没通过"] == "0"
    assert "没通过、等您重写 3" not in (await wang.get("/desk")).text
    assert "很多里的第 1 条" not in (await wang.get("/desk/faq?q=很多里的第")).text
