"""Questions nobody answered at the desk: taken on, left unanswered, parted; turned into phrasings or a new answer."""

from __future__ import annotations

import re

import pytest

from tests.actions.desk_browser import Browser, Page, staff
from tests.actions.faq.drafting_at_desk import changed, revision_shown
from tests.actions.faq.editing import kept, published
from tests.actions.faq.nlu import Nlu, understood
from tests.actions.house import Caller, House
from tests.actions.questions.asking import asked, cluster_of, groups, sorted_by

HERE = "/desk/questions"
ASKED = ("换电站在哪里有", "换电池去哪儿换啊")
pytestmark = pytest.mark.usefixtures("sorted_questions")


@pytest.fixture
async def sorted_questions(house: House, bot: Caller, colleagues_at_work: None) -> None:
    """Two about batteries, from two workers, and one about parking."""
    await asked(bot, *ASKED, topics=["join_cost", "enroll"])
    await asked(bot, "停车被贴条了", of="parks-worker")
    await sorted_by(house)


@pytest.fixture
async def colleagues_at_work(wang: Browser, li: Browser) -> None:
    """Both are there before anything is asked."""


@pytest.fixture
async def here(house: House, sorted_questions: None) -> str:
    """The cluster about batteries."""
    return f"{HERE}/{await cluster_of(house, ASKED[0])}"


def boxes(page: Page) -> list[tuple[str, str]]:
    """What is ticked."""
    return [
        ("questions", ids)
        for box, ids in re.findall(
            r'(<input type="checkbox" name="questions" form="pick" value="([^"]+)"[^>]*>)', page.html
        )
        if " checked" in box
    ]


def nearest(page: Page) -> list[str]:
    """The answers that are offered."""
    return re.findall(r'<button name="topic" value="([^"]+)"', page.html)


async def test_the_list_says_how_many_asked_and_what_it_sounds_like(wang: Browser) -> None:
    page = await wang.get(HERE)

    assert "没人写 2" in page.text
    assert f"{ASKED[0]} 2 次，2 位工友" in page.text
    assert "入会要不要交钱" in page.text or "入会要交" in page.text


async def test_what_was_published_since_is_heard_and_one_button_takes_it(
    house: House, wang: Browser, li: Browser, here: str, nlu: Nlu
) -> None:
    before = await wang.get(here)
    nlu.hears = understood("answer", ("join_how", 0.93), ("join_who_can", 0.3), ("enroll", 0.2), ("join_where", 0.04))

    now = await wang.get(here)

    assert nearest(before) == ["join_cost"]
    assert nearest(now) == ["join_how", "join_who_can", "join_cost"]  # a task is no answer, and one is hardly heard
    assert f"小蜂现在听到“{ASKED[0]}”，已经会答“ 怎么入会(总体途径) ”" in now.text
    page = await wang.submit(here, f"{here}/phrasings", *boxes(now), ("topic", "join_how"))
    assert page.path == "/desk/faq/revisions/join_how.2"
    assert "已经会答" not in (await li.get(here)).text


@pytest.mark.parametrize("trouble", ["busy", "away"])
async def test_while_nlu_cannot_be_asked_what_it_heard_then_is_shown(
    wang: Browser, here: str, nlu: Nlu, trouble: str
) -> None:
    nlu.hears = understood("answer", ("join_how", 0.93))
    if trouble == "busy":
        nlu.status = 503
    else:
        nlu.may_answer.clear()

    page = await wang.get(here)

    assert (page.status, nearest(page), "已经会答" in page.text) == (200, ["join_cost"], False)


async def test_nlu_is_not_asked_for_who_only_reads(li: Browser, here: str, nlu: Nlu) -> None:
    nlu.asked.clear()

    assert (await li.get(here)).status == 200
    assert nlu.asked == []


