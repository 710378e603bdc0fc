"""Writing answers at the desk: what the form begins with, what saving makes, and what is said when it cannot."""

from __future__ import annotations

import re

import pytest

from tests.actions.desk_browser import Page, staff
from tests.actions.faq.drafting_at_desk import DRAFT, NEW, autosaved, changed, editor, revision_shown, saved, sent
from tests.actions.faq.editing import LI, act, drafted, hired, kept, published
from tests.actions.house import Caller, House

PREVIEWS = "/desk/faq/entries/join_cost/previews"


def links_to_faults(page: Page) -> list[tuple[str, str]]:
    """What the message at the top leads to: anchor, name."""
    return re.findall(r'<li><a href="#([\w-]+)">([^<]+)</a></li>', page.html)


async def test_the_form_begins_with_what_is_out_and_saving_makes_a_draft(house: House, cli: Caller) -> None:
    wang = await editor(house, cli)
    page = await wang.get(DRAFT)
    out = (await kept(house, "join_cost.1")).content

    name = await saved(wang, answer="改过的回答。\r\n第二行。")

    assert dict(page.form("draft"))["title"] == out["title"]
    draft = await kept(house, name)
    assert (draft.state, draft.author_name, draft.draft_version) == ("draft", "王敏", 1)
    assert draft.content == out | {"answer": "改过的回答。\n第二行。"}
    assert [(one.action, one.subject) for one in await house.audit()][-1] == ("faq.drafted", name)


async def test_the_form_goes_on_with_the_draft_that_was_begun(house: House, cli: Caller) -> None:
    wang = await editor(house, cli)
    await saved(wang, answer="第一稿。")
    name = await saved(wang, title="入会收不收钱呀")

    draft = await kept(house, name)
    assert (draft.number, draft.draft_version) == (2, 2)
    assert (draft.content["answer"], draft.content["title"]) == ("第一稿。", "入会收不收钱呀")


async def test_what_was_refused_is_written_on_from_where_it_was(house: House, cli: Caller) -> None:
    wang = await editor(house, cli)
    await hired(house, LI)
    name = await saved(wang, answer="第一次写的。")
    await act(cli, name, "submission", by="wangmin")
    await act(cli, name, "rejection", by=LI, reason="少了来源")
    entry = await wang.get("/desk/faq/entries/join_cost")
    assert f'href="{DRAFT}?again"' in entry.html

    page = await wang.get(f"{DRAFT}?again")
    assert dict(page.form("draft"))["answer"] == "第一次写的。"
    assert "没有通过的第 2 版的内容" in page.text
    assert "少了来源" in page.text
    page = await sent(wang, page, source="新的章程")

    draft = await kept(house, revision_shown(page))
    assert (draft.number, draft.state) == (3, "draft")
    assert (draft.content["answer"], draft.content["source"]["text"]) == ("第一次写的。", "新的章程")
    assert dict((await wang.get(DRAFT)).form("draft"))["answer"] == "第一次写的。"
    assert "没有通过的第 2 版" not in (await wang.get(f"{DRAFT}?again")).text


async def test_what_another_publishes_meanwhile_is_asked_about_beside_what_was_refused(
    house: House, cli: Caller
) -> None:
    """The refused text was not made from what is out now: nothing of it is taken for unchanged."""
    wang = await editor(house, cli)
    await hired(house, LI)
    name = await saved(wang, answer="没通过的回答。")
    await act(cli, name, "submission", by="wangmin")
    await act(cli, name, "rejection", by=LI, reason="少了来源")
    page = await wang.get(f"{DRAFT}?again")
    await published(cli, says={"answer": "别人发布的回答。"})

    page = await sent(wang, page)

    assert page.status == 409
    assert "没通过的回答。" in page.html
    assert "别人发布的回答。" in page.html
    assert 'name="pick_answer"' in page.html


async def test_every_field_is_taken_as_it_was_typed(house: House, cli: Caller) -> None:
    wang = await editor(house, cli)
    facts = (await kept(house, "join_cost.1")).content["source"]["facts"]

    name = await saved(
        wang,
        title="入会花钱吗",
        category="union",
        sensitive="是",
        answer="不花钱。",
        phrasings="要花多少钱呢\n\n 一共得花多少 \n",
        source="新的章程",
        source_date="2026-01-02",
        valid_from="2026-11-23",
        valid_until="2027-11-23",
        buttons=["dues_how_much", "", "human", "", ""],
    )

    assert (await kept(house, name)).content == {
        "title": "入会花钱吗",
        "category": "union",
        "sensitive": True,
        "answer": "不花钱。",
        "phrasings": ["要花多少钱呢", "一共得花多少"],
        "source": {"text": "新的章程", "date": "2026-01-02", "facts": facts},
        "valid_from": "2026-11-23",
        "valid_until": "2027-11-23",
        "buttons": ["dues_how_much", "human"],
    }


