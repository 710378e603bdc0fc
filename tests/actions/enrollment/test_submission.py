"""Filing an application: what is accepted, what is refused, what is held for a person."""

from __future__ import annotations

import asyncio
from datetime import date

import pytest
from sqlalchemy import update

from actions.enrollment.model import Enrollment
from actions.numbers import is_number
from tests.actions.applicants import BAOHE, RIDER, filed, id_number_of, other_rider, reviewed, submission
from tests.actions.house import Caller, House


async def test_an_application_is_filed_with_the_union_of_its_county(house: House, bot: Caller) -> None:
    answer = await bot.post("/v1/enrollments", submission(house))

    assert answer.status == 201
    assert answer.json["state"] == "submitted"
    assert "龙子湖区" in answer.json["union"]["name"]
    assert answer.json["union"]["sample"] is True
    assert answer.json["number"].startswith("XF26-000001-")
    assert is_number(answer.json["number"])


async def test_the_worker_sees_the_application_masked(bot: Caller) -> None:
    number = await filed(bot)

    [seen] = (await bot.get("/v1/enrollments", conversation=RIDER.conversation)).json["enrollments"]

    assert seen["number"] == number
    assert seen["masked"]["name"] == "张**"
    assert seen["masked"]["phone"] == "139****0001"
    assert seen["masked"]["id_number"] == RIDER.id_number[:4] + "*" * 10 + RIDER.id_number[-4:]
    assert seen["masked"]["plate"] is None


async def test_another_conversation_sees_nothing(bot: Caller) -> None:
    await filed(bot)
    assert (await bot.get("/v1/enrollments", conversation="conversation-9999")).json == {
        "enrollments": [],
        "memberships": [],
    }


async def test_one_id_number_has_one_open_application(house: House, bot: Caller) -> None:
    await filed(bot)

    second = await bot.post("/v1/enrollments", submission(house, RIDER.but(conversation="conversation-0002")))

    assert (second.status, second.json["type"]) == (409, "open-application-exists")


async def test_who_knows_the_id_number_but_not_the_name_does_not_hear_that_it_is_under_way(
    house: House, bot: Caller
) -> None:
    await filed(bot)
    stranger = RIDER.but(name="王不同", phone=other_rider(7).phone, conversation="conversation-0002")

    refused = await bot.post("/v1/enrollments", submission(house, stranger))

    assert (refused.status, refused.json["type"]) == (409, "not-confirmed-together")
    assert "field" not in refused.json
    assert not any(word in refused.raw.decode() for word in ("申请在", "在办", "已有", "已经"))


async def test_who_filed_it_hears_so_whatever_name_they_write_now(house: House, bot: Caller) -> None:
    await filed(bot)

    again = await bot.post("/v1/enrollments", submission(house, RIDER.but(name="王不同")))

    assert (again.status, again.json["type"]) == (409, "open-application-exists")


async def test_names_are_guessed_no_more_often_than_told_a_day(house: House, bot: Caller) -> None:
    await filed(bot)
    guessing = RIDER.but(conversation="conversation-0002")
    guesses = [*(guessing.but(name=name) for name in ("王一", "王二", "王三", "王四", "王五")), guessing]

    told = [(await bot.post("/v1/enrollments", submission(house, guess))).json["type"] for guess in guesses]

    assert told == ["not-confirmed-together"] * 5 + ["too-many-tries"]


async def test_an_application_filed_before_names_were_hashed_is_known_by_its_name(house: House, bot: Caller) -> None:
    await filed(bot)
    async with house.database.write() as session:
        await session.execute(update(Enrollment).values(name_hash=None))
        await session.commit()
    asker = RIDER.but(conversation="conversation-0002")

    told = [
        (await bot.post("/v1/enrollments", submission(house, who))).json["type"]
        for who in (asker, asker.but(name="王不同"))
    ]

    assert told == ["open-application-exists", "not-confirmed-together"]