async def test_one_of_the_nearest_gets_them_as_phrasings_by_one_button(
    house: House, wang: Browser, here: str, cli: Caller, li: Browser
) -> None:
    page = await wang.get(here)
    assert 'name="topic" value="join_cost"' in page.html

    revision = await wang.post(f"{here}/phrasings", [*boxes(page), ("topic", "join_cost")], csrf=page.csrf)

    assert revision.path.startswith("/desk/faq/revisions/join_cost.2")
    assert (await kept(house, "join_cost.2")).content["phrasings"][-2:] == list(ASKED)
    after = await wang.get(here)
    assert "正在写" in after.text
    assert "join_cost.2" in after.html
    assert "王敏" in (await wang.get(f"{HERE}?show=drafting")).text
    assert [one.subject for one in await house.audit() if one.action == "questions.taken-up"] == [
        f"cluster-{here.rpartition('/')[2]}"
    ]


async def test_any_other_topic_can_be_chosen_from_the_list(house: House, wang: Browser, here: str) -> None:
    page = await wang.get(here)

    await wang.post(f"{here}/phrasings", [*boxes(page), ("other", "join_how")], csrf=page.csrf)

    assert (await kept(house, "join_how.2")).content["phrasings"][-2:] == list(ASKED)


@pytest.mark.parametrize(
    "typed",
    [
        "station_services",
        "驿站里有什么",
        " 驿站里 有什么？",
        "驿站里有什么（station_services）",
        "早先的标题(ｓｔａｔｉｏｎ＿ｓｅｒｖｉｃｅｓ)",
        "驿站里",
    ],
)
async def test_an_answer_is_named_by_its_title_its_id_both_or_a_part_that_fits_no_other(
    house: House, wang: Browser, here: str, typed: str
) -> None:
    page = await wang.get(here)

    led = await wang.post(f"{here}/phrasings", [*boxes(page), ("other", typed)], csrf=page.csrf)

    assert led.path == "/desk/faq/revisions/station_services.2"
    assert (await kept(house, "station_services.2")).content["phrasings"][-2:] == list(ASKED)


async def test_a_part_of_several_titles_is_told_with_up_to_five_of_them(wang: Browser, here: str) -> None:
    page = await wang.get(here)

    few = await wang.post(f"{here}/phrasings", [*boxes(page), ("other", "会费")], csrf=page.csrf)
    many = await wang.post(f"{here}/phrasings", [*boxes(page), ("other", "驿站")], csrf=page.csrf)

    assert few.status == many.status == 422
    assert "有好几条像：“会费交多少怎么算”、“会费怎么交交给谁”。从列表里选一条。" in few.text
    [named] = re.findall("有好几条像：(.*?)从列表里选一条。", many.text)
    assert named.count("“") == 5
    assert re.search(r"“驿站收费吗”.*等 \d+ 条。$", named)
    assert 'value="驿站"' in many.html


async def test_what_is_not_ticked_becomes_no_phrasing(house: House, wang: Browser, here: str) -> None:
    page = await wang.get(here)

    await wang.post(f"{here}/phrasings", [boxes(page)[0], ("topic", "join_cost")], csrf=page.csrf)

    phrasings = (await kept(house, "join_cost.2")).content["phrasings"]
    assert (ASKED[0] in phrasings, ASKED[1] in phrasings) == (True, False)


async def test_a_draft_that_is_there_gets_them_too(house: House, wang: Browser, here: str) -> None:
    draft = await wang.get("/desk/faq/entries/join_cost/draft")
    await wang.post(draft.path, changed(draft, answer="先写的回答。"), csrf=draft.csrf)
    page = await wang.get(here)

    await wang.post(f"{here}/phrasings", [*boxes(page), ("topic", "join_cost")], csrf=page.csrf)

    draft_now = await kept(house, "join_cost.2")
    assert (draft_now.draft_version, draft_now.content["answer"]) == (2, "先写的回答。")
    assert ASKED[0] in draft_now.content["phrasings"]


async def test_words_in_which_something_was_taken_out_are_not_ticked_at_first(
    house: House, wang: Browser, bot: Caller
) -> None:
    marked = "我叫[姓名],住濉溪路[地址],寄快递能寄吗"
    await asked(bot, marked, of="named-worker")
    await sorted_by(house)

    page = await wang.get(f"{HERE}/{await cluster_of(house, marked)}")

    assert marked in page.text
    assert boxes(page) == []


