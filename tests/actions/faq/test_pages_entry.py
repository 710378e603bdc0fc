"""One answer at the desk: what is out as a worker reads it, its history, one brought back, one taken out."""

from __future__ import annotations

import pytest

from tests.actions.desk_browser import Browser, Page, staff
from tests.actions.faq.editing import LI, WANG, act, drafted, entry_in_feed, general, narrower, published, version
from tests.actions.house import Caller, House

HERE = "/desk/faq/entries/join_cost"


def seen_on(page: Page) -> str:
    """What was out when the page was made, as its forms send it; "" where they are not offered."""
    return page.field("seen") if 'name="seen"' in page.html else ""


async def brought_back(browser: Browser, to: int, *, reason: str = "", page: Page | None = None) -> Page:
    page = page or await browser.get(HERE)
    return await browser.post(
        f"{HERE}/rollback", [("to", str(to)), ("seen", seen_on(page)), ("reason", reason)], csrf=page.csrf
    )


async def taken_out(browser: Browser, reason: str, *, here: str = HERE, page: Page | None = None) -> Page:
    page = page or await browser.get(here)
    return await browser.post(f"{here}/retirement", [("seen", seen_on(page)), ("reason", reason)], csrf=page.csrf)


async def test_what_is_out_is_shown_as_a_worker_reads_it(wang: Browser, bot: Caller) -> None:
    page = await wang.get(HERE)
    entry = await entry_in_feed(bot)

    assert entry is not None
    assert entry["answer"].rstrip() in page.html
    assert "来源：中国工会章程（2023-10-12修改），2023-10-12" in page.text
    assert all(title in page.text for title in ("我要入会", "所有工友", "入会", "待复核", "进工会花钱不"))
    assert f"问法（{len(entry['phrasings'])} 种）" in page.text


@pytest.mark.usefixtures("li")
async def test_a_begun_draft_and_the_narrower_answers_are_a_click_away(wang: Browser, cli: Caller) -> None:
    await published(cli, areas=["340100"], content=narrower())
    await drafted(cli)

    page = await wang.get(HERE)

    assert page.link_to("第 2 版") == "/desk/faq/revisions/join_cost.2"
    assert page.link_to("合肥市的工友") == "/desk/faq/entries/join_cost@340100"
    assert f'href="{HERE}/draft"' in page.html
    below = await wang.get("/desk/faq/entries/join_cost@340100")
    assert "只给 合肥市的工友 的答复" in below.text
    assert below.link_to("所有工友") == HERE


@pytest.mark.usefixtures("li")
async def test_the_history_tells_who_did_what_when_and_why_newest_first(wang: Browser, cli: Caller) -> None:
    await published(cli)
    await drafted(cli, says={"answer": "第三版。"})
    await act(cli, "join_cost.3", "submission", by="wangmin")
    await act(cli, "join_cost.3", "rejection", by=LI, reason="来源不对")

    text = (await wang.get(HERE)).text.partition("历次版本")[2]

    pieces = (
        "第 3 版", "没通过", "2026-11-22 12:00 王敏起草", "李军没同意", "原因：来源不对",
        "第 2 版", "已发布", "王敏起草", "李军批准，发布",
        "第 1 版", "不再发布", "随系统带来，发布", "换下",
    )  # fmt: skip
    at = 0
    for piece in pieces:
        at = text.index(piece, at) + 1


@pytest.mark.usefixtures("li")
@pytest.mark.parametrize("reason", ["", "写错了电话"])
async def test_an_earlier_revision_is_brought_back_by_one_click(
    wang: Browser, cli: Caller, bot: Caller, reason: str
) -> None:
    shipped = await entry_in_feed(bot)
    await published(cli)
    before = await version(bot)

    page = await brought_back(wang, 1, reason=reason)

    assert (page.status, page.path) == (200, f"{HERE}?done=rollback")
    assert "王敏退回到第 1 版，发布" in page.text
    assert "退回到随系统带来的内容，它还没有工会同事复核过。" in page.text
    assert "批准过" not in page.text
    assert (f"原因：{reason}" in page.text) is bool(reason)
    assert await entry_in_feed(bot) == shipped
    assert await version(bot) == before + 1


@pytest.mark.usefixtures("li")
async def test_a_second_click_brings_nothing_back_a_second_time(wang: Browser, cli: Caller, bot: Caller) -> None:
    await published(cli)
    page = await wang.get(HERE)
    await brought_back(wang, 1, page=page)
    once = await version(bot)

    again = await brought_back(wang, 1, page=page, reason="点了两下")

    assert again.status == 409
    assert "“入会要不要交钱”已经变了：王敏刚发布了“入会要不要交钱”第 3 版。" in again.text
    assert 'value="点了两下"' in again.html
    assert await version(bot) == once


@pytest.mark.usefixtures("wang")
async def test_bringing_back_is_the_editors(li: Browser, cli: Caller) -> None:
    await published(cli)
    page = await li.get(HERE)

    assert "退回到这一版" not in page.html
    assert (await brought_back(li, 1, page=page)).status == 403


@pytest.mark.usefixtures("li")
@pytest.mark.parametrize(("to", "status"), [("7", 409), ("", 422), ("x", 422), ("²", 422), ("2", 409)])
async def test_only_what_was_out_before_is_brought_back(wang: Browser, cli: Caller, to: str, status: int) -> None:
    await published(cli)
    page = await wang.get(HERE)

    refused = await wang.post(f"{HERE}/rollback", [("to", to), ("seen", seen_on(page))], csrf=page.csrf)

    assert refused.status == status


