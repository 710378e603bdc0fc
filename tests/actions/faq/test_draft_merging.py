"""Two colleagues in one draft: both texts are shown where they differ, and nothing is written over."""

from __future__ import annotations

import re

import pytest

from actions.faq.errors import NotChosen
from actions.faq.merging import differing, merged, only_there, sorted_out
from actions.faq.opened import carried, opened_with, read_opened
from tests.actions.desk_browser import Browser, Page
from tests.actions.faq.drafting_at_desk import DRAFT, autosaved, changed, editor, revision_shown, saved, sent
from tests.actions.faq.editing import LI, act, hired, kept, published
from tests.actions.house import Caller, House

TRIES = "/desk/faq/entries/join_cost/tries"


async def two(house: House, cli: Caller) -> tuple[Browser, Browser]:
    return await editor(house, cli), await editor(house, cli, login=LI, name="李军")


def side_by_side(page: Page) -> set[str]:
    """The columns that the page lays side by side."""
    return set(re.findall(r'name="shown" value="(\w+)"', page.html))


async def test_who_saves_over_a_colleague_sees_both_texts_and_chooses(house: House, cli: Caller) -> None:
    wang, li = await two(house, cli)
    await saved(wang, answer="原来一稿。")
    mine, theirs = await wang.get(DRAFT), await li.get(DRAFT)
    await sent(li, theirs, answer="李军的回答。", source="李军的来源", title="入会到底收不收钱")

    moved = await sent(wang, mine, answer="王敏的回答。", source="王敏的来源")

    assert moved.status == 409
    assert "李军也改了这份草稿" in moved.text
    assert side_by_side(moved) == {"answer", "source"}
    for words in ("王敏的回答。", "李军的回答。", "王敏的来源", "李军的来源", "入会到底收不收钱"):
        assert words in moved.html
    assert (await kept(house, "join_cost.2")).content["answer"] == "李军的回答。"

    merged_page = await sent(wang, moved, pick_answer="mine", pick_source="theirs")
    draft = await kept(house, revision_shown(merged_page))
    assert (draft.number, draft.draft_version, draft.author_name) == (2, 3, "王敏")
    assert draft.content["answer"] == "王敏的回答。"
    assert draft.content["source"]["text"] == "李军的来源"
    assert draft.content["title"] == "入会到底收不收钱"
    assert len(draft.writers) == 2


async def test_what_only_the_other_changed_is_theirs_and_said_and_what_only_i_changed_is_mine(
    house: House, cli: Caller
) -> None:
    wang, li = await two(house, cli)
    await saved(wang, answer="原来一稿。")
    mine = await li.get(DRAFT)
    await saved(wang, answer="王敏的回答。", phrasings="王敏的问法", title="入会收不收钱")

    moved = await sent(li, mine, valid_until="2027-06-30", title="入会到底收不收钱")

    assert moved.status == 409
    assert side_by_side(moved) == {"title"}
    assert "对方改的：回答、问法，已经照对方的放好。" in moved.text
    assert (await kept(house, "join_cost.2")).content["valid_until"] is None
    await sent(li, moved, pick_title="mine")
    content = (await kept(house, "join_cost.2")).content
    assert (content["answer"], content["phrasings"]) == ("王敏的回答。", ["王敏的问法"])
    assert (content["valid_until"], content["title"]) == ("2027-06-30", "入会到底收不收钱")


async def test_where_nothing_is_left_to_choose_it_still_takes_a_click(house: House, cli: Caller) -> None:
    wang, li = await two(house, cli)
    await saved(wang, answer="原来一稿。")
    mine = await li.get(DRAFT)
    await saved(wang, answer="王敏的回答。")

    moved = await sent(li, mine, valid_until="2027-06-30")

    assert (moved.status, side_by_side(moved)) == (409, set())
    assert "王敏也改了这份草稿。两边改的不冲突" in moved.text
    assert (await kept(house, "join_cost.2")).author_name == "王敏"
    assert await again(li, moved) == "join_cost.2"
    content = (await kept(house, "join_cost.2")).content
    assert (content["answer"], content["valid_until"]) == ("王敏的回答。", "2027-06-30")