async def test_what_another_topic_claims_is_said_and_nothing_is_written(
    wang: Browser, house: House, bot: Caller
) -> None:
    wording = (await kept(house, "join_how.1")).content["phrasings"][0]
    await asked(bot, wording, of="claims-worker")
    await sorted_by(house)
    here = f"{HERE}/{await cluster_of(house, wording)}"
    page = await wang.get(here)

    again = await wang.post(f"{here}/phrasings", [*boxes(page), ("other", "join_cost")], csrf=page.csrf)

    assert again.status == 422
    assert wording in again.text
    assert "一种问法只能属于一个问题" in again.text
    assert "没人写" in again.text


async def test_nothing_ticked_and_nothing_chosen_are_said(wang: Browser, here: str) -> None:
    page = await wang.get(here)

    nothing_ticked = await wang.post(f"{here}/phrasings", [("topic", "join_cost")], csrf=page.csrf)
    nothing_chosen = await wang.post(f"{here}/phrasings", [*boxes(page), ("other", "")], csrf=page.csrf)
    no_answer = await wang.post(f"{here}/phrasings", [*boxes(page), ("other", "交不交钱")], csrf=page.csrf)
    nothing_new = await wang.post(f"{here}/topic", [], csrf=page.csrf)

    assert "勾上几句" in nothing_ticked.text
    assert "请选是哪个问题" in nothing_chosen.text
    assert "没有“交不交钱”这个问题。换标题里的几个字，从列表里选一条。" in no_answer.text
    assert 'value="交不交钱"' in no_answer.html
    assert boxes(no_answer) == boxes(page)
    assert "勾上几句" in nothing_new.text


async def test_a_new_answer_begins_with_them_as_phrasings(house: House, wang: Browser, here: str) -> None:
    page = await wang.get(here)
    form = await wang.post(f"{here}/topic", boxes(page), csrf=page.csrf)
    assert form.path.startswith("/desk/faq/drafts/new")
    assert dict(form.form("draft"))["phrasings"] == "\n".join(ASKED)

    fields = {
        "title": "换电站在哪里",
        "answer": "地图上搜“换电站”。",
        "source": "某某通知",
        "source_date": "2026-11-20",
    }
    saved = await wang.post("/desk/faq/drafts/new", changed(form, **fields), csrf=form.csrf)

    assert "正在写" in (await wang.get(here)).text
    assert revision_shown(saved) in (await wang.get(here)).html


async def test_what_was_typed_wrongly_keeps_the_cluster(wang: Browser, here: str) -> None:
    page = await wang.get(here)
    form = await wang.post(f"{here}/topic", boxes(page), csrf=page.csrf)

    again = await wang.post("/desk/faq/drafts/new", changed(form, title=""), csrf=form.csrf)
    fields = {"title": "换电站在哪里", "answer": "地图上搜。", "source": "某某通知", "source_date": "2026-11-20"}
    await wang.post("/desk/faq/drafts/new", changed(again, **fields), csrf=again.csrf)

    assert again.status == 422
    assert "正在写" in (await wang.get(here)).text


async def test_an_answer_somebody_began_can_be_let_go(wang: Browser, here: str) -> None:
    page = await wang.get(here)
    await wang.post(f"{here}/phrasings", [*boxes(page), ("topic", "join_cost")], csrf=page.csrf)

    back = await wang.submit(here, f"{here}/reopening", ("state", "drafting"))

    assert "放回“没人写”了" in back.text


async def test_nobody_is_to_answer_it_and_what_is_alike_joins_it(
    house: House, wang: Browser, here: str, bot: Caller
) -> None:
    without = await wang.submit(here, f"{here}/dismissal", ("reason", " "))
    dismissed = await wang.submit(here, f"{here}/dismissal", ("reason", "不归工会管"))
    await asked(bot, "换电柜坏了", of="later-worker")
    await sorted_by(house, everything=True)

    assert "请写明为什么不用答" in without.text
    assert "不归工会管" in dismissed.text
    assert [*ASKED, "换电柜坏了"] in await groups(house)
    assert ASKED[0] not in (await wang.get(HERE)).text
    assert "3 次" in (await wang.get(f"{HERE}?show=dismissed")).text
    assert "放回“没人写”了" in (await wang.submit(here, f"{here}/reopening", ("state", "dismissed"))).text


