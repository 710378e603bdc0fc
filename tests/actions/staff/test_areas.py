"""A colleague's area bounds what they see and do: in lists, by direct address, and in acts on answers."""

from __future__ import annotations

import pytest

from tests.actions.applicants import RIDER, filed, other_rider, state_of
from tests.actions.desk_browser import staff
from tests.actions.faq.editing import act, drafted, general, hired, narrower
from tests.actions.house import Caller, House

BAOHE, LONGZIHU, HEFEI, BENGBU = "340111", "340302", "340100", "340300"


async def _ticket(bot: Caller, region: str | None) -> str:
    body = {"conversation": RIDER.conversation, "channel": "web", "kind": "human", "text": "想找个人问问"}
    return str((await bot.post("/v1/tickets", {**body, **({"region": region} if region else {})})).json["number"])


async def test_a_reviewer_lists_and_counts_their_own_area(house: House, bot: Caller, cli: Caller) -> None:
    mine, other = await filed(bot, region=BAOHE), await filed(bot, other_rider(2), region=LONGZIHU)

    page = await (await staff(house, cli, "reviewer", areas=[BAOHE])).get("/desk/enrollments")

    assert mine in page.text
    assert other not in page.text
    assert "已提交 1" in page.text


@pytest.mark.parametrize(
    "act", ["", "/reveal", "/take", "/giving-back", "/approve", "/reject", "/return", "/hand-over", "/release"]
)
async def test_another_areas_application_does_not_exist(house: House, bot: Caller, cli: Caller, act: str) -> None:
    number = await filed(bot, region=LONGZIHU)
    browser = await staff(house, cli, "reviewer", "administrator", areas=[BAOHE, BENGBU])
    path = f"/desk/enrollments/{number}{act}"

    if act:
        fields = [("reason", "不符"), ("reason_phone", "不通"), ("cause", "other"), ("union", "sample_340302")]
        page = await browser.post(path, fields, csrf=(await browser.get("/desk/enrollments")).csrf)
    else:
        page = await browser.get(path)

    assert page.status == 404
    assert RIDER.id_number not in page.html
    assert await state_of(cli, number) == "submitted"


async def test_an_operator_sees_their_area_and_places_nobody_knows(house: House, bot: Caller, cli: Caller) -> None:
    mine, other, unknown = await _ticket(bot, BENGBU), await _ticket(bot, BAOHE), await _ticket(bot, None)

    page = await (await staff(house, cli, "operator", areas=[BENGBU])).get("/desk/tickets")

    assert mine in page.text
    assert unknown in page.text
    assert other not in page.text


@pytest.mark.parametrize("act", ["answer", "closing", "reveal"])
async def test_another_areas_message_does_not_exist(house: House, bot: Caller, cli: Caller, act: str) -> None:
    number = await _ticket(bot, BAOHE)
    browser = await staff(house, cli, "operator", areas=[BENGBU])

    page = await browser.submit("/desk/tickets", f"/desk/tickets/{number}/{act}", ("text", "好的"))

    assert page.status == 404
    assert (await bot.get("/v1/deliveries")).json["deliveries"] == []
    assert f"ticket.{act}" not in [one.action for one in await house.audit()]


async def test_each_act_on_an_answer_takes_its_role(house: House, cli: Caller) -> None:
    await hired(house, "editor", roles=("faq_editor",))
    await hired(house, "approver", roles=("faq_approver",))
    await hired(house, "chief", roles=("administrator", "operator", "reviewer"))

    refused = [await drafted(cli, by=who) for who in ("approver", "chief")]
    draft = str((await drafted(cli, by="editor")).json["revision"])
    refused += [await act(cli, draft, "submission", by="approver")]
    assert (await act(cli, draft, "submission", by="editor")).status == 200
    refused += [
        await act(cli, draft, "approval", by="editor"),
        await act(cli, draft, "rejection", by="editor", reason="不要了"),
        await act(cli, draft, "approval", by="chief"),
    ]
    assert (await act(cli, draft, "approval", by="approver")).status == 200
    refused += [
        await act(cli, "join_cost", "rollback", by="approver"),
        await act(cli, "join_cost", "retirement", by="editor", reason="过时了"),
        await cli.post("/v1/faq/imports", {"as": "approver", "dry_run": True, "rows": [{"place": "第 2 行"}]}),
    ]

    assert [(answer.status, answer.json["type"]) for answer in refused] == [(403, "lacks-role")] * len(refused)
    assert "要由问答编辑来办" in refused[0].json["detail"]


async def test_an_editor_drops_a_draft_and_no_more(house: House, cli: Caller) -> None:
    await hired(house, "editor", roles=("faq_editor",))
    draft = str((await drafted(cli, by="editor")).json["revision"])
    assert (await act(cli, draft, "rejection", by="editor", reason="不要了")).status == 200


async def test_answers_for_everybody_take_the_whole_province(house: House, cli: Caller) -> None:
    await hired(house, "bengbu", roles=("faq_editor", "faq_approver"), areas=(BENGBU,))

    everybody = await drafted(cli, by="bengbu", says=general())
    trade = await drafted(cli, by="bengbu", trades=["rider"], content=narrower())
    elsewhere = await drafted(cli, by="bengbu", areas=[BAOHE], content=narrower())
    own = await drafted(cli, by="bengbu", areas=[LONGZIHU], content=narrower())

    for answer in (everybody, trade, elsewhere):
        assert (answer.status, answer.json["type"]) == (403, "outside-area")
    assert own.status == 201
    row = {
        "place": "第 2 行",
        "topic": "join_cost",
        "areas": BAOHE,
        "answer": "入会不要钱。",
        "valid_from": "2026-11-22",
    }
    row |= {"source": "中国工会章程", "source_date": "2023-10-12", "facts": "join-067"}
    imported = await cli.post("/v1/faq/imports", {"as": "bengbu", "dry_run": True, "rows": [row]})
    assert "超出您负责的地区" in imported.raw.decode()
    refused = await act(cli, "join_cost", "retirement", by="bengbu", reason="过时了")
    assert (refused.status, refused.json["type"]) == (403, "outside-area")