async def test_what_saved_itself_is_what_the_form_is_made_from_then(house: House, cli: Caller) -> None:
    wang, li = await two(house, cli)
    await saved(wang, answer="原来一稿。")
    mine = await li.get(DRAFT)
    _, told = await autosaved(li, mine, valid_until="2027-06-30")
    await saved(wang, answer="王敏的回答。")

    seen = {name: str(told[name]) for name in ("draft", "draft_version", "out", "opened")}
    moved = await sent(li, mine, **seen, valid_until="2027-07-31")

    assert (moved.status, side_by_side(moved)) == (409, set())
    await again(li, moved)
    content = (await kept(house, "join_cost.2")).content
    assert (content["answer"], content["valid_until"]) == ("王敏的回答。", "2027-07-31")


async def test_trying_a_question_on_the_way_leaves_the_two_side_by_side(house: House, cli: Caller) -> None:
    """Without scripts the whole page comes anew."""
    wang, li = await two(house, cli)
    await saved(wang, answer="原来一稿。")
    mine = await li.get(DRAFT)
    await saved(wang, answer="王敏的回答。", phrasings="王敏的问法")
    moved = await sent(li, mine, answer="李军的回答。")

    tried = await li.post(TRIES, changed(moved, asked="入会要钱吗", pick_answer="theirs"), csrf=moved.csrf)

    assert side_by_side(tried) == {"answer"}
    fields = [(name, value) for name, value in tried.form("draft") if name != "asked"]
    assert dict(fields)["pick_answer"] == "theirs"
    await li.post(DRAFT, fields, csrf=tried.csrf)
    content = (await kept(house, "join_cost.2")).content
    assert (content["answer"], content["phrasings"]) == ("王敏的回答。", ["王敏的问法"])


async def test_a_second_save_in_between_is_sorted_out_as_well(house: House, cli: Caller) -> None:
    """What was asked is asked again with its choice; what was taken over follows the other one on."""
    wang, li = await two(house, cli)
    await saved(wang, answer="原来一稿。")
    mine = await li.get(DRAFT)
    await saved(wang, answer="王敏二稿。", source="王敏的来源", title="入会收不收钱")
    moved = await sent(li, mine, answer="李军的回答。", valid_until="2027-06-30")
    await saved(wang, source="王敏又改的来源", phrasings="王敏的问法")

    second = await sent(li, moved, pick_answer="theirs", title="李军接着改的标题")

    assert second.status == 409
    assert side_by_side(second) == {"answer"}
    assert dict(second.form("draft"))["pick_answer"] == "theirs"
    assert "对方改的：来源、问法，已经照对方的放好。" in second.text
    await again(li, second)
    content = (await kept(house, "join_cost.2")).content
    assert (content["answer"], content["title"]) == ("王敏二稿。", "李军接着改的标题")
    assert (content["source"]["text"], content["phrasings"]) == ("王敏又改的来源", ["王敏的问法"])
    assert content["valid_until"] == "2027-06-30"


async def test_what_was_taken_over_is_said_until_it_is_saved(house: House, cli: Caller) -> None:
    wang, li = await two(house, cli)
    await saved(wang, answer="原来一稿。")
    mine = await li.get(DRAFT)
    await saved(wang, answer="王敏的回答。", source="王敏的来源", phrasings="王敏的问法")
    moved = await sent(li, mine, answer="李军的回答。")

    asked = await sent(li, moved, phrasings="李军改过的问法")

    assert (asked.status, side_by_side(asked)) == (422, {"answer"})
    assert "对方改的：来源，已经照对方的放好。" in asked.text
    assert dict(asked.form("draft"))["phrasings"] == "李军改过的问法"