async def test_what_is_not_one_question_is_parted_for_good(house: House, wang: Browser, here: str) -> None:
    page = await wang.get(here)

    own = await wang.post(f"{here}/parting", [boxes(page)[1]], csrf=page.csrf)
    await sorted_by(house, everything=True)

    assert own.path != here
    assert "分出来了" in own.text
    assert [[ASKED[0]], [ASKED[1]]] == (await groups(house))[:2]


async def test_parting_all_of_them_is_refused_and_says_what_to_do(house: House, wang: Browser, here: str) -> None:
    page = await wang.get(here)
    assert len(boxes(page)) == len(ASKED)

    again = await wang.post(f"{here}/parting", boxes(page), csrf=page.csrf)

    assert (again.status, again.path) == (422, f"{here}/parting")
    assert "每一句都勾上了，都分出去就什么也没有分开。要留在这一堆的，先去掉勾。" in again.text
    assert boxes(again) == boxes(page)
    assert "只勾它们，别的都去掉勾" in page.text
    assert [*ASKED] in await groups(house)
    assert "questions.parted" not in [one.action for one in await house.audit()]


async def test_what_is_one_question_is_joined_for_good(house: House, wang: Browser, here: str, bot: Caller) -> None:
    other = await cluster_of(house, "停车被贴条了")
    both = [("clusters", str(other)), ("clusters", here.rpartition("/")[2])]

    joined = await wang.submit(HERE, f"{HERE}/joining", *both)
    await asked(bot, "无关的一句", of="unrelated-worker")
    await sorted_by(house, everything=True)

    assert "并好了" in joined.text
    assert await groups(house) == [[*ASKED, "停车被贴条了"], ["无关的一句"]]
    [line] = [one for one in await house.audit() if one.action == "questions.joined"]
    assert line.subject == f"cluster-{joined.path.rpartition('/')[2].partition('?')[0]}"


async def test_a_cluster_an_answer_is_written_for_takes_the_others_in(house: House, wang: Browser, here: str) -> None:
    page = await wang.get(here)
    await wang.post(f"{here}/phrasings", [*boxes(page), ("topic", "join_cost")], csrf=page.csrf)
    other = await cluster_of(house, "停车被贴条了")

    joined = await wang.submit(HERE, f"{HERE}/joining", ("clusters", str(other)), ("clusters", here.rpartition("/")[2]))

    assert joined.path.startswith(here)
    assert "正在写" in joined.text


async def test_what_cannot_be_joined_is_said(house: House, wang: Browser, here: str) -> None:
    number = here.rpartition("/")[2]
    for ticked in ([], [number]):
        page = await wang.submit(HERE, f"{HERE}/joining", *(("clusters", one) for one in ticked))
        assert (page.status, "至少勾上两堆" in page.text) == (422, True)

    other = await cluster_of(house, "停车被贴条了")
    for one in (here, f"{HERE}/{other}"):
        page = await wang.get(one)
        await wang.post(f"{one}/phrasings", [*boxes(page), ("other", "join_cost")], csrf=page.csrf)
    both = [("clusters", number), ("clusters", str(other))]
    page = await wang.submit(f"{HERE}?show=drafting", f"{HERE}/joining?show=drafting", *both)
    assert (page.status, "两堆都有人在写答复" in page.text) == (409, True)

    await wang.submit(here, f"{here}/dismissal", ("reason", "不归工会管"))
    page = await wang.submit(HERE, f"{HERE}/joining", *both)
    assert (page.status, "现在是“不用答”" in page.text) == (409, True)


async def test_words_find_a_cluster_by_any_of_its_questions(wang: Browser) -> None:
    found = await wang.get(f"{HERE}?q=电池 换")

    assert ASKED[0] in found.text
    assert "停车" not in found.text
    assert "没有找到“火箭”" in (await wang.get(f"{HERE}?q=火箭")).text


