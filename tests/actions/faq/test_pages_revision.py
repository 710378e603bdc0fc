"""One revision at the desk: brought out by two people; what its check found; what it changes."""

from __future__ import annotations

import asyncio
import re

import pytest

from tests.actions.desk_browser import Browser, Page, staff
from tests.actions.faq.editing import LI, WANG, act, drafted, entry_in_feed, narrower, published, version
from tests.actions.faq.nlu import Nlu, turned
from tests.actions.house import Caller, House

NAME = "join_cost.2"
HERE = f"/desk/faq/revisions/{NAME}"


async def done(browser: Browser, what: str, *fields: tuple[str, str], here: str = HERE) -> Page:
    """Open a revision and send one of its forms."""
    return await browser.submit(here, f"{here}/{what}", *fields)


@pytest.fixture
async def draft(wang: Browser, cli: Caller) -> None:
    """A draft of Wang's, join_cost.2."""
    assert (await drafted(cli)).status == 201


@pytest.fixture
async def in_review(draft: None, wang: Browser) -> None:
    """The same, submitted."""
    assert (await done(wang, "submission")).status == 200


def buttons(page: Page) -> list[str]:
    """What may be done, but for the frame's own buttons."""
    main = page.html.partition("<main")[2].partition("</main>")[0]
    return re.findall(r"<button[^>]*>([^<]+)</button>", main)


@pytest.mark.usefixtures("draft")
async def test_two_people_bring_a_draft_out_and_it_is_live_at_once(
    wang: Browser, li: Browser, bot: Caller, house: House
) -> None:
    before = await version(bot)

    submitted = await done(wang, "submission")
    approved = await done(li, "approval")

    assert "已送审" in submitted.text
    assert (approved.status, "已批准并发布" in approved.text) == (200, True)
    entry = await entry_in_feed(bot)
    assert entry is not None
    assert (entry["answer"], entry["review"]) == ("入会不要钱。", "已复核")
    assert await version(bot) == before + 1
    lines = [(one.action, one.subject) for one in await house.audit() if one.action.startswith("faq.")]
    assert lines == [("faq.drafted", NAME), ("faq.submitted", NAME), ("faq.published", NAME)]
    assert "faq.committed" in house.checkpoints


@pytest.mark.usefixtures("draft")
async def test_each_state_offers_each_role_its_own_acts(wang: Browser, li: Browser, house: House, cli: Caller) -> None:
    compare = "比较"
    assert buttons(await wang.get(HERE)) == [compare, "送审", "检查", "丢弃草稿"]
    assert buttons(await li.get(HERE)) == [compare, "检查", "丢弃草稿"]
    assert "修改和送审由问答编辑来办" in (await li.get(HERE)).text

    await done(wang, "submission")
    assert buttons(await wang.get(HERE)) == [compare, "重新检查"]
    assert "批准和不同意由问答审批人来办" in (await wang.get(HERE)).text
    assert buttons(await li.get(HERE)) == [compare, "批准并发布", "重新检查", "不同意"]

    await done(li, "approval")
    for browser in (wang, li):
        assert buttons(await browser.get(HERE)) == [compare]


async def test_who_wrote_it_reads_why_somebody_else_must_approve_it(house: House, cli: Caller) -> None:
    both = await staff(house, cli, "faq_editor", "faq_approver", login="zhao", name="赵云")
    await drafted(cli, by="zhao")

    page = await done(both, "submission")
    refused = await done(both, "approval")

    assert "要请另一位同事批准" in page.text
    assert "批准并发布" not in buttons(page)
    assert (refused.status, "是您写的" in refused.text) == (409, True)


@pytest.mark.usefixtures("in_review")
async def test_of_two_yeses_at_once_the_second_reads_who_was_first(
    li: Browser, house: House, cli: Caller, bot: Caller
) -> None:
    zhao = await staff(house, cli, "faq_approver", login="zhao", name="赵云")
    before = await version(bot)

    pages = await asyncio.gather(*(done(browser, "approval") for browser in (li, zhao)))

    lost = max(pages, key=lambda page: page.status)
    assert sorted(page.status for page in pages) == [200, 409]
    assert re.search("已由(李军|赵云)办理", lost.text)
    assert await version(bot) == before + 1