async def test_a_form_that_does_not_say_what_it_was_opened_with_is_asked_about_everything(
    house: House, cli: Caller
) -> None:
    wang, li = await two(house, cli)
    await saved(wang, answer="原来一稿。")
    mine = await li.get(DRAFT)
    await saved(wang, answer="王敏的回答。")

    moved = await sent(li, mine, valid_until="2027-06-30", opened=None)

    assert side_by_side(moved) == {"answer", "valid_until"}
    assert "对方改的" not in moved.text
    await sent(li, moved, pick_answer="theirs", pick_valid_until="mine")
    content = (await kept(house, "join_cost.2")).content
    assert (content["answer"], content["valid_until"]) == ("王敏的回答。", "2027-06-30")


async def test_of_another_draft_begun_instead_everything_is_asked(house: House, cli: Caller) -> None:
    """It was not made from what the form was opened with: my own words of before would be gone."""
    wang, li = await two(house, cli)
    await saved(wang, answer="王敏写了一上午。")
    mine = await wang.get(DRAFT)
    assert (await act(cli, "join_cost.2", "rejection", by=LI, reason="不需要")).status == 200
    await saved(li, source="李军的来源")

    told = await sent(wang, mine, valid_until="2027-06-30")

    assert side_by_side(told) == {"answer", "source", "valid_until"}
    assert dict(told.form("draft"))["answer"] == "王敏写了一上午。"


async def test_of_what_went_out_meanwhile_only_what_both_changed_is_asked(house: House, cli: Caller) -> None:
    wang = await editor(house, cli, login="zhaoyun", name="赵云")
    await hired(house, "wangmin", LI)
    opened = await wang.get(DRAFT)
    content = (await kept(house, "join_cost.1")).content
    await published(cli, content=content | {"answer": "别人发布的。"})

    late = await sent(wang, opened, valid_until="2027-06-30")

    assert (late.status, side_by_side(late)) == (409, set())
    assert "对方改的：回答，已经照对方的放好。" in late.text
    await again(wang, late)
    content = (await kept(house, "join_cost.3")).content
    assert (content["answer"], content["valid_until"]) == ("别人发布的。", "2027-06-30")


async def test_the_page_leads_to_what_explains_it(house: House, cli: Caller) -> None:
    wang, li = await two(house, cli)
    mine = await wang.get(DRAFT)
    await saved(li, answer="李军的回答。")

    moved = await sent(wang, mine, answer="王敏的回答。")

    assert 'href="/desk/handbook/05-changing"' in moved.html
    assert 'href="/desk/handbook/03-writing"' in mine.html


async def test_mine_can_be_edited_while_choosing(house: House, cli: Caller) -> None:
    wang, li = await two(house, cli)
    mine = await wang.get(DRAFT)
    await saved(li, answer="李军的回答。")

    moved = await sent(wang, mine, answer="王敏的回答。")
    await sent(wang, moved, answer="李军的回答，王敏补了一句。", pick_answer="mine")

    assert (await kept(house, "join_cost.2")).content["answer"] == "李军的回答，王敏补了一句。"


async def test_what_nobody_chose_is_asked_again_and_not_saved(house: House, cli: Caller) -> None:
    wang, li = await two(house, cli)
    mine = await wang.get(DRAFT)
    await saved(li, answer="李军的回答。", source="李军的来源")

    moved = await sent(wang, mine, answer="王敏的回答。", source="王敏的来源")
    asked = await sent(wang, moved, pick_source="theirs")

    assert asked.status == 422
    assert "请选用哪一个" in asked.text
    assert '<a href="#pick-answer">回答</a>' in asked.html
    assert asked.html.count('id="pick-answer"') == 1
    assert side_by_side(asked) == {"answer", "source"}
    assert dict(asked.form("draft"))["pick_source"] == "theirs"
    assert (await kept(house, "join_cost.2")).draft_version == 1


async def test_of_phrasings_both_can_be_kept(house: House, cli: Caller) -> None:
    wang, li = await two(house, cli)
    mine = await wang.get(DRAFT)
    await saved(li, phrasings="头一种问法\n李军加的问法")

    moved = await sent(wang, mine, phrasings="头一种问法\n王敏加的问法")
    await sent(wang, moved, pick_phrasings="both")

    assert "只有对方有" in moved.text
    assert (await kept(house, "join_cost.2")).content["phrasings"] == ["头一种问法", "王敏加的问法", "李军加的问法"]