async def test_a_button_is_named_by_its_title_its_id_both_or_a_part_that_fits_no_other(
    house: House, cli: Caller
) -> None:
    wang = await editor(house, cli)
    typed = ["驿站里有什么", "转人工", "怎么入会（总体途径）（join_how）", "enroll", "会费 怎么"]

    name = await saved(wang, buttons=typed)

    codes = ["station_services", "human", "join_how", "enroll", "dues_how_to_pay"]
    assert (await kept(house, name)).content["buttons"] == codes


async def test_a_button_that_is_none_or_may_be_several_is_told_and_stays_as_typed(house: House, cli: Caller) -> None:
    wang = await editor(house, cli)
    page = await wang.get(DRAFT)

    none = await sent(wang, page, buttons=["文化宫，在哪", "enroll"])
    several = await sent(wang, page, buttons=["会费"])
    preview = await wang.post(PREVIEWS, changed(page, buttons=["驿站里"]), csrf=page.csrf)

    assert none.status == several.status == 422
    assert "没有“文化宫，在哪”这个问题或办事。换标题里的几个字，从列表里选一条。" in none.text
    assert [value for name, value in none.form("draft") if name == "buttons"][:2] == [
        "文化宫，在哪",
        "我要入会（enroll）",
    ]
    assert "有好几条像：“会费交多少怎么算”、“会费怎么交交给谁”。从列表里选一条。" in several.text
    assert "驿站里有什么" in preview.text


async def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(house: House, cli: Caller) -> None:
    wang = await editor(house, cli)
    typed = {"answer": "长" * 351, "title": "", "valid_until": "2020-01-01", "phrasings": "谁可以加入工会"}

    page = await sent(wang, await wang.get(DRAFT), **typed)

    assert page.status == 422
    assert "有 2 处要改" in page.text
    assert "有 351 个字，超过 350 个字" in page.text
    assert links_to_faults(page) == [("title", "标题"), ("answer", "回答")]
    assert dict(page.form("draft")) | typed == dict(page.form("draft"))
    taken = await sent(wang, await wang.get(DRAFT), phrasings="谁可以加入工会")
    assert "“谁可以加入工会”已经是“谁可以加入工会”的问法" in taken.text
    assert len((await cli.get("/v1/faq/entries/join_cost")).json["revisions"]) == 1


async def test_every_field_that_is_wrong_is_led_to(house: House, cli: Caller) -> None:
    wang = await editor(house, cli)
    nothing = await sent(wang, await wang.get(NEW), topic="1", title="", source="", source_date="", valid_from="x")
    narrower = f"{NEW}?topic=join_cost"
    nowhere = await sent(wang, await wang.get(narrower))

    assert (
        dict(links_to_faults(nothing)).items()
        >= {
            "title": "标题",
            "topic": "编号",
            "source": "来源",
            "source_date": "来源日期",
            "valid_from": "生效日期",
        }.items()
    )
    assert links_to_faults(nowhere) == [("areas", "地区")]
    for page in (nothing, nowhere):
        assert all(page.html.count(f'id="{place}"') == 1 for place, _ in links_to_faults(page))


async def test_an_unknown_variable_is_told_at_the_answer_and_nothing_is_saved(house: House, cli: Caller) -> None:
    wang = await editor(house, cli)

    page = await sent(wang, await wang.get(DRAFT), answer="打 {手机号}。")

    assert page.status == 422
    assert "没有变量 {手机号}。能用的有 {地区}、{行当}、{工会热线}、{今天}。" in page.text
    assert dict(page.form("draft"))["answer"] == "打 {手机号}。"
    assert len((await cli.get("/v1/faq/entries/join_cost")).json["revisions"]) == 1


async def test_the_page_lists_the_variables_in_words_and_a_draft_keeps_them(house: House, cli: Caller) -> None:
    wang = await editor(house, cli)
    page = await wang.get(DRAFT)

    name = await saved(wang, answer="｛地区｝的{行当}打 {工会热线}。")

    assert "{地区} 工友在哪个市、哪个县区，如“合肥市包河区”；不知道时写“您那里”" in page.text
    assert "{工会热线} 工会热线的号码，现在是 12351" in page.text
    assert (await kept(house, name)).content["answer"] == "｛地区｝的{行当}打 {工会热线}。"
    shown = await wang.get(f"/desk/faq/revisions/{name}")
    assert shown.text.count("您那里的工友打 12351。") == 3