@pytest.mark.usefixtures("draft")
@pytest.mark.parametrize("what", ["submission", "approval", "publication", "rejection"])
async def test_a_double_click_does_it_once(wang: Browser, li: Browser, house: House, nlu: Nlu, what: str) -> None:
    """The state machine lets one through; the other sees the page as it is now, and what happened."""
    reason = ("reason", "那句话本来就该换")
    if what != "submission":
        nlu.finds = {"turned_wrong": [turned()]} if what == "publication" else {}
        await done(wang, "submission")
    if what == "publication":
        await done(li, "approval")
    browser = wang if what == "submission" else li
    page, before = await browser.get(HERE), len(await house.audit())

    pages = await asyncio.gather(*(browser.post(f"{HERE}/{what}", [reason], csrf=page.csrf) for _ in range(2)))

    assert sorted(one.status for one in pages) == [200, 409]
    assert len(await house.audit()) == before + 1


@pytest.mark.usefixtures("draft")
async def test_a_second_submission_while_nlu_is_at_work_submits_nothing_unchecked(wang: Browser, nlu: Nlu) -> None:
    nlu.status = 503  # busy, as it is with the first

    page = await done(wang, "submission")

    assert (page.status, "正在检查别的草稿，“入会要不要交钱”第 2 版还没有送审" in page.text) == (409, True)
    assert "草稿" in page.text.partition("检查结果")[0]


@pytest.mark.usefixtures("draft")
async def test_who_asks_again_while_this_draft_is_checked_is_told_so(wang: Browser, nlu: Nlu) -> None:
    page = await wang.get(HERE)
    nlu.may_answer.clear()
    first = asyncio.create_task(wang.post(f"{HERE}/check", [], csrf=page.csrf))
    await nlu.reached.wait()

    again, submitted = await done(wang, "check"), await done(wang, "submission")
    nlu.may_answer.set()

    assert (again.status, "这份草稿正在检查，请过一两分钟刷新看看结果。" in again.text) == (503, True)
    assert (submitted.status, "正在检查这份草稿，“入会要不要交钱”第 2 版还没有送审" in submitted.text) == (409, True)
    assert "检查做好了" in (await first).text
    assert len(nlu.asked) == 1


@pytest.mark.usefixtures("draft")
async def test_without_nlu_it_is_submitted_unchecked_and_the_page_says_why(
    wang: Browser, li: Browser, nlu: Nlu
) -> None:
    nlu.status = 500

    page = await done(wang, "submission")

    assert "没有检查就送审了：理解服务的回答读不懂" in page.text
    assert "没有检查过" in page.text
    assert "最好先检查" in (await li.get(HERE)).text
    assert "没有检查就送审了" not in (await wang.get(f"{HERE}?unchecked=nonsense")).text


@pytest.mark.usefixtures("draft")
async def test_a_check_tells_in_plain_words_what_it_found(wang: Browser, nlu: Nlu) -> None:
    scripted = turned("要交多少", after="dues_how_much") | {"from": "conversation:问会费"}
    unsure = turned("钱的事") | {"after": {"decision": "suggest", "label": "enroll", "right": False}}
    lost = turned("交不交") | {"after": {"decision": "fallback", "label": None, "right": False}}
    nlu.finds = {
        "turned_wrong": [turned(), scripted, unsure, lost],
        "turned_right": [turned("白给吗")],
        "collisions": [{"phrasing": "入会收费吗", "topic": "join_cost", "other": "dues_how_much", "score": 0.914}],
    }

    page = await done(wang, "check")

    assert (page.status, page.path) == (200, f"{HERE}?done=check")
    for said in (
        "没有通过 试了 400 句，有 4 句变差",
        "变好 1 句",
        "问法撞车 1 种",
        "入会要钱吗 应该 “入会要不要交钱” 现在 答对“入会要不要交钱” 发布后 答错，答成“怎么入会(总体途径)”",
        "要交多少 （对话“问会费”）",
        "给几个选项，对的不在里面，先列“我要入会”",
        "发布后 没听懂",
        "入会收费吗 像“会费交多少怎么算”（91%）",
        "2026-11-22 12:00 检查",
    ):
        assert said in page.text, said


@pytest.mark.usefixtures("draft")
async def test_a_check_that_found_nothing_says_so(wang: Browser) -> None:
    assert "通过 试了 400 句，没有一句变差" in (await done(wang, "check")).text


