"""Questions nobody answered at the desk: listed, taken on, left unanswered, parted and joined."""

from __future__ import annotations

import re

import pytest

from tests.actions.desk_browser import Browser, staff
from tests.actions.house import Caller, House
from tests.actions.questions.asking import asked, cluster_of, groups, sorted_by
from tests.actions.questions.desk.reading import ASKED, HERE, boxes


async def test_the_list_says_how_many_asked_and_what_it_sounds_like(wang: Browser) -> None:
    page = await wang.get(HERE)

    assert "没人写 2" in page.text
    assert f"{ASKED[0]} 2 次，2 位工友" in page.text
    assert "入会要不要交钱" in page.text or "入会要交" in page.text


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