@pytest.mark.usefixtures("wang")
async def test_an_answer_is_taken_out_with_a_reason_and_its_narrower_ones_go_along(
    li: Browser, cli: Caller, bot: Caller
) -> None:
    await published(cli, areas=["340100"], content=narrower())
    assert "会一起停用" in (await li.get(HERE)).text

    unexplained = await taken_out(li, " ")
    page = await taken_out(li, "政策变了")

    assert (unexplained.status, "请写明为什么停用" in unexplained.text) == (422, True)
    assert (page.status, page.path) == (200, f"{HERE}?done=retirement")
    assert "现在没有发布" in page.text
    assert "李军停用" in page.text
    assert "原因：政策变了" in page.text
    assert await entry_in_feed(bot) is None
    assert "现在没有发布" in (await li.get("/desk/faq/entries/join_cost@340100")).text


async def test_a_second_click_takes_nothing_out_a_second_time(house: House, li: Browser) -> None:
    page = await li.get(HERE)
    await taken_out(li, "政策变了", page=page)
    lines = len(await house.audit())

    again = await taken_out(li, "政策变了", page=page)

    assert (again.status, "刚停用" in again.text) == (409, True)
    assert len(await house.audit()) == lines


@pytest.mark.usefixtures("wang")
async def test_what_was_published_meanwhile_is_not_taken_out_unseen(li: Browser, cli: Caller, bot: Caller) -> None:
    page = await li.get(HERE)
    await published(cli)

    refused = await taken_out(li, "政策变了", page=page)

    assert (refused.status, "李军刚发布了“入会要不要交钱”第 2 版" in refused.text) == (409, True)
    assert await entry_in_feed(bot) is not None


async def test_taking_out_is_the_approvers(wang: Browser) -> None:
    page = await wang.get(HERE)

    assert "停用这条" not in page.text
    assert (await taken_out(wang, "不要了", page=page)).status == 403


@pytest.mark.usefixtures("wang", "li")
async def test_who_is_bounded_to_an_area_reads_what_is_wider_and_changes_nothing(
    house: House, cli: Caller, bot: Caller
) -> None:
    await published(cli)
    before = await version(bot)
    bounded = await staff(house, cli, "faq_editor", "faq_approver", login="zhao", name="赵云", areas=["340111"])

    page = await bounded.get(HERE)

    assert "您只能看" in page.text
    assert not any(act in page.html for act in ("退回到这一版", "停用这条", f"{HERE}/draft"))
    for refused in (await brought_back(bounded, 1), await taken_out(bounded, "不要了", page=page)):
        assert (refused.status, "超出了您负责的地区" in refused.text) == (403, True)
    assert await version(bot) == before


@pytest.mark.usefixtures("li")
async def test_they_act_on_their_own(house: House, wang: Browser, cli: Caller) -> None:
    bounded = await staff(house, cli, "faq_editor", "faq_approver", login="zhao", name="赵云", areas=["340111"])
    await published(cli, areas=["340111"], content=narrower())

    assert (await taken_out(bounded, "不要了", here="/desk/faq/entries/join_cost@340111")).status == 200


@pytest.mark.usefixtures("li")
async def test_words_of_an_answer_are_words_and_no_markup(wang: Browser, cli: Caller) -> None:
    await published(cli, content=general(answer="<b>粗</b>\n第二行", title="<i>题</i>"))

    html = (await wang.get(HERE)).html

    assert "&lt;b&gt;粗&lt;/b&gt;\n第二行" in html
    assert "<i>题" not in html


@pytest.mark.parametrize("name", ["unheard_of", "join_cost@340100", "X", "join_cost@@"])
async def test_what_is_not_there_is_404(wang: Browser, name: str) -> None:
    assert (await wang.get(f"/desk/faq/entries/{name}")).status == 404
    csrf = (await wang.get(HERE)).csrf
    assert (await wang.post(f"/desk/faq/entries/{name}/rollback", [("to", "1")], csrf=csrf)).status == 404


async def test_a_shipped_answer_is_approved_as_it_is(wang: Browser, li: Browser, cli: Caller, bot: Caller) -> None:
    page = await wang.get(HERE)
    before = await entry_in_feed(bot)

    draft = await wang.post(f"{HERE}/confirmation", [("seen", seen_on(page))], csrf=page.csrf)
    assert (draft.status, draft.path) == (200, "/desk/faq/revisions/join_cost.2")
    assert "内容一样。" in draft.text
    assert (await wang.post(f"{draft.path}/submission", [], csrf=draft.csrf)).status == 200
    approving = await li.get(draft.path)
    assert (await li.post(f"{draft.path}/approval", [], csrf=approving.csrf)).status == 200

    after = await entry_in_feed(bot)
    assert before is not None
    assert after is not None
    assert (before["review"], after["review"]) == ("待复核", "已复核")
    assert after["answer"] == before["answer"]
    page = await wang.get(HERE)
    assert "送去复核" not in page.html
    again = await wang.post(f"{HERE}/confirmation", [("seen", "join_cost.2")], csrf=page.csrf)
    assert (again.status, "已经发布" in again.text or "一样" in again.text) == (409, True)


async def test_who_wrote_what_was_refused_reads_why_at_the_top(wang: Browser, li: Browser, cli: Caller) -> None:
    assert (await drafted(cli)).status == 201
    for what, by, more in (("submission", WANG, {}), ("rejection", LI, {"reason": "来源要写全"})):
        assert (await act(cli, "join_cost.2", what, by=by, **more)).status == 200

    mine, others = [await one.get("/desk/faq/entries/join_cost") for one in (wang, li)]
    assert "您写的 第 2 版 没有通过（李军）：来源要写全" in mine.text
    assert "您写的" not in others.text

    assert (await drafted(cli)).status == 201
    assert "您写的" not in (await wang.get("/desk/faq/entries/join_cost")).text
