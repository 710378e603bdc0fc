"""What a worker can follow of an application, and what they are told by themselves."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from actions.enrollment.model import EnrollmentStep
from tests.actions.applicants import (
    BAOHE,
    LONGZIHU,
    RIDER,
    colleague,
    filed,
    other_rider,
    phone_of,
    reviewed,
    submission,
)
from tests.actions.desk_browser import staff
from tests.actions.enrollment.test_claims import _give_back, _take
from tests.actions.house import Caller, House
from tests.actions.unions.lists import county_row, enterprise_row, given_unions, township_row

COURIER = {"trade": "courier", "platform": None, "employer": "通达速配"}


async def own(bot: Caller, conversation: str = RIDER.conversation) -> dict[str, Any]:
    """The latest application of a conversation, as its worker gets it."""
    found = (await bot.get("/v1/enrollments", conversation=conversation)).json["enrollments"]
    return dict(found[0])


async def told(bot: Caller, conversation: str = RIDER.conversation) -> list[str]:
    """The kinds of news waiting for a conversation."""
    waiting = (await bot.get("/v1/deliveries")).json["deliveries"]
    return [one["kind"] for one in waiting if one["conversation"] == conversation]


async def corrected(bot: Caller, number: str, **fields: Any) -> dict[str, Any]:
    body = {"conversation": RIDER.conversation, **fields}
    answer = await bot.post(f"/v1/enrollments/{number}/corrections", body)
    assert answer.status == 200, answer.raw.decode()
    return dict(answer.json)


async def test_each_step_is_kept_with_its_time_its_union_and_why(house: House, bot: Caller, cli: Caller) -> None:
    number = await filed(bot)
    house.clock.move(hours=1)
    wang = await colleague(house, "王敏")
    await _take(house, number, wang)
    await _give_back(house, number, wang)
    await reviewed(cli, number, "return", reasons={"phone": "打不通", "name": "少一个字"})
    await corrected(bot, number, sealed={"phone": house.seal(phone_of(88))})
    house.clock.move(days=1)
    member = (await reviewed(cli, number, "approve")).json

    steps = (await own(bot))["steps"]

    assert [step["event"] for step in steps] == [
        *("submitted", "taken", "given_back", "returned", "corrected", "approved"),
    ]
    assert {step["union"]["name"] for step in steps} == {member["union"]["name"]}
    assert steps[3]["reasons"] == {"phone": "打不通", "name": "少一个字"}
    assert steps[4]["fields"] == ["phone"]
    assert steps[5]["membership"]["number"].startswith("HY")
    assert datetime.fromisoformat(steps[5]["at"]) == datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
    assert "王敏" not in str(steps)


async def test_a_county_that_acts_for_another_union_is_named_itself(house: House, bot: Caller, cli: Caller) -> None:
    await given_unions(cli, county_row(), township_row())
    number = await filed(bot, township="东升街道")
    await _take(house, number, await colleague(house, "王敏"))

    assert [step["union"]["name"] for step in (await own(bot))["steps"]] == ["东升街道总工会", "龙子湖区总工会"]


async def test_a_returned_application_goes_back_to_the_union_that_returned_it(bot: Caller, cli: Caller) -> None:
    await given_unions(cli, county_row(), township_row())
    number = await filed(bot)
    await cli.post(f"/v1/enrollments/{number}/hand-over", {"union": "LZH-01"})
    await reviewed(cli, number, "return", fields=["trade"], reason="写错了")

    again = await corrected(bot, number, trade="courier")
    assert again["union"]["name"] == "东升街道总工会"

    await reviewed(cli, number, "return", fields=["region"], reason="不在这里")
    assert "包河区" in (await corrected(bot, number, region=BAOHE))["union"]["name"]


async def test_who_chooses_the_place_afterwards_is_out_of_the_companys_sight(
    house: House, bot: Caller, cli: Caller
) -> None:
    await given_unions(cli, county_row(), enterprise_row())
    company = await staff(house, cli, "reviewer", login="tong", areas=[LONGZIHU], union="LZH-Q1")
    number = await filed(bot, **COURIER, union="enterprise")
    assert (await company.get(f"/desk/enrollments/{number}")).status == 200

    moved = await corrected(bot, number, union="territorial")

    assert (moved["union"]["name"], moved["choice"]) == ("龙子湖区总工会", "territorial")
    assert (await company.get(f"/desk/enrollments/{number}")).status == 404
    assert number not in (await company.get("/desk/enrollments")).html
    assert (await cli.post(f"/v1/enrollments/{number}/hand-over", {"union": "LZH-Q1"})).status == 422

    back = await corrected(bot, number, union="enterprise")
    assert back["union"]["name"] == "通达速配有限公司工会委员会"


async def test_another_company_is_not_told_because_the_one_before_was_chosen(bot: Caller, cli: Caller) -> None:
    await given_unions(
        cli, county_row(), enterprise_row(), enterprise_row(6, code="LZH-Q2", name="顺达工会", employers="顺达货运")
    )
    number = await filed(bot, **COURIER, union="enterprise")

    other = await corrected(bot, number, employer="顺达货运")

    assert (other["union"]["name"], other["choice"]) == ("龙子湖区总工会", None)


async def test_an_application_does_not_tell_that_it_is_held_and_its_release_is_news(
    house: House, bot: Caller, cli: Caller
) -> None:
    await given_unions(cli, county_row(), township_row())
    await staff(house, cli, "reviewer", login="dong", areas=[LONGZIHU], union="LZH-01")
    county = await staff(house, cli, "reviewer", "administrator", login="xian", areas=[LONGZIHU])
    street = await staff(house, cli, "reviewer", "administrator", login="jie", areas=[LONGZIHU], union="LZH-01")
    await filed(bot, other_rider(2))
    late = RIDER.but(phone=other_rider(2).phone)
    free = (await bot.post("/v1/enrollments", submission(house, other_rider(3), township="东升街道"))).json
    receipt = (await bot.post("/v1/enrollments", submission(house, late, township="东升街道"))).json
    page = f"/desk/enrollments/{receipt['number']}"
    assert {**receipt, "number": free["number"]} == free
    unheld = await own(bot, other_rider(3).conversation)
    assert {**(await own(bot)), "number": "", "masked": {}} == {**unheld, "number": "", "masked": {}}
    assert (await reviewed(cli, receipt["number"], "approve")).json["type"] == "held"

    refused = await street.post(f"{page}/release", [], csrf=(await street.get(page)).csrf)
    assert refused.status == 403
    released = await county.post(f"{page}/release", [], csrf=(await county.get(page)).csrf)

    assert "挂起已解除" in released.text
    assert await told(bot) == ["enrollment.released"]
    assert (await reviewed(cli, receipt["number"], "approve")).json["state"] == "approved"
    # Checked, it lies with its own union alone again.
    assert (await county.get(page)).status == 404


async def test_what_is_found_again_moves_to_the_new_phone(house: House, bot: Caller, cli: Caller) -> None:
    number = await filed(bot)
    new = "conversation-0500"
    sealed = {"phone": house.seal(RIDER.phone), "id_tail": house.seal(RIDER.id_number[-6:])}
    [found] = (await bot.post("/v1/enrollments/lookups", {"conversation": new, "sealed": sealed})).json["enrollments"]
    await reviewed(cli, number, "return", fields=["phone"], reason="打不通")

    assert found["steps"][0]["event"] == "submitted"
    assert await told(bot) == ["enrollment.moved"]
    assert await told(bot, new) == ["enrollment.returned"]
    assert (await bot.get("/v1/enrollments", conversation=RIDER.conversation)).json["enrollments"] == []
    body = {"conversation": new, "sealed": {"phone": house.seal(phone_of(77))}}
    assert (await bot.post(f"/v1/enrollments/{number}/corrections", body)).status == 200
    assert "enrollment.found_again" in [entry.action for entry in await house.audit()]


async def test_a_miss_costs_the_same_work_whatever_was_wrong(house: House, bot: Caller) -> None:
    await filed(bot)
    worked: list[str] = []
    opened, house.vault.decrypt = house.vault.decrypt, lambda box: worked.append("") or opened(box)  # type: ignore[method-assign]

    costs = []
    for phone, tail in ((RIDER.phone, "000000"), (phone_of(55), RIDER.id_number[-6:])):
        worked.clear()
        sealed = {"phone": house.seal(phone), "id_tail": house.seal(tail)}
        await bot.post("/v1/enrollments/lookups", {"conversation": "conversation-0500", "sealed": sealed})
        costs.append(len(worked))

    assert abs(costs[0] - costs[1]) <= 1  # a plate more or less
    assert min(costs) > 2


async def test_a_changed_limit_moves_what_is_due(house: House, bot: Caller, cli: Caller) -> None:
    await given_unions(cli, county_row(limit_hours="10"), township_row(limit_hours="48", steps="2"))
    first = await filed(bot, township="东升街道")
    second = await filed(bot, other_rider(2), township="东升街道")
    await reviewed(cli, second, "approve")  # its second step waits at the county
    filed_at = house.clock()
    house.clock.move(hours=5)

    async def due() -> list[float | None]:
        shown = [(await cli.get(f"/v1/enrollments/{number}")).json["due_at"] for number in (first, second)]
        return [one and (datetime.fromisoformat(one) - filed_at).total_seconds() / 3600 for one in shown]

    assert await due() == [48, 10]
    await given_unions(cli, township_row(limit_hours="24", steps="2"))
    assert await due() == [24, 10]
    await given_unions(cli, county_row(limit_hours="2"))
    assert await due() == [24, 2]
    await given_unions(cli, county_row(limit_hours="6"), township_row(steps="2"))
    assert await due() == [None, 6]


async def test_an_erased_application_keeps_no_word_of_its_steps(house: House, bot: Caller, cli: Caller) -> None:
    number = await filed(bot)
    await reviewed(cli, number, "return", fields=["name"], reason="应是张小风")
    await bot.post("/v1/erasures", {"conversation": RIDER.conversation})

    async with house.database.read() as session:
        boxes = list(await session.scalars(select(EnrollmentStep.facts_box)))
    assert boxes == [None, None]
