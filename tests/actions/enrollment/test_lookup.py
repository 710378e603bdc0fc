"""Finding an application from another conversation."""

from __future__ import annotations

from tests.actions.applicants import RIDER, Applicant, filed, other_rider
from tests.actions.house import Answer, Caller


async def _look_up(bot: Caller, who: Applicant, *, asker: str = "conversation-0500", tail: str | None = None) -> Answer:
    sealed = {"phone": bot.house.seal(who.phone), "id_tail": bot.house.seal(tail or who.id_number[-6:])}
    return await bot.post("/v1/enrollments/lookups", {"conversation": asker, "sealed": sealed})


async def test_phone_and_tail_together_find_the_application(bot: Caller) -> None:
    number = await filed(bot)

    found = await _look_up(bot, RIDER)

    assert [one["number"] for one in found.json["enrollments"]] == [number]
    assert RIDER.phone not in found.raw.decode()


async def test_a_miss_never_says_which_value_was_wrong(bot: Caller) -> None:
    await filed(bot)

    wrong_tail = await _look_up(bot, RIDER, tail="000000")
    wrong_phone = await _look_up(bot, RIDER.but(phone=other_rider(9).phone))

    assert (wrong_tail.status, wrong_tail.json["type"]) == (404, "not-found")
    assert wrong_tail.raw == wrong_phone.raw


async def test_five_tries_a_day_for_a_conversation(bot: Caller) -> None:
    statuses = [(await _look_up(bot, other_rider(i))).status for i in range(10, 16)]
    bot.house.clock.move(days=1)
    next_day = await _look_up(bot, other_rider(20))

    assert statuses == [404] * 5 + [429]
    assert next_day.status == 404


async def test_five_tries_a_day_for_a_phone_from_wherever_they_come(bot: Caller) -> None:
    await filed(bot)

    for i in range(5):
        await _look_up(bot, RIDER, asker=f"conversation-06{i:02d}", tail="000000")
    sixth = await _look_up(bot, RIDER, asker="conversation-0700")

    assert (sixth.status, sixth.json["type"]) == (429, "too-many-tries")


async def test_a_malformed_tail_is_named(bot: Caller) -> None:
    answer = await _look_up(bot, RIDER, tail="12345")
    assert (answer.status, answer.json["field"]) == (422, "id_tail")