async def test_a_third_save_in_between_is_laid_beside_as_well(house: House, cli: Caller) -> None:
    wang, li = await two(house, cli)
    mine = await wang.get(DRAFT)
    await saved(li, answer="李军一稿。")
    moved = await sent(wang, mine, answer="王敏的回答。")
    await saved(li, answer="李军二稿。")

    again = await sent(wang, moved, pick_answer="mine")

    assert again.status == 409
    assert "李军二稿。" in again.text
    assert dict(again.form("draft"))["answer"] == "王敏的回答。"
    assert (await kept(house, "join_cost.2")).content["answer"] == "李军二稿。"


async def test_what_went_out_meanwhile_is_laid_beside_and_becomes_the_base(house: House, cli: Caller) -> None:
    wang = await editor(house, cli)
    await hired(house, LI)
    await saved(wang, answer="先发布的。")
    await act(cli, "join_cost.2", "submission", by="wangmin")
    begun = await wang.get("/desk/faq/entries/join_cost/draft")
    assert "正在等人审批" in begun.text
    assert (await act(cli, "join_cost.2", "approval", by=LI)).status == 200
    await saved(wang, answer="接着写的草稿。")
    opened = await wang.get(DRAFT)
    assert (await act(cli, "join_cost", "rollback", by="wangmin")).status == 200

    late, fresh = await sent(wang, opened, answer="又改了几个字。"), await wang.get(DRAFT)

    for page, status in ((late, 409), (fresh, 200)):
        assert page.status == status
        assert "又发布了新的一版" in page.text
        assert "answer" in side_by_side(page)
    await sent(wang, late, pick_answer="mine")
    draft = await kept(house, "join_cost.3")
    assert (draft.content["answer"], draft.based_on) == ("又改了几个字。", 4)


async def test_a_draft_that_was_dropped_meanwhile_is_begun_anew_on_request(house: House, cli: Caller) -> None:
    wang = await editor(house, cli)
    await hired(house, LI)
    await saved(wang, answer="一稿。")
    opened = await wang.get(DRAFT)
    assert (await act(cli, "join_cost.2", "rejection", by=LI, reason="不需要")).status == 200

    gone = await sent(wang, opened, answer="我还想写。")
    name = await again(wang, gone)

    assert gone.status == 409
    assert "已经不在了" in gone.text
    assert (await kept(house, name)).content["answer"] == "我还想写。"
    assert name == "join_cost.3"


async def test_a_draft_begun_after_the_one_that_was_read_went_is_not_written_over(house: House, cli: Caller) -> None:
    """The new one has been written as often as the old one: the number of times would not tell them apart."""
    wang, li = await two(house, cli)
    await saved(li, answer="李军的一稿。")
    mine = await wang.get(DRAFT)
    assert (await act(cli, "join_cost.2", "rejection", by=LI, reason="不需要")).status == 200
    await saved(li, answer="李军另起的一稿。")

    told = await sent(wang, mine, answer="王敏的回答。")

    assert told.status == 409
    assert "您改的那份草稿已经不在了，李军又另起了一份" in told.text
    assert side_by_side(told) == {"answer"}
    assert (await kept(house, "join_cost.3")).content["answer"] == "李军另起的一稿。"
    await sent(wang, told, pick_answer="mine")
    assert (await kept(house, "join_cost.3")).content["answer"] == "王敏的回答。"


async def test_of_a_merge_page_whose_other_side_was_dropped_nobody_is_said_to_have_written_too(
    house: House, cli: Caller
) -> None:
    wang, li = await two(house, cli)
    mine = await wang.get(DRAFT)
    await saved(li, answer="李军的回答。")
    moved = await sent(wang, mine, answer="王敏的回答。")
    assert (await act(cli, "join_cost.2", "rejection", by=LI, reason="不需要")).status == 200

    gone = await sent(wang, moved, pick_answer="mine")

    assert "已经不在了" in gone.text
    assert "李军也改了" not in gone.text
    assert side_by_side(gone) == set()


