"""Whose hands a revision went through: who drafted, who wrote in it since, who checked, submitted and put it out."""

from __future__ import annotations

import re

import pytest

from tests.actions.desk_browser import Browser, Page, staff
from tests.actions.faq.drafting_at_desk import DRAFT, changed, editor, saved
from tests.actions.faq.editing import LI, WANG, act, drafted, hired, kept
from tests.actions.faq.nlu import Nlu, turned
from tests.actions.house import Caller, House

NAME = "join_cost.2"
HERE = f"/desk/faq/revisions/{NAME}"


def course(page: Page) -> list[str]:
    """The steps of the revision that stands first on the page, without their day."""
    steps = page.html.partition('<ol class="course">')[2].partition("</ol>")[0]
    lines = [re.sub(r"<[^>]+>", "", one) for one in re.findall(r"<li>(.*?)</li>", steps)]
    return [line.removeprefix("2026-11-22 ") for line in lines]


@pytest.fixture
async def two_wrote(house: House, cli: Caller) -> tuple[Browser, Browser]:
    """Wang drafted, Li wrote in it, Wang wrote on, a minute after each other; Li submitted."""
    wang = await editor(house, cli)
    li = await staff(house, cli, "faq_editor", "faq_approver", login=LI, name="李军")
    for minute, (browser, answer) in enumerate(((wang, "一。"), (li, "二。"), (wang, "三。"))):
        await saved(browser, answer=answer)
        house.clock.move(minutes=minute + 1)
    assert (await li.submit(HERE, f"{HERE}/submission")).status == 200
    return wang, li


WRITTEN = ["12:00 王敏起草", "12:01 李军改到第 2 稿", "12:03 王敏改到第 3 稿", "12:06 李军送审"]


async def test_each_colleague_is_named_with_what_they_did_and_when(
    two_wrote: tuple[Browser, Browser], house: House, cli: Caller
) -> None:
    _, li = two_wrote
    assert course(await li.get(HERE)) == WRITTEN
    assert "是您写的" in (await li.submit(HERE, f"{HERE}/approval")).text

    house.clock.move(minutes=4)
    zhao = await staff(house, cli, "faq_approver", login="zhao", name="赵云")
    await zhao.submit(HERE, f"{HERE}/approval")

    for path in (HERE, "/desk/faq/entries/join_cost"):
        assert course(await li.get(path)) == [*WRITTEN, "12:10 赵云批准，发布"]


async def test_of_a_sitting_only_the_latest_is_kept(house: House, cli: Caller) -> None:
    wang = await editor(house, cli)
    await saved(wang, answer="一。")
    for minute in range(5):
        house.clock.move(minutes=1)
        page = await wang.get(DRAFT)
        await wang.post(DRAFT, changed(page, autosave="1", answer=f"{minute}。"), csrf=page.csrf)

    assert course(await wang.get(HERE)) == ["12:00 王敏起草", "12:05 王敏改到第 6 稿"]
    assert len((await kept(house, NAME)).hands) == 2


async def test_who_checked_is_named_until_the_wording_changes(house: House, cli: Caller) -> None:
    wang = await editor(house, cli)
    li = await staff(house, cli, "faq_approver", login=LI, name="李军")
    await saved(wang, phrasings="要掏钱吗")
    house.clock.move(minutes=1)
    await li.submit(HERE, f"{HERE}/check")
    assert course(await wang.get(HERE)) == ["12:00 王敏起草", "12:01 李军检查"]

    await saved(wang, phrasings="要掏腰包吗")

    assert course(await wang.get(HERE)) == ["12:00 王敏起草", "12:01 王敏改到第 2 稿"]


async def test_who_put_out_what_another_had_approved_is_named(house: House, cli: Caller, nlu: Nlu) -> None:
    await hired(house, WANG, LI, "zhao")
    await drafted(cli)
    nlu.finds = {"turned_wrong": [turned()]}
    await act(cli, NAME, "submission", by=WANG)
    await act(cli, NAME, "approval", by=LI)
    told = {"in_spite_of_check": True, "reason": "那句话本来就该换"}
    assert (await act(cli, NAME, "publication", by="zhao", **told)).status == 200

    page = await (await editor(house, cli, login="zhou", name="周")).get(HERE)

    assert course(page)[-2:] == ["12:00 李军批准", "12:00 赵云不管检查结果，发布"]


async def test_a_program_reads_the_same_steps(two_wrote: tuple[Browser, Browser], cli: Caller) -> None:
    [newest, shipped] = (await cli.get("/v1/faq/entries/join_cost")).json["revisions"]

    assert [step["text"] for step in newest["course"]] == ["王敏起草", "李军改到第 2 稿", "王敏改到第 3 稿", "李军送审"]
    assert newest["course"][1]["at"] == "2026-11-22T04:01:00+00:00"
    assert [step["text"] for step in shipped["course"]] == ["随系统带来，发布"]