async def test_two_names_under_one_id_number_at_once_make_one_and_tell_neither_of_the_other(
    house: House, bot: Caller
) -> None:
    bodies = [
        submission(house, RIDER.but(name=name, conversation=f"conversation-{i:04d}"))
        for i, name in enumerate(("张小蜂", "王不同", "赵无名"))
    ]

    answers = await asyncio.gather(*(bot.post("/v1/enrollments", body) for body in bodies))

    told = sorted("filed" if answer.status == 201 else answer.json["type"] for answer in answers)
    assert told == ["filed", "not-confirmed-together", "not-confirmed-together"]


async def test_that_an_id_number_is_under_way_is_told_a_conversation_five_times_a_day(
    house: House, bot: Caller
) -> None:
    await filed(bot)
    asker = RIDER.but(conversation="conversation-0002")

    told = [(await bot.post("/v1/enrollments", submission(house, asker))).status for _ in range(6)]
    house.clock.move(days=1)
    next_day = await bot.post("/v1/enrollments", submission(house, asker))

    assert told == [409] * 5 + [429]
    assert next_day.status == 409


async def test_two_applications_at_once_make_one(house: House, bot: Caller) -> None:
    bodies = [submission(house, RIDER.but(conversation=f"conversation-{i:04d}")) for i in range(6)]

    answers = await asyncio.gather(*(bot.post("/v1/enrollments", body) for body in bodies))

    assert sorted(answer.status for answer in answers) == [201, 409, 409, 409, 409, 409]


async def test_after_a_rejection_one_may_apply_again(house: House, bot: Caller, cli: Caller) -> None:
    await reviewed(cli, await filed(bot), "reject", reason="资料不符")
    assert (await bot.post("/v1/enrollments", submission(house))).status == 201


async def test_a_member_is_told_so_when_name_and_id_number_match(house: House, bot: Caller, cli: Caller) -> None:
    await reviewed(cli, await filed(bot), "approve")

    again = await bot.post("/v1/enrollments", submission(house))

    assert (again.status, again.json["type"]) == (409, "already-a-member")


async def test_a_member_is_told_so_five_times_a_day(house: House, bot: Caller, cli: Caller) -> None:
    await reviewed(cli, await filed(bot), "approve")

    told = [(await bot.post("/v1/enrollments", submission(house))).status for _ in range(6)]
    house.clock.move(days=1)
    next_day = await bot.post("/v1/enrollments", submission(house))

    assert told == [409] * 5 + [429]
    assert next_day.status == 409


async def test_a_members_id_number_under_another_name_is_taken_neutrally_and_held(bot: Caller, cli: Caller) -> None:
    await reviewed(cli, await filed(bot), "approve")

    number = await filed(bot, RIDER.but(name="王不同", phone=other_rider(7).phone))

    assert (await cli.get(f"/v1/enrollments/{number}")).json["hold_reason"] == "member_name_differs"


async def test_a_phone_of_another_person_is_accepted_and_held(bot: Caller, cli: Caller) -> None:
    await filed(bot)

    number = await filed(bot, other_rider(2).but(phone=RIDER.phone))

    assert (await cli.get(f"/v1/enrollments/{number}")).json["hold_reason"] == "phone_in_use"


async def test_of_two_persons_sending_one_phone_at_once_one_is_held(house: House, bot: Caller, cli: Caller) -> None:
    bodies = [submission(house, other_rider(i).but(phone=RIDER.phone)) for i in range(2, 6)]

    await asyncio.gather(*(bot.post("/v1/enrollments", body) for body in bodies))

    listed = (await cli.get("/v1/enrollments")).json["enrollments"]
    assert sorted(one["hold_reason"] or "" for one in listed) == ["", *["phone_in_use"] * 3]


async def test_the_phone_of_a_member_is_held_too(bot: Caller, cli: Caller) -> None:
    await reviewed(cli, await filed(bot), "approve")

    number = await filed(bot, other_rider(2).but(phone=RIDER.phone))

    assert (await cli.get(f"/v1/enrollments/{number}")).json["hold_reason"] == "phone_in_use"