async def test_an_answer_that_leaves_the_phrasings_alone_needs_no_check(wang: Browser, cli: Caller, nlu: Nlu) -> None:
    await drafted(cli, areas=["340100"], content=narrower())

    page = await done(wang, "check", here="/desk/faq/revisions/join_cost@340100.1")

    assert "不用检查" in page.text
    assert nlu.asked == []


async def test_words_that_change_in_the_answer_alone_need_no_check(wang: Browser, cli: Caller, nlu: Nlu) -> None:
    out = (await cli.get("/v1/faq/revisions/join_cost.1")).json["content"]
    await drafted(cli, content=out | {"answer": "入会一分钱也不要。"})
    assert "半分钟" not in (await wang.get(HERE)).html

    page = await done(wang, "submission")

    assert "不用检查 这一版不改问法，也不改标题、分类" in page.text
    assert "试了" not in page.text
    assert nlu.asked == []


@pytest.mark.usefixtures("draft")
async def test_it_says_how_long_a_check_takes_where_there_will_be_one(wang: Browser) -> None:
    before = (await wang.get(HERE)).text
    after = (await done(wang, "check")).text

    assert "送审前会先检查，半分钟到两分钟。" in before
    assert "送审前会先检查" not in after
    assert "检查要半分钟到两分钟" in after


@pytest.mark.usefixtures("draft")
async def test_a_check_nobody_can_make_is_said_so_and_may_be_tried_again(wang: Browser, nlu: Nlu) -> None:
    nlu.status = 503
    away = await done(wang, "check")
    nlu.status = 200
    back = await done(wang, "check")

    assert (away.status, "过一分钟再试" in away.text) == (503, True)
    assert back.status == 200


@pytest.mark.usefixtures("draft")
async def test_what_the_check_forbids_goes_out_with_a_reason_only(
    wang: Browser, li: Browser, bot: Caller, nlu: Nlu
) -> None:
    nlu.finds = {"turned_wrong": [turned()]}
    await done(wang, "submission")
    before = await version(bot)
    assert "批准" in buttons(await li.get(HERE))

    approved = await done(li, "approval")
    silent = await done(li, "publication")
    unexplained = await done(li, "publication", ("reason", " "))

    assert "已批准，但检查没有通过，还没有发布" in approved.text
    assert "照样发布" in buttons(approved)
    assert (silent.status, "仍要发布，请写明理由" in silent.text) == (409, True)
    assert (unexplained.status, "请写明为什么" in unexplained.text) == (422, True)
    assert await version(bot) == before

    out = await done(li, "publication", ("reason", "那句话本来就该换"))

    assert "已发布，工友现在问到的就是这一版" in out.text
    assert "不管检查结果也发布，因为：那句话本来就该换" in out.text
    assert await version(bot) == before + 1


@pytest.mark.usefixtures("in_review")
async def test_a_no_needs_a_reason_and_keeps_what_was_typed(li: Browser, wang: Browser) -> None:
    unexplained = await done(li, "rejection", ("reason", ""))
    too_long = await done(li, "rejection", ("reason", "长" * 501))
    rejected = await done(li, "rejection", ("reason", "来源不对\r\n请改"))

    assert (unexplained.status, "请写明原因" in unexplained.text) == (422, True)
    assert (too_long.status, "长" * 501 in too_long.html) == (422, True)
    assert (rejected.status, "没通过" in rejected.text) == (200, True)
    assert "已退回给王敏，对方会看到原因。" in rejected.text
    assert "原因：来源不对\n请改" in (await wang.get(HERE)).html


@pytest.mark.usefixtures("draft")
async def test_a_draft_is_dropped_by_its_editor(wang: Browser, cli: Caller) -> None:
    page = await done(wang, "rejection", ("reason", "不写了"))

    assert "草稿已丢弃，原因写在“经过”里。" in page.text
    assert "原因：不写了" in page.text
    assert "王敏丢弃草稿" in page.text
    assert (await drafted(cli)).json["revision"] == "join_cost.3"


@pytest.mark.usefixtures("in_review")
@pytest.mark.parametrize("what", ["approval", "publication", "rejection"])
async def test_an_editor_decides_nothing(wang: Browser, bot: Caller, what: str) -> None:
    before = await version(bot)

    assert (await done(wang, what, ("reason", "随便"))).status == 403
    assert await version(bot) == before


@pytest.mark.usefixtures("draft")
async def test_an_approver_submits_nothing(li: Browser) -> None:
    assert (await done(li, "submission")).status == 403


