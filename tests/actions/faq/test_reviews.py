"""From a draft to an answer that is out: two people, one winner, and nlu's word."""

from __future__ import annotations

import asyncio

import pytest

from tests.actions.faq.editing import LI, WANG, act, drafted, entry_in_feed, hired, kept, published, version
from tests.actions.faq.nlu import Nlu, turned
from tests.actions.house import Caller, House

pytestmark = pytest.mark.usefixtures("colleagues")


async def submitted(cli: Caller) -> str:
    name = str((await drafted(cli)).json["revision"])
    assert (await act(cli, name, "submission", by=WANG)).status == 200
    return name


async def test_a_second_persons_yes_puts_the_answer_out_at_once(cli: Caller, bot: Caller) -> None:
    before = await version(bot)

    name = await published(cli)

    entry = await entry_in_feed(bot)
    assert entry is not None
    assert (entry["answer"], entry["review"]) == ("入会不要钱。", "已复核")
    assert await version(bot) == before + 1
    shown = (await cli.get(f"/v1/faq/revisions/{name}")).json
    assert (shown["author"], shown["approver"], shown["state"]) == ("王敏", "李军", "published")
    former = (await cli.get("/v1/faq/revisions/join_cost.1")).json
    assert (former["state"], former["review"]) == ("retired", "待复核")


async def test_who_wrote_it_cannot_approve_it(cli: Caller) -> None:
    name = await submitted(cli)

    refused = await act(cli, name, "approval", by=WANG)

    assert (refused.status, refused.json["type"]) == (409, "same-person")


async def test_neither_can_who_wrote_only_a_part_of_it(cli: Caller, house: House) -> None:
    await hired(house, "zhao")
    await drafted(cli, by=WANG)
    await drafted(cli, by=LI, says={"answer": "李军改过。"}, draft_version=1)
    await act(cli, "join_cost.2", "submission", by=LI)

    assert (await act(cli, "join_cost.2", "approval", by=WANG)).json["type"] == "same-person"
    assert (await act(cli, "join_cost.2", "approval", by="zhao")).status == 200


async def test_a_draft_is_submitted_before_it_is_approved(cli: Caller) -> None:
    await drafted(cli)

    refused = await act(cli, "join_cost.2", "approval", by=LI)

    assert (refused.status, refused.json["type"]) == (409, "state-forbids")
    assert "草稿" in refused.json["detail"]


async def test_nothing_is_published_without_an_approval(cli: Caller) -> None:
    name = await submitted(cli)

    refused = await act(cli, name, "publication", by=LI)

    assert (refused.status, refused.json["type"]) == (409, "not-approved")


async def test_of_two_approvals_at_once_one_wins_and_the_other_hears_who_was_first(cli: Caller, house: House) -> None:
    await hired(house, "zhao")
    name = await submitted(cli)

    answers = await asyncio.gather(*(act(cli, name, "approval", by=who) for who in (LI, "zhao")))

    assert sorted(answer.status for answer in answers) == [200, 409]
    won, lost = sorted(answers, key=lambda answer: answer.status)
    assert lost.json["type"] == "already-decided"
    assert won.json["approver"] in lost.json["detail"]


async def test_of_two_drafts_begun_at_once_one_is_kept(cli: Caller) -> None:
    answers = await asyncio.gather(*(drafted(cli, by=who, says={"answer": f"{who} 写的。"}) for who in (WANG, LI)))

    assert sorted(answer.status for answer in answers) == [201, 409]


async def test_a_rejection_ends_the_revision_with_its_reason_and_a_new_draft_can_begin(cli: Caller) -> None:
    name = await submitted(cli)

    unexplained = await act(cli, name, "rejection", by=LI, reason=" ")
    rejected = await act(cli, name, "rejection", by=LI, reason="来源不对")
    late = await act(cli, name, "approval", by=LI)
    again = await drafted(cli)

    assert (unexplained.status, unexplained.json["field"]) == (422, "reason")
    assert (rejected.json["state"], rejected.json["reason"], rejected.json["retired_by"]) == (
        "retired",
        "来源不对",
        "李军",
    )
    assert (late.json["type"], "李军" in late.json["detail"]) == ("already-decided", True)
    assert again.json["revision"] == "join_cost.3"


async def test_an_answer_brought_back_meanwhile_is_not_run_over(cli: Caller) -> None:
    await published(cli)
    await drafted(cli, says={"answer": "第三版。"})
    await act(cli, "join_cost.3", "submission", by=WANG)
    await act(cli, "join_cost", "rollback", by=LI)

    refused = await act(cli, "join_cost.3", "approval", by=LI)

    assert (refused.status, refused.json["type"]) == (409, "published-meanwhile")
    assert "join_cost.4" in refused.json["detail"]


