"""Answers to a real run through the service have the shape that `actions/openapi.yaml` promises."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from tests.actions.applicants import BAOHE, RIDER, filed, other_rider, reviewed, submission
from tests.actions.faq.editing import LI, WANG, act, drafted, hired, narrower, published
from tests.actions.faq.nlu import Nlu, turned
from tests.actions.house import DATA_DIR, Caller, House
from tests.actions.takeovers.chats import acknowledged, line, opened, operator, said
from tests.actions.takeovers.chats import act as on_page

MINE = {"conversation": RIDER.conversation}


@pytest.fixture(scope="module")
def components() -> dict[str, Any]:
    text = (DATA_DIR.parent / "actions" / "openapi.yaml").read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.safe_load(text)["components"]
    return found


def _has_shape(answer: Any, name: str, components: dict[str, Any]) -> bool:
    schema = {"$ref": f"#/components/schemas/{name}", "components": components}
    Draft202012Validator(schema).validate(answer)
    return True


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_whole_run_is_answered_as_described(
    house: House, bot: Caller, cli: Caller, components: dict[str, Any]
) -> None:
    receipt = await bot.post("/v1/enrollments", submission(house))
    number = receipt.json["number"]
    returned = await reviewed(cli, number, "return", fields=["phone"], reason="打不通")
    corrected = await bot.post(f"/v1/enrollments/{number}/corrections", {**MINE, "region": BAOHE})
    held = await filed(bot, other_rider(2).but(phone=RIDER.phone))
    released = await cli.post(f"/v1/enrollments/{held}/release", {})
    approved = await reviewed(cli, number, "approve")
    lookup = {"phone": house.seal(RIDER.phone), "id_tail": house.seal(RIDER.id_number[-6:])}
    found = await bot.post("/v1/enrollments/lookups", {**MINE, "sealed": lookup})
    message = {
        **MINE,
        "channel": "web",
        "kind": "human",
        "text": "想问问",
        "sealed": {"phone": house.seal(RIDER.phone)},
    }
    ticket = await bot.post("/v1/tickets", message)
    answered = await cli.post(f"/v1/tickets/{ticket.json['number']}/answer", {"text": "好的"})
    deliveries = await bot.get("/v1/deliveries")
    acked = await bot.post("/v1/deliveries/acks", {"ids": [deliveries.json["deliveries"][0]["id"]]})
    again = await bot.post("/v1/enrollments", submission(house))
    staff = await cli.post("/v1/staff", {"login": "wangmin", "name": "王敏", "roles": ["reviewer"]})
    link = await cli.post("/v1/staff/administrator-link", {})
    mine = await bot.get("/v1/personal-data", **MINE)
    tickets, everybody = await cli.get("/v1/tickets"), await cli.get("/v1/enrollments")
    erased = await bot.post("/v1/erasures", MINE)
    after = await cli.get(f"/v1/enrollments/{number}")

    for answer, name in (
        (receipt, "Receipt"),
        (returned, "Enrollment"),
        (corrected, "Enrollment"),
        (released, "Enrollment"),
        (approved, "Enrollment"),
        (found, "Enrollments"),
        (ticket, "TicketReceipt"),
        (answered, "Ticket"),
        (deliveries, "Deliveries"),
        (acked, "Acknowledged"),
        (again, "Problem"),
        (staff, "StaffLink"),
        (link, "Link"),
        (mine, "PersonalData"),
        (tickets, "Tickets"),
        (everybody, "Enrollments"),
        (erased, "Erased"),
        (after, "Enrollment"),
    ):
        assert _has_shape(answer.json, name, components)
    assert len(deliveries.json["deliveries"]) == 4


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_takeovers_whole_way_is_answered_as_described(
    house: House, bot: Caller, cli: Caller, components: dict[str, Any]
) -> None:
    wang = await operator(house, cli)
    free = await bot.get("/v1/takeovers/standing", **MINE)
    new = await opened(bot)
    again = await opened(bot)
    waiting = await bot.get("/v1/takeovers/standing", **MINE)
    kept = await said(bot, line())
    number = new.json["number"]
    await on_page(wang, number, "claim")
    acked = await acknowledged(bot)
    stale = await acknowledged(bot, claim=9)
    await on_page(wang, number, "typing")
    deliveries = await bot.get("/v1/deliveries")
    mine = await bot.get("/v1/personal-data", **MINE)
    await on_page(wang, number, "closing", ("outcome", "answered"))
    late = await said(bot, line())
    left = await bot.post("/v1/takeovers/leaving", MINE)
    erased = await bot.post("/v1/erasures", MINE)

    for answer, name in (
        (free, "Standing"),
        (new, "TakeoverReceipt"),
        (again, "TakeoverReceipt"),
        (waiting, "Standing"),
        (kept, "Kept"),
        (acked, "TakeoverState"),
        (stale, "Problem"),
        (deliveries, "Deliveries"),
        (mine, "PersonalData"),
        (late, "Kept"),
        (left, "TakeoverState"),
        (erased, "Erased"),
    ):
        assert _has_shape(answer.json, name, components)
    assert deliveries.json["typing"] == [RIDER.conversation]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_an_answers_whole_way_is_answered_as_described(
    house: House, cli: Caller, nlu: Nlu, components: dict[str, Any]
) -> None:
    await hired(house, WANG, LI)
    collision = {"phrasing": "入会收费吗", "topic": "join_cost", "other": "join_how", "score": 0.9}
    nlu.finds = {"turned_right": [turned()], "collisions": [collision]}
    draft = await drafted(cli)
    name = draft.json["revision"]
    checked = await act(cli, name, "check", by=WANG)
    submitted = await act(cli, name, "submission", by=WANG)
    approved = await act(cli, name, "approval", by=LI)
    await published(cli, areas=["340100"], content=narrower())
    feed = await cli.get("/v1/faq/feed")
    rows = [{"place": "第 2 行", "topic": "join_cost"}]
    report = await cli.post("/v1/faq/imports", {"as": WANG, "dry_run": True, "rows": rows})
    entries, export = await cli.get("/v1/faq/entries"), await cli.get("/v1/faq/export")
    compared = await cli.get(f"/v1/faq/revisions/{name}/differences")
    back = await act(cli, "join_cost", "rollback", by=LI)
    history = await cli.get("/v1/faq/entries/join_cost")
    retired = await act(cli, "join_cost", "retirement", by=LI, reason="过时了")

    for answer, schema in (
        (draft, "FaqRevision"),
        (checked, "FaqCheck"),
        (submitted, "FaqSubmitted"),
        (approved, "FaqRevision"),
        (feed, "Feed"),
        (report, "FaqImportReport"),
        (entries, "FaqEntries"),
        (export, "FaqExport"),
        (compared, "FaqDifferences"),
        (back, "FaqRevision"),
        (history, "FaqHistory"),
        (retired, "FaqRetired"),
    ):
        assert _has_shape(answer.json, schema, components)