async def test_saving_what_is_out_already_says_so(house: House, cli: Caller) -> None:
    wang = await editor(house, cli)

    page = await sent(wang, await wang.get(DRAFT))

    assert (page.status, "不用起草" in page.text) == (409, True)


async def test_while_it_is_reviewed_the_page_says_whom_to_ask(house: House, cli: Caller) -> None:
    wang = await editor(house, cli)
    await hired(house, LI)
    begun = await wang.get(DRAFT)
    name = await saved(wang, answer="等审批的。")
    await act(cli, name, "submission", by="wangmin")

    page, late = await wang.get(DRAFT), await sent(wang, begun, answer="我写了很多。")

    assert "请王敏或审批的同事先退回它" in page.text
    assert 'id="draft"' not in page.html
    assert late.status == 409
    assert "请王敏或审批的同事先退回它" in late.text
    assert dict(late.form("draft"))["answer"] == "我写了很多。"


async def test_a_new_topic_gets_the_next_free_id_of_its_category(house: House, cli: Caller) -> None:
    wang = await editor(house, cli)
    said = {
        "title": "医保卡怎么办",
        "category": "rights",
        "answer": "请问医保局。",
        "phrasings": "医保卡丢了",
        "source": "医保局网站",
        "source_date": "2026-01-01",
    }

    assert await saved(wang, NEW, **said) == "rights_1.1"
    again = said | {"title": "医保卡在哪补", "phrasings": "补医保卡"}
    assert await saved(wang, NEW, **again) == "rights_2.1"
    own = said | {"title": "图书证", "phrasings": "图书证丢了", "topic": "own_card"}
    assert await saved(wang, NEW, **own) == "own_card.1"


async def test_a_new_topic_never_touches_one_there_is(house: House, cli: Caller) -> None:
    wang = await editor(house, cli)
    said = {"title": "新的", "answer": "新的。", "phrasings": "新的问法", "source": "文件", "source_date": "2026-01-01"}

    for topic, why in (("join_cost", "已经有了"), ("enroll", "办事的编号"), ("Join", "不能做编号")):
        page = await sent(wang, await wang.get(NEW), topic=topic, **said)
        assert (page.status, why in page.text) == (422, True), topic
    assert len((await cli.get("/v1/faq/entries/join_cost")).json["revisions"]) == 1


async def test_a_narrower_answer_is_begun_with_what_the_topic_says(house: House, cli: Caller) -> None:
    wang = await editor(house, cli)
    page = await wang.get(f"{NEW}?topic=join_cost")
    general = (await kept(house, "join_cost.1")).content

    nobody = await wang.post(NEW, changed(page), csrf=page.csrf)
    found = await wang.post(NEW, changed(page, areas=["340100"], trades=["rider"], answer="合肥的。"), csrf=page.csrf)

    assert (nobody.status, "请至少选一个" in nobody.text) == (422, True)
    assert revision_shown(found) == "join_cost@340100-rider.1"
    content = (await kept(house, "join_cost@340100-rider.1")).content
    assert set(content) == {"answer", "source", "valid_from", "valid_until", "buttons"}
    assert (content["answer"], content["source"]) == ("合肥的。", general["source"])
    assert "合肥市的外卖骑手" in (await wang.get("/desk/faq/entries/join_cost@340100-rider/draft")).text


async def test_two_narrower_answers_may_not_fit_equally_well(house: House, cli: Caller) -> None:
    wang = await editor(house, cli)
    await hired(house, LI)
    page = await wang.get(f"{NEW}?topic=join_cost")
    first = await wang.post(NEW, changed(page, areas=["340100"], answer="一。"), csrf=page.csrf)
    name = revision_shown(first)
    await act(cli, name, "submission", by="wangmin")
    assert (await act(cli, name, "approval", by=LI)).status == 200

    second = await wang.post(NEW, changed(page, areas=["340100", "340200"], answer="二。"), csrf=page.csrf)

    assert second.status == 409
    assert "分不出用哪条" in second.text
    assert dict(second.form("draft"))["answer"] == "二。"