async def test_somebody_sees_to_it(house: House, cli: Caller, wang: Browser, here: str) -> None:
    page = await wang.get(here)
    zhao = await staff(house, cli, "faq_editor", login="zhao", name="赵云")
    [number] = re.findall(r'value="(\d+)">赵云', (await wang.get(here)).html)

    await wang.post(f"{here}/assignment", [("to", number)], csrf=page.csrf)
    refused = await wang.post(f"{here}/assignment", [("to", "9999")], csrf=page.csrf)

    assert "归我办 1" in (await zhao.get(HERE)).text
    assert ASKED[0] in (await zhao.get(f"{HERE}?show=mine")).text
    assert "请从名单里选" in refused.text


async def test_two_colleagues_cannot_decide_twice(wang: Browser, house: House, cli: Caller, here: str) -> None:
    zhao = await staff(house, cli, "faq_editor", login="zhao", name="赵云")
    page = await zhao.get(here)
    await wang.submit(here, f"{here}/dismissal", ("reason", "不归工会管"))

    late = await zhao.post(f"{here}/phrasings", [*boxes(page), ("topic", "join_cost")], csrf=page.csrf)

    assert (late.status, "现在是“不用答”" in late.text) == (409, True)


async def test_a_form_sent_again_after_its_answer_was_lost_does_nothing_twice(
    house: House, wang: Browser, here: str
) -> None:
    page = await wang.get(here)
    parted = [await wang.post(f"{here}/parting", [boxes(page)[1]], csrf=page.csrf) for _ in range(2)]
    dismissed = [await wang.post(f"{here}/dismissal", [("reason", "不归工会管")], csrf=page.csrf) for _ in range(2)]

    assert [one.status for one in parted] == [200, 422]
    assert [one.status for one in dismissed] == [200, 409]
    acts = [one.action for one in await house.audit() if one.action.startswith("questions.")]
    assert acts == ["questions.parted", "questions.dismissed"]


@pytest.mark.parametrize("form", ["assignment", "phrasings", "topic", "dismissal", "reopening", "parting"])
async def test_only_an_editor_of_the_whole_province_deals_with_them(
    house: House, cli: Caller, here: str, li: Browser, form: str
) -> None:
    countys = await staff(house, cli, "faq_editor", login="zhao", name="赵云", areas=["340302"])

    read = await countys.get(here)
    assert (read.status, "负责全省的问答编辑" in read.text, "写一条新的" in read.text) == (200, True, False)
    fields = [("questions", "1"), ("topic", "join_cost"), ("reason", "不管"), ("to", "")]
    assert (await countys.post(f"{here}/{form}", fields, csrf=read.csrf)).status == 403
    assert (await countys.post(f"{HERE}/joining", [("clusters", "1")], csrf=read.csrf)).status == 403
    assert (await li.post(f"{here}/{form}", fields, csrf=(await li.get(here)).csrf)).status == 403


async def test_an_unknown_cluster_is_told_kindly(wang: Browser) -> None:
    for name in ("999999", "x", "99999999999999999999"):
        page = await wang.get(f"{HERE}/{name}")
        assert (page.status, "没有这一堆问题" in page.text) == (404, True)


async def test_markup_in_a_question_is_text(house: House, bot: Caller, wang: Browser) -> None:
    await asked(bot, "<script>alert(1)</script>", of="odd-worker")
    await sorted_by(house)

    assert "<script>alert" not in (await wang.get(HERE)).html


async def test_the_start_page_counts_what_nobody_writes(wang: Browser) -> None:
    assert "2" in re.findall(r"没答上的问题[^0-9]*(\d+)", (await wang.get("/desk")).text)


async def test_a_long_ramble_is_no_phrasing(house: House, bot: Caller, wang: Browser, cli: Caller) -> None:
    ramble = "绕了一大圈还没说到点子上" * 8
    await asked(bot, ramble, of="rambles-worker")
    await sorted_by(house)
    page = await wang.get(f"{HERE}/{await cluster_of(house, ramble)}")

    assert "太长，不能当问法" in page.text
    assert boxes(page) == []
    assert await published(cli, topic="join_cost") == "join_cost.2"
