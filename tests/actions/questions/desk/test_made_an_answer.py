"""What nobody answered is made an answer at the desk: phrasings of one there is, or a new one."""

from __future__ import annotations

import re

import pytest

from tests.actions.desk_browser import Browser
from tests.actions.faq.drafting_at_desk import changed, revision_shown
from tests.actions.faq.editing import kept, published
from tests.actions.faq.nlu import Nlu, understood
from tests.actions.house import Caller, House
from tests.actions.questions.asking import asked, cluster_of, sorted_by
from tests.actions.questions.desk.reading import ASKED, HERE, boxes, nearest


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


async def test_a_long_ramble_is_no_phrasing(house: House, bot: Caller, wang: Browser, cli: Caller) -> None:
    ramble = "绕了一大圈还没说到点子上" * 8
    await asked(bot, ramble, of="rambles-worker")
    await sorted_by(house)
    page = await wang.get(f"{HERE}/{await cluster_of(house, ramble)}")

    assert "太长，不能当问法" in page.text
    assert boxes(page) == []
    assert await published(cli, topic="join_cost") == "join_cost.2"
