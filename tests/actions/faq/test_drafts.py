"""Writing a draft: checked against what there is, kept under a version, closed once it is submitted."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import DBAPIError

from actions.faq.model import FaqRevision
from tests.actions.faq.editing import (
    LI,
    WANG,
    act,
    drafted,
    entry_in_feed,
    general,
    hired,
    kept,
    narrower,
    published,
)
from tests.actions.house import Caller, House

pytestmark = pytest.mark.usefixtures("colleagues")


async def test_a_draft_is_the_next_revision_and_goes_out_to_nobody(cli: Caller) -> None:
    before = await entry_in_feed(cli)

    draft = await drafted(cli)

    assert draft.status == 201
    assert (draft.json["revision"], draft.json["state"], draft.json["author"]) == ("join_cost.2", "draft", "王敏")
    assert draft.json["based_on"] == "join_cost.1"
    assert await entry_in_feed(cli) == before


async def test_a_draft_is_written_over_only_by_who_has_seen_its_last_version(cli: Caller) -> None:
    await drafted(cli)

    unseen = await drafted(cli, by=LI, says={"answer": "改一"})
    seen = await drafted(cli, by=LI, says={"answer": "改二"}, draft_version=1)
    late = await drafted(cli, by=WANG, says={"answer": "改三"}, draft_version=1)

    assert (unseen.status, unseen.json["type"]) == (409, "draft-exists")
    assert "王敏" in unseen.json["detail"]
    assert (seen.json["revision"], seen.json["draft_version"], seen.json["author"]) == ("join_cost.2", 2, "李军")
    assert (late.status, late.json["type"]) == (409, "draft-moved")
    assert "李军" in late.json["detail"]


async def test_a_submitted_revision_cannot_be_written_in(cli: Caller, house: House) -> None:
    await drafted(cli)
    await act(cli, "join_cost.2", "submission", by=WANG)

    refused = await drafted(cli, says={"answer": "改一改"}, draft_version=1)

    assert (refused.status, refused.json["type"]) == (409, "in-review")
    assert (await kept(house, "join_cost.2")).content["answer"] == "入会不要钱。"


async def test_the_database_itself_refuses_to_change_or_delete_a_submitted_revision(cli: Caller, house: House) -> None:
    await published(cli)
    changed = update(FaqRevision).where(FaqRevision.number == 2).values(content=general(answer="改了"))
    for statement in (changed, delete(FaqRevision).where(FaqRevision.number == 2)):
        async with house.database.write() as session:
            with pytest.raises(DBAPIError, match="never"):
                await session.execute(statement)

    assert (await kept(house, "join_cost.2")).content["answer"] == "入会不要钱。"


async def test_what_is_out_already_needs_no_draft(cli: Caller) -> None:
    await published(cli)

    again = await drafted(cli)

    assert (again.status, again.json["type"]) == (409, "nothing-changed")
    assert "join_cost.2" in again.json["detail"]


async def test_staff_make_a_topic_of_their_own(cli: Caller) -> None:
    says = {
        "title": "医保卡怎么办",
        "category": "不归工会管",
        "phrasings": ["医保卡丢了", "医保怎么报销"],
        "buttons": [],
    }

    await published(cli, topic="not_ours_medical_insurance", says=says)

    entry = await entry_in_feed(cli, "not_ours_medical_insurance")
    assert entry is not None
    assert (entry["category"], entry["review"]) == ("not_ours", "已复核")


async def test_what_does_not_fit_is_refused_by_its_column(cli: Caller) -> None:
    taken = await drafted(
        cli, says={"phrasings": ["我要送到哪里去交材料", "谁可以加入工会"]}
    )  # a title of another topic
    too_long = await drafted(cli, says={"answer": "长" * 351})
    unshown = await drafted(cli, says={"answer": "有\x07声音"})
    variable = await drafted(cli, says={"answer": "打 {手机号}。"})

    assert (taken.status, taken.json["field"]) == (422, "phrasings")
    assert "join_who_can" in taken.json["detail"]
    assert (too_long.status, unshown.status) == (422, 422)
    assert (variable.status, variable.json["field"]) == (422, "answer")
    assert "没有变量 {手机号}。能用的有 {地区}、{行当}、{工会热线}、{今天}。" in variable.json["detail"]
    assert len((await cli.get("/v1/faq/entries/join_cost")).json["revisions"]) == 1


async def test_a_narrower_answer_has_no_title_and_a_general_one_has(cli: Caller) -> None:
    titled = await drafted(cli, areas=["340100"], content=general())
    untitled = await drafted(cli, content=narrower())

    assert (titled.status, untitled.status) == (422, 422)
    assert titled.json["field"] == untitled.json["field"] == "content"


async def test_nobody_acts_for_a_stranger_or_an_account_without_a_password(cli: Caller, house: House) -> None:
    await hired(house, "zhao", active=False)

    assert (await drafted(cli, by="nobody")).status == 404
    refused = await drafted(cli, by="zhao")
    assert (refused.status, refused.json["type"]) == (409, "staff-not-active")


async def test_a_repeated_request_makes_one_draft(cli: Caller) -> None:
    body = {"as": WANG, "topic": "join_cost", "content": general()}

    first = await cli.post("/v1/faq/drafts", body, key="once")
    second = await cli.post("/v1/faq/drafts", body, key="once")

    assert first.raw == second.raw
    assert len((await cli.get("/v1/faq/entries/join_cost")).json["revisions"]) == 2