async def test_a_phrasing_another_topic_took_meanwhile_is_not_taken_over(cli: Caller) -> None:
    await drafted(cli, says={"phrasings": ["交多少钱一个月啊"]})
    await act(cli, "join_cost.2", "submission", by=WANG)
    other = {"title": "新问题一个", "phrasings": ["交多少钱一个月啊"], "buttons": []}
    await published(cli, topic="new_topic", says=other)

    refused = await act(cli, "join_cost.2", "approval", by=LI)

    assert (refused.status, refused.json["type"]) == (409, "wording-taken")
    assert "new_topic" in refused.json["detail"]


async def test_submitting_asks_nlu_once_and_keeps_what_it_found(cli: Caller, nlu: Nlu) -> None:
    nlu.finds = {"turned_right": [turned()], "collisions": [
        {"phrasing": "入会收费吗", "topic": "join_cost", "other": "dues_how_much", "score": 0.9}
    ]}  # fmt: skip
    name = await submitted(cli)

    shown = (await cli.get(f"/v1/faq/revisions/{name}")).json["check"]
    assert (shown["messages"], shown["turned_right"], shown["collisions"]) == (400, 1, 1)
    [asked] = nlu.asked
    assert asked["retired"] == []
    assert asked["entries"] == [
        {"id": "join_cost", "title": "入会要不要交钱", "category": "join", "sensitive": False,
         "phrasings": ["进工会花钱不", "入会收费吗"]}
    ]  # fmt: skip


async def test_without_nlu_a_revision_is_submitted_unchecked_and_says_so(cli: Caller, nlu: Nlu) -> None:
    nlu.status = 503
    await drafted(cli)

    answer = await act(cli, "join_cost.2", "submission", by=WANG)

    assert (answer.status, answer.json["check"], answer.json["check_missing"]) == (200, None, "busy")
    assert (await act(cli, "join_cost.2", "approval", by=LI)).json["state"] == "published"


async def test_a_check_nobody_can_make_is_said_so_and_may_be_tried_again(cli: Caller, nlu: Nlu) -> None:
    await drafted(cli)
    nlu.status = 500
    body = {"as": WANG}

    away = await cli.post("/v1/faq/revisions/join_cost.2/check", body, key="same")
    nlu.status = 200
    back = await cli.post("/v1/faq/revisions/join_cost.2/check", body, key="same")

    assert (away.status, away.json["type"]) == (503, "understanding-unavailable")
    assert (back.status, back.json["messages"]) == (200, 400)


async def test_a_check_that_turned_right_answers_wrong_holds_the_approved_answer_back(
    cli: Caller, bot: Caller, nlu: Nlu, house: House
) -> None:
    nlu.finds = {"turned_wrong": [turned()]}
    name = await submitted(cli)
    before = await version(bot)

    approved = await act(cli, name, "approval", by=LI)
    refused = await act(cli, name, "publication", by=LI)
    unexplained = await act(cli, name, "publication", by=LI, in_spite_of_check=True)
    again = await act(cli, name, "approval", by=LI)

    assert (approved.json["state"], approved.json["approver"]) == ("in_review", "李军")
    assert (refused.status, refused.json["type"]) == (409, "check-forbids")
    assert (unexplained.status, unexplained.json["field"]) == (422, "reason")
    assert again.json["type"] == "already-decided"
    assert await version(bot) == before

    out = await act(cli, name, "publication", by=LI, in_spite_of_check=True, reason="那句话本来就该换")

    assert (out.json["state"], out.json["in_spite_of_check"]) == ("published", "那句话本来就该换")
    assert await version(bot) == before + 1
    last = (await house.audit())[-1]
    assert (last.action, last.subject) == ("faq.published", name)
    assert "in_spite_of_check" in last.detail


async def test_a_draft_written_anew_is_checked_anew(cli: Caller, nlu: Nlu, house: House) -> None:
    nlu.finds = {"turned_wrong": [turned()]}
    await drafted(cli)
    await act(cli, "join_cost.2", "check", by=WANG)
    assert (await kept(house, "join_cost.2")).turned_wrong == 1

    await drafted(cli, says={"phrasings": ["进工会花钱不"]}, draft_version=1)

    assert (await kept(house, "join_cost.2")).check_result is None


async def test_every_act_leaves_its_line_in_the_audit_log(cli: Caller, house: House) -> None:
    await published(cli)
    await act(cli, "join_cost", "rollback", by=LI)
    await act(cli, "join_cost", "retirement", by=WANG, reason="过时了")

    lines = [(entry.action, entry.subject, entry.actor) for entry in await house.audit()]
    assert [line[:2] for line in lines] == [
        ("faq.drafted", "join_cost.2"),
        ("faq.submitted", "join_cost.2"),
        ("faq.published", "join_cost.2"),
        ("faq.rolled_back", "join_cost.3"),
        ("faq.retired", "join_cost"),
    ]
    assert all(actor.startswith("staff:") for *_, actor in lines)