@pytest.mark.usefixtures("draft")
@pytest.mark.parametrize("what", ["check", "submission", "approval", "publication", "rejection"])
async def test_who_is_bounded_to_an_area_does_nothing_to_what_is_wider(
    house: House, cli: Caller, nlu: Nlu, what: str
) -> None:
    bounded = await staff(house, cli, "faq_editor", "faq_approver", login="zhao", name="赵云", areas=["340111"])
    before = len(await house.audit())

    page, refused = await bounded.get(HERE), await done(bounded, what, ("reason", "随便"))

    assert buttons(page) == ["比较"]
    assert "您只能看" in page.text
    assert (refused.status, "超出了您负责的地区" in refused.text) == (403, True)
    assert len(await house.audit()) == before
    assert nlu.asked == []


@pytest.mark.usefixtures("li")
async def test_differences_are_marked_line_by_line_by_more_than_color(wang: Browser, cli: Caller) -> None:
    await published(cli, says={"answer": "第一行\n第二行\n第三行", "phrasings": ["进工会花钱不", "入会收费吗"]})
    changed = {
        "answer": "第一行\n新的第二行\n第三行",
        "phrasings": ["入会收费吗", "要掏钱吗"],
        "buttons": ["enroll", "join_how"],
        "category": "rights",
    }
    await drafted(cli, says=changed)

    html = (await wang.get("/desk/faq/revisions/join_cost.3")).html
    lines = re.findall(r'<li class="(same|gone|come)">(.*?)</li>', html)
    told = [(mark, re.sub(r"<[^>]+>", "", text)) for mark, text in lines]

    assert told == [
        ("gone", "删去：入会"),
        ("come", "加上：维权"),
        ("same", "第一行"),
        ("gone", "删去：第二行"),
        ("come", "加上：新的第二行"),
        ("same", "第三行"),
        ("come", "加上：怎么入会(总体途径)"),
        ("gone", "删去：进工会花钱不"),
        ("come", "加上：要掏钱吗"),
    ]
    assert html.count("<del>") == 3
    assert html.count("<ins>") == 4


@pytest.mark.usefixtures("li")
async def test_it_is_compared_with_any_other_revision_of_its_answer(wang: Browser, cli: Caller) -> None:
    await published(cli)
    await drafted(cli, says={"answer": "第三版。"})
    here = "/desk/faq/revisions/join_cost.3"

    assert "和 第 2 版 比" in (await wang.get(here)).text
    assert "和 第 1 版 比" in (await wang.get(f"{here}?since=join_cost.1")).text
    assert (await wang.get(f"{here}?since=join_how.1")).status == 422
    assert "这是第一次写" in (await wang.get("/desk/faq/revisions/join_cost.1")).text


@pytest.mark.usefixtures("in_review")
async def test_an_answer_published_meanwhile_is_not_run_over(wang: Browser, li: Browser, cli: Caller) -> None:
    await act(cli, "join_cost", "retirement", by=LI, reason="先停一停")

    refused = await done(li, "approval")

    assert (refused.status, "原来的答复停用了" in refused.text) == (409, True)


@pytest.mark.parametrize("name", ["join_cost.9", "join_cost", "unheard_of.1", "X.1"])
async def test_what_is_not_there_is_404(wang: Browser, name: str) -> None:
    assert (await wang.get(f"/desk/faq/revisions/{name}")).status == 404
    csrf = (await wang.get(HERE.replace(".2", ".1"))).csrf
    assert (await wang.post(f"/desk/faq/revisions/{name}/check", csrf=csrf)).status == 404


@pytest.mark.usefixtures("draft")
async def test_a_program_finds_what_was_done_at_the_desk(wang: Browser, li: Browser, cli: Caller) -> None:
    await done(wang, "submission")
    await done(li, "approval")

    shown = (await cli.get(f"/v1/faq/revisions/{NAME}")).json
    assert (shown["state"], shown["author"], shown["approver"]) == ("published", "王敏", "李军")
    assert (await act(cli, NAME, "approval", by=WANG)).status == 403


async def test_it_shows_an_answer_as_the_channels_will(wang: Browser, cli: Caller) -> None:
    draft = await drafted(cli)

    page = await wang.get(f"/desk/faq/revisions/{draft.json['revision']}")

    for channel in ("网页聊天", "Telegram", "微信"):
        section = page.html.split(f'aria-label="{channel}里的样子"')[1].split("</section>")[0]
        assert "入会不要钱。" in section