async def test_an_editor_of_a_city_writes_for_that_city_only(house: House, cli: Caller) -> None:
    hefei = await editor(house, cli, areas=("340100",))
    page = await hefei.get(f"{NEW}?topic=join_cost")

    assert "340200" not in page.html
    assert (await hefei.get(DRAFT)).status == 403
    assert (await hefei.get(NEW)).status == 403
    for chosen in ({"areas": ["340200"]}, {"trades": ["rider"]}):
        beyond = await hefei.post(NEW, changed(page, answer="别处的。", **chosen), csrf=page.csrf)
        assert (beyond.status, "超出了您负责的地区" in beyond.text) == (422, True)
    inside = await hefei.post(NEW, changed(page, answer="包河的。", areas=["340111"]), csrf=page.csrf)
    assert revision_shown(inside) == "join_cost@340111.1"


async def test_there_is_no_form_of_what_nobody_wrote(house: House, cli: Caller) -> None:
    wang = await editor(house, cli)

    for path in ("/desk/faq/entries/nowhere/draft", "/desk/faq/entries/join_cost@340100/draft", f"{NEW}?topic=nowhere"):
        assert (await wang.get(path)).status == 404, path


async def test_what_somebody_typed_is_shown_and_never_run(house: House, cli: Caller) -> None:
    wang = await editor(house, cli)
    markup = "<script>alert(1)</script>"

    page = await sent(wang, await wang.get(DRAFT), title=markup, answer=f"{markup}长" * 60, phrasings=markup)

    assert page.status == 422
    assert markup not in page.html


async def test_an_autosave_keeps_the_draft_and_says_when(house: House, cli: Caller) -> None:
    wang = await editor(house, cli)
    page = await wang.get(DRAFT)

    status, first = await autosaved(wang, page, answer="一。")
    again = {"draft_version": str(first["draft_version"]), "out": str(first["out"])}
    _, second = await autosaved(wang, page, answer="二。", **again)

    assert (status, first["kind"], first["said"]) == (200, "saved", "已自动保存 12:00")
    assert (first["draft_version"], second["draft_version"], second["out"]) == (1, 2, 1)
    assert (await kept(house, "join_cost.2")).content["answer"] == "二。"


async def test_an_autosave_of_what_is_wrong_keeps_nothing_and_names_the_fields(house: House, cli: Caller) -> None:
    wang = await editor(house, cli)
    await saved(wang, answer="好的一稿。")

    status, told = await autosaved(wang, await wang.get(DRAFT), answer="", phrasings="")

    assert (status, told["kind"], set(told["faults"])) == (422, "draft-faults", {"answer", "phrasings"})
    assert (await kept(house, "join_cost.2")).content["answer"] == "好的一稿。"


async def test_one_sitting_of_autosaves_is_one_entry_of_the_audit_log(house: House, cli: Caller) -> None:
    wang, li = await editor(house, cli), await editor(house, cli, login=LI, name="李军")

    async def written(browser, answer: str) -> None:  # type: ignore[no-untyped-def]
        status, _ = await autosaved(browser, await browser.get(DRAFT), answer=answer)
        assert status == 200

    async def entries() -> list[str]:
        return [one.actor for one in await house.audit() if one.action == "faq.drafted"]

    for minute in range(5):
        await written(wang, f"第 {minute} 回。")
        house.clock.move(minutes=9)
    assert len(await entries()) == 1
    await written(li, "李军写的。")
    await written(wang, "王敏又写。")
    assert len(await entries()) == 3
    house.clock.move(minutes=10)
    await written(wang, "歇了一会再写。")
    assert len(await entries()) == 4
    await saved(wang, answer="按了保存。")
    assert len(await entries()) == 5
    draft = await kept(house, "join_cost.2")
    assert len(draft.writers) == 2


async def test_saving_what_the_draft_says_already_writes_nothing(house: House, cli: Caller) -> None:
    wang, li = await editor(house, cli), await editor(house, cli, login=LI, name="李军")
    name = await saved(wang, answer="一稿。")
    assert (await act(cli, name, "check", by="wangmin")).status == 200
    before = len(await house.audit())

    await saved(li)
    await autosaved(li, await li.get(DRAFT))

    draft = await kept(house, name)
    assert (draft.draft_version, draft.author_name, len(draft.writers)) == (1, "王敏", 1)
    assert draft.check_result is not None
    assert len(await house.audit()) == before


async def test_only_editors_write(house: House, cli: Caller) -> None:
    approver = await staff(house, cli, "faq_approver")

    assert (await approver.get(DRAFT)).status == 403
    assert (await drafted(cli)).status == 403  # the same colleague through the API


@pytest.mark.parametrize("path", [DRAFT, NEW])
async def test_a_form_without_its_token_is_refused(house: House, cli: Caller, path: str) -> None:
    wang = await editor(house, cli)
    page = await wang.get(path)

    assert (await wang.post(path, changed(page, answer="偷来的。"), csrf=None)).status == 403