async def test_who_wrote_in_two_places_is_told_that_it_was_themselves(house: House, cli: Caller) -> None:
    wang = await editor(house, cli)
    mine = await wang.get(DRAFT)
    await saved(wang, answer="在手机上写的。")

    moved = await sent(wang, mine, answer="在电脑上写的。")

    assert "您自己在别处也改了这份草稿" in moved.text


async def test_an_answer_that_was_taken_out_meanwhile_can_still_be_written(house: House, cli: Caller) -> None:
    wang = await editor(house, cli)
    await hired(house, LI)
    opened = await wang.get(DRAFT)
    assert (await act(cli, "join_cost", "retirement", by=LI, reason="过时")).status == 200

    told = await sent(wang, opened, answer="新写的。")
    name = await again(wang, told)

    assert "已经停用了" in told.text
    assert (await kept(house, name)).content["answer"] == "新写的。"


async def test_a_draft_somebody_began_while_the_form_was_open_is_not_written_over(house: House, cli: Caller) -> None:
    wang, li = await two(house, cli)
    mine = await wang.get(DRAFT)
    await saved(li, answer="李军先起草。")

    moved = await sent(wang, mine, answer="王敏也起草。")

    assert moved.status == 409
    assert side_by_side(moved) == {"answer"}
    assert (await kept(house, "join_cost.2")).content["answer"] == "李军先起草。"


async def test_publishing_through_the_api_counts_as_well(house: House, cli: Caller) -> None:
    wang = await editor(house, cli, login="zhaoyun", name="赵云")
    await hired(house, "wangmin", LI)
    opened = await wang.get(DRAFT)
    await published(cli, says={"answer": "别人发布的。"})

    late = await sent(wang, opened, answer="赵云写的。")

    assert late.status == 409
    assert "别人发布的。" in late.text
    assert dict(late.form("draft"))["answer"] == "赵云写的。"


async def again(browser: Browser, page: Page) -> str:
    """Press 保存 once more; the revision that is led to."""
    return revision_shown(await sent(browser, page))


MINE = {"answer": "一\n二", "source": "章程", "phrasings": "甲\n乙"}
THEIRS = {"answer": "一\n二\n", "source": "办法", "phrasings": "甲\n丙"}


def test_blanks_at_the_ends_are_no_difference() -> None:
    assert differing(MINE, THEIRS) == ["source", "phrasings"]
    assert only_there(MINE["phrasings"], THEIRS["phrasings"]) == ["丙"]


def test_ids_of_facts_are_not_taken_over_without_the_source_they_belong_to() -> None:
    opened = opened_with({"source": "章程", "facts": "a"})
    mine, theirs = {"source": "我的", "facts": "a"}, {"source": "对方的", "facts": "b"}

    assert sorted_out(mine, theirs, opened=opened) == (mine, ["source", "facts"], [])
    assert sorted_out({**mine, "source": "章程"}, theirs, opened=opened) == (theirs, [], ["source", "facts"])


@pytest.mark.parametrize("sent", [None, "", "x", "=", "title", "title=", "title=0 title=1", "\x00=\x00 ＝"])
def test_whatever_a_form_says_it_was_opened_with_everything_is_asked_unless_it_is_true(sent: str | None) -> None:
    assert sorted_out({"title": "甲"}, {"title": "乙"}, opened=read_opened(sent)) == ({"title": "甲"}, ["title"], [])


def test_what_the_form_carries_is_read_again() -> None:
    assert read_opened(carried(opened_with(MINE))) == opened_with(MINE)


def test_a_column_that_was_not_laid_side_by_side_is_ones_own() -> None:
    assert merged(MINE, THEIRS, shown=["phrasings"], picks={"phrasings": "theirs"}) == {**MINE, "phrasings": "甲\n丙"}


def test_a_pick_nobody_offers_is_none() -> None:
    with pytest.raises(NotChosen) as refusal:
        merged(MINE, THEIRS, shown=["source", "phrasings"], picks={"source": "yours", "phrasings": "both"})

    assert list(refusal.value.faults) == ["source"]
