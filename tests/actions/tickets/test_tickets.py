"""Messages taken down for staff."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from actions.numbers import is_number
from tests.actions.applicants import LONGZIHU, RIDER
from tests.actions.house import Answer, Caller


async def _open(bot: Caller, **changed: Any) -> Answer:
    body = {
        "conversation": RIDER.conversation,
        "channel": "web",
        "kind": "report_problem",
        "region": LONGZIHU,
        "text": "超时被罚款了",
        **changed,
    }
    return await bot.post("/v1/tickets", {field: value for field, value in body.items() if value is not None})


async def test_a_ticket_has_a_number_to_read_out(bot: Caller) -> None:
    opened = await _open(bot)
    assert opened.status == 201
    assert opened.json["number"].startswith("T26-000001-")
    assert is_number(opened.json["number"])


@pytest.mark.parametrize("kind", ["human", "report_problem", "suggest_station", "submit_proposal", "claim"])
async def test_every_kind_is_taken_down(bot: Caller, cli: Caller, kind: str) -> None:
    await _open(bot, kind=kind, region=None)
    [listed] = (await cli.get("/v1/tickets", state="open")).json["tickets"]
    assert (listed["kind"], listed["text"]) == (kind, "超时被罚款了")


async def test_the_contact_is_masked_in_the_list(bot: Caller, cli: Caller) -> None:
    await _open(bot, sealed={"phone": bot.house.seal(RIDER.phone)})
    listed = await cli.get("/v1/tickets")
    assert listed.json["tickets"][0]["masked"]["phone"] == "139****0001"
    assert RIDER.phone not in listed.raw.decode()


async def test_the_longest_waiting_and_the_last_handled_are_listed_first(bot: Caller, cli: Caller) -> None:
    numbers = [(await _open(bot)).json["number"] for _ in range(4)]
    for number in numbers[:2]:
        await cli.post(f"/v1/tickets/{number}/closing", {})

    async def listed(**query: str) -> list[str]:
        return [one["number"] for one in (await cli.get("/v1/tickets", **query)).json["tickets"]]

    assert await listed(state="open") == numbers[2:]
    assert await listed(state="closed") == [numbers[1], numbers[0]]
    assert await listed() == numbers[::-1]


async def test_an_answer_reaches_the_worker(bot: Caller, cli: Caller) -> None:
    number = (await _open(bot)).json["number"]

    await cli.post(f"/v1/tickets/{number}/answer", {"text": "已联系站点核实"})

    [news] = (await bot.get("/v1/deliveries")).json["deliveries"]
    assert news["kind"] == "ticket.answered"
    assert news["data"] == {"number": number, "kind": "report_problem", "text": "已联系站点核实"}
    [mine] = (await bot.get("/v1/personal-data", conversation=RIDER.conversation)).json["tickets"]
    assert (mine["state"], mine["answer"]) == ("answered", "已联系站点核实")


async def test_two_answers_at_once_make_one(bot: Caller, cli: Caller) -> None:
    number = (await _open(bot)).json["number"]

    answers = await asyncio.gather(*(cli.post(f"/v1/tickets/{number}/answer", {"text": f"答{i}"}) for i in range(3)))

    assert sorted(answer.status for answer in answers) == [200, 409, 409]
    assert len((await bot.get("/v1/deliveries")).json["deliveries"]) == 1


async def test_a_closed_ticket_stays_closed(bot: Caller, cli: Caller) -> None:
    number = (await _open(bot)).json["number"]
    await cli.post(f"/v1/tickets/{number}/closing", {})

    again = await cli.post(f"/v1/tickets/{number}/closing", {})
    answered = await cli.post(f"/v1/tickets/{number}/answer", {"text": "晚了"})

    assert (again.status, answered.status) == (409, 409)


@pytest.mark.parametrize(
    ("field", "value"),
    [("kind", "poem"), ("region", "999999"), ("text", "  "), ("text", "长" * 4001), ("channel", "fax")],
)
async def test_a_wrong_field_is_named(bot: Caller, field: str, value: str) -> None:
    answer = await _open(bot, **{field: value})
    assert (answer.status, answer.json["field"]) == (422, field)


async def test_an_unknown_ticket_is_not_found(cli: Caller) -> None:
    assert (await cli.post("/v1/tickets/T26-999999-9/closing", {})).status == 404
