"""What one person may do at once: bring an earlier answer back, or take one out."""

from __future__ import annotations

import pytest

from tests.actions.faq.editing import LI, WANG, act, drafted, entry_in_feed, narrower, published, version
from tests.actions.house import Caller

pytestmark = pytest.mark.usefixtures("colleagues")


async def test_a_rollback_brings_back_what_was_out_before_with_its_mark(cli: Caller, bot: Caller) -> None:
    shipped = await entry_in_feed(bot)
    await published(cli)
    before = await version(bot)

    back = await act(cli, "join_cost", "rollback", by=WANG, reason="写错了电话")

    assert back.status == 200
    assert (back.json["revision"], back.json["based_on"]) == ("join_cost.3", "join_cost.1")
    assert (back.json["origin"], back.json["review"], back.json["reason"]) == ("rollback", "待复核", "写错了电话")
    assert await entry_in_feed(bot) == shipped
    assert await version(bot) == before + 1


async def test_a_rollback_may_name_any_revision_that_was_out(cli: Caller, bot: Caller) -> None:
    for answer in ("第二版。", "第三版。"):
        await published(cli, says={"answer": answer})
    await drafted(cli, says={"answer": "没发布过。"})

    back = await act(cli, "join_cost", "rollback", by=LI, to=2)
    never = await act(cli, "join_cost", "rollback", by=LI, to=4)
    current = await act(cli, "join_cost", "rollback", by=LI, to=5)

    entry = await entry_in_feed(bot)
    assert entry is not None
    assert (back.json["revision"], back.json["review"], entry["answer"]) == ("join_cost.5", "已复核", "第二版。")
    assert (never.status, never.json["type"]) == (409, "never-out")
    assert current.status == 409


async def test_a_retired_topic_leaves_with_its_narrower_answers_and_can_come_back(cli: Caller, bot: Caller) -> None:
    await published(cli, areas=["340100"], content=narrower())

    unexplained = await act(cli, "join_cost", "retirement", by=LI, reason="")
    retired = await act(cli, "join_cost", "retirement", by=LI, reason="政策变了")
    again = await act(cli, "join_cost", "retirement", by=LI, reason="政策变了")

    assert (unexplained.status, unexplained.json["field"]) == (422, "reason")
    assert [one["revision"] for one in retired.json["retired"]] == ["join_cost.1", "join_cost@340100.1"]
    assert (again.status, again.json["type"]) == (409, "nothing-out")
    assert await entry_in_feed(bot) is None

    await act(cli, "join_cost", "rollback", by=LI)
    entry = await entry_in_feed(bot)
    assert entry is not None
    assert entry["variants"] == []


async def test_a_narrower_answer_is_retired_by_itself(cli: Caller, bot: Caller) -> None:
    await published(cli, areas=["340100"], content=narrower())

    await act(cli, "join_cost@340100", "retirement", by=LI, reason="不用了")

    entry = await entry_in_feed(bot)
    assert entry is not None
    assert entry["variants"] == []


async def test_differences_name_what_left_and_what_came(cli: Caller) -> None:
    await published(cli)
    await drafted(
        cli, says={"answer": "新的答案。", "phrasings": ["入会收费吗", "要掏钱吗"], "valid_until": "2027-01-01"}
    )

    found = (await cli.get("/v1/faq/revisions/join_cost.3/differences")).json
    elsewhere = await cli.get("/v1/faq/revisions/join_cost.3/differences", since="join_how.1")

    assert (found["before"], found["after"]) == ("join_cost.2", "join_cost.3")
    assert found["differences"] == [
        {"column": "answer", "before": ["入会不要钱。"], "after": ["新的答案。"]},
        {"column": "valid_until", "before": [], "after": ["2027-01-01"]},
        {"column": "phrasings", "before": ["进工会花钱不"], "after": ["要掏钱吗"]},
    ]
    assert elsewhere.status == 422


async def test_what_is_not_there_is_404(cli: Caller) -> None:
    for path in ("entries/unheard_of", "revisions/join_cost.9", "revisions/join_cost", "entries/X"):
        assert (await cli.get(f"/v1/faq/{path}")).status == 404