@pytest.mark.parametrize(
    ("born", "flag"),
    [
        (date(2010, 11, 22), None),
        (date(2010, 11, 23), "under_16"),
        (date(1966, 11, 22), "over_retirement_age"),
        (date(1966, 11, 23), None),
    ],
    ids=["sixteen today", "sixteen tomorrow", "sixty today", "sixty tomorrow"],
)
async def test_age_is_flagged_for_a_person_to_look_at(bot: Caller, cli: Caller, born: date, flag: str | None) -> None:
    number = await filed(bot, RIDER.but(born=born))
    assert (await cli.get(f"/v1/enrollments/{number}")).json["age_flag"] == flag


async def test_nobody_is_born_tomorrow(house: House, bot: Caller) -> None:
    answer = await bot.post("/v1/enrollments", submission(house, RIDER.but(born=date(2026, 11, 23))))

    assert (answer.status, answer.json["field"]) == (422, "id_number")


async def test_under_sixteen_cannot_be_approved_only_refused(bot: Caller, cli: Caller) -> None:
    number = await filed(bot, RIDER.but(born=date(2012, 1, 1)))

    approval = await reviewed(cli, number, "approve")
    refusal = await reviewed(cli, number, "reject", reason="未满十六周岁")

    assert (approval.status, approval.json["type"]) == (409, "under-age")
    assert refusal.json["state"] == "rejected"


async def test_over_retirement_age_a_person_may_approve(bot: Caller, cli: Caller) -> None:
    number = await filed(bot, RIDER.but(born=date(1950, 1, 1)))
    assert (await reviewed(cli, number, "approve")).json["state"] == "approved"


async def test_a_truck_driver_leaves_the_plate(house: House, bot: Caller) -> None:
    sealed = {**submission(house)["sealed"], "plate": house.seal("皖C" + "12345")}

    await filed(bot, trade="truck_driver", platform=None, employer="示例物流", region=BAOHE, sealed=sealed)

    [seen] = (await bot.get("/v1/enrollments", conversation=RIDER.conversation)).json["enrollments"]
    assert seen["masked"]["plate"] == "皖C***45"
    assert seen["employer"] == "示例物流"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "Tom"),
        ("name", "王"),
        ("id_number", id_number_of(date(1992, 5, 17), 101)[:-1]),
        ("id_number", id_number_of(date(1992, 5, 17), 101)[:16] + "00"),
        ("phone", "12" + "0" * 9),
        ("phone", "1391234567"),
        ("plate", "皖1" + "2345"),
    ],
)
async def test_a_wrong_personal_field_is_named_and_never_repeated(
    house: House, bot: Caller, field: str, value: str
) -> None:
    sealed = {**submission(house)["sealed"], field: house.seal(value)}

    answer = await bot.post("/v1/enrollments", submission(house, sealed=sealed))

    assert (answer.status, answer.json["type"], answer.json["field"]) == (422, "invalid-field", field)
    assert value not in answer.raw.decode()


async def test_a_box_sealed_for_somebody_else_is_refused_naming_the_field(house: House, bot: Caller) -> None:
    sealed = {**submission(house)["sealed"], "phone": "bm90IGEgYm94"}
    answer = await bot.post("/v1/enrollments", submission(house, sealed=sealed))
    assert (answer.status, answer.json["field"]) == (422, "phone")


@pytest.mark.parametrize(
    ("field", "value"),
    [("region", "340300"), ("region", "999999"), ("trade", "pilot"), ("platform", "nobody"), ("channel", "fax")],
)
async def test_a_code_outside_its_list_is_refused(house: House, bot: Caller, field: str, value: str) -> None:
    answer = await bot.post("/v1/enrollments", submission(house, **{field: value}))
    assert (answer.status, answer.json["type"], answer.json["field"]) == (422, "invalid-field", field)


async def test_a_field_nobody_knows_is_refused(house: House, bot: Caller) -> None:
    answer = await bot.post("/v1/enrollments", submission(house, favourite_color="red"))
    assert (answer.status, answer.json["type"], answer.json["field"]) == (422, "unknown-field", "favourite_color")


async def test_an_old_area_code_in_the_id_number_is_fine(house: House, bot: Caller) -> None:
    sealed = {**submission(house)["sealed"], "id_number": house.seal(id_number_of(date(1990, 1, 1), 5, area="341421"))}
    assert (await bot.post("/v1/enrollments", submission(house, sealed=sealed))).status == 201
