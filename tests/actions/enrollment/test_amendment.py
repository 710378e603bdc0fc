"""Workers correct and withdraw their own application."""

from __future__ import annotations

from typing import Any

from tests.actions.applicants import BAOHE, RIDER, filed, other_rider, phone_of, reviewed
from tests.actions.house import Answer, Caller


async def _correct(bot: Caller, number: str, **fields: Any) -> Answer:
    return await bot.post(f"/v1/enrollments/{number}/corrections", {"conversation": RIDER.conversation, **fields})


async def test_a_corrected_return_is_back_in_the_queue(bot: Caller, cli: Caller) -> None:
    number = await filed(bot)
    await reviewed(cli, number, "return", fields=["phone"], reason="打不通")

    corrected = await _correct(bot, number, sealed={"phone": bot.house.seal(phone_of(99))})

    assert corrected.json["state"] == "submitted"
    assert corrected.json["returned_fields"] == []
    assert corrected.json["reason"] is None
    assert corrected.json["masked"]["phone"].endswith("0099")


async def test_another_county_moves_the_application_to_its_union(bot: Caller) -> None:
    corrected = await _correct(bot, await filed(bot), region=BAOHE)
    assert "包河区" in corrected.json["union"]["name"]


async def test_correcting_to_an_id_number_under_way_is_refused_and_changes_nothing(bot: Caller, cli: Caller) -> None:
    await filed(bot, other_rider(2))
    number = await filed(bot)
    before = (await cli.get(f"/v1/enrollments/{number}")).json

    taken = await _correct(bot, number, sealed={"id_number": bot.house.seal(other_rider(2).id_number)}, region=BAOHE)

    assert (taken.status, taken.json["type"]) == (409, "not-confirmed-together")
    assert (await cli.get(f"/v1/enrollments/{number}")).json == before


async def test_a_corrected_phone_lifts_or_sets_the_hold(bot: Caller, cli: Caller) -> None:
    await filed(bot, other_rider(2))
    number = await filed(bot)

    await _correct(bot, number, sealed={"phone": bot.house.seal(other_rider(2).phone)})
    held = (await cli.get(f"/v1/enrollments/{number}")).json["hold_reason"]
    await _correct(bot, number, sealed={"phone": bot.house.seal(RIDER.phone)})
    free = (await cli.get(f"/v1/enrollments/{number}")).json["hold_reason"]

    assert (held, free) == ("phone_in_use", None)


async def test_a_released_hold_stays_released_when_something_else_is_corrected(bot: Caller, cli: Caller) -> None:
    await filed(bot, other_rider(2))
    number = await filed(bot, RIDER.but(phone=other_rider(2).phone))
    await cli.post(f"/v1/enrollments/{number}/release", {})

    await _correct(bot, number, region=BAOHE)

    assert (await cli.get(f"/v1/enrollments/{number}")).json["hold_reason"] is None


async def test_a_correction_of_nothing_is_refused(bot: Caller) -> None:
    assert (await _correct(bot, await filed(bot))).status == 422


async def test_nobody_touches_the_application_of_another_conversation(bot: Caller) -> None:
    number = await filed(bot)

    stranger = {"conversation": "conversation-9999"}
    corrected = await bot.post(f"/v1/enrollments/{number}/corrections", {**stranger, "region": BAOHE})
    withdrawn = await bot.post(f"/v1/enrollments/{number}/withdrawal", stranger)

    assert (corrected.status, withdrawn.status) == (404, 404)


async def test_a_withdrawn_application_makes_room_for_another(bot: Caller) -> None:
    number = await filed(bot)

    withdrawn = await bot.post(f"/v1/enrollments/{number}/withdrawal", {"conversation": RIDER.conversation})

    assert withdrawn.json["state"] == "withdrawn"
    assert await filed(bot) != number
