"""An invitation code starts one application with the name and phone of the roster, and tells a stranger nothing."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from actions.enrollment.queries import of_conversation
from tests.actions.applicants import LONGZIHU, RIDER, Applicant, filed, other_rider, submission
from tests.actions.house import Answer, Caller, House
from tests.actions.rosters.lists import codes, given, lines, looked_up, row_of

UNKNOWN = "BCDFG-BCDFG"


def filing(house: House, who: Applicant, code: str, **changed: Any) -> dict[str, Any]:
    """With the code in place of name and phone."""
    sealed = {"id_number": house.seal(who.id_number)}
    return submission(house, who, sealed=sealed, invitation=code, **changed)


async def filed_with(bot: Caller, who: Applicant, code: str, **changed: Any) -> Answer:
    return await bot.post("/v1/enrollments", filing(bot.house, who, code, **changed))


@pytest.fixture
async def code(cli: Caller) -> str:
    """Of RIDER, who works for a company."""
    [made] = await codes(cli, await given(cli, row_of(RIDER), employer="举例速递"))
    return made


async def test_a_code_opens_the_site_and_masks(bot: Caller, code: str) -> None:
    answer = await looked_up(bot, code)

    assert answer.status == 200
    assert answer.json == {
        "site": "东升站",
        "employer": "举例速递",
        "region": LONGZIHU,
        "masked": {"name": "张**", "phone": f"{RIDER.phone[:3]}****{RIDER.phone[-4:]}"},
    }


async def test_filed_with_a_code_the_application_has_the_name_and_phone_of_the_list(
    house: House, bot: Caller, code: str
) -> None:
    answer = await filed_with(bot, RIDER, code)

    assert answer.status == 201, answer.raw.decode()
    async with house.database.read() as session:
        [kept] = await of_conversation(session, RIDER.conversation)
    assert house.vault.decrypt(kept.name_box or b"") == RIDER.name
    assert house.vault.decrypt(kept.phone_box or b"") == RIDER.phone
    assert [line.enrollment_number for line in await lines(house)] == [answer.json["number"]]


async def test_what_the_worker_changed_goes_before_the_list(house: House, bot: Caller, code: str) -> None:
    other = RIDER.but(name="张小风")
    sealed = {field: house.seal(getattr(other, field)) for field in ("name", "id_number")}
    answer = await bot.post("/v1/enrollments", submission(house, other, sealed=sealed, invitation=code))

    assert answer.status == 201
    async with house.database.read() as session:
        [kept] = await of_conversation(session, RIDER.conversation)
    assert house.vault.decrypt(kept.name_box or b"") == "张小风"
    assert house.vault.decrypt(kept.phone_box or b"") == RIDER.phone


async def test_without_a_code_name_and_phone_must_be_there(house: House, bot: Caller) -> None:
    answer = await bot.post("/v1/enrollments", submission(house, sealed={"id_number": house.seal(RIDER.id_number)}))

    assert (answer.status, answer.json["field"]) == (422, "name")


async def test_unknown_used_and_outdated_codes_are_told_alike(house: House, bot: Caller, cli: Caller) -> None:
    other = other_rider(5)
    used, outdated = await codes(cli, await given(cli, row_of(RIDER, 2), row_of(other, 3)))
    assert (await filed_with(bot, RIDER, used)).status == 201
    misses = [await looked_up(bot, UNKNOWN), await looked_up(bot, used)]
    house.clock.move(days=30)
    misses.append(await looked_up(bot, outdated))

    assert {miss.status for miss in misses} == {404}
    assert len({miss.raw for miss in misses}) == 1


async def test_a_code_is_used_once_and_stays_free_while_filing_is_refused(
    house: House, bot: Caller, cli: Caller
) -> None:
    await filed(bot, RIDER.but(conversation="conversation-0002"))
    [code] = await codes(cli, await given(cli, row_of(RIDER)))
    assert (await filed_with(bot, RIDER, code)).json["type"] == "open-application-exists"
    assert [line.enrollment_number for line in await lines(house)] == [None]

    assert (await filed_with(bot, other_rider(3), code)).status == 201
    again = await filed_with(bot, other_rider(4), code)
    assert (again.status, again.json["type"], again.json["field"]) == (409, "invitation-used", "invitation")


async def test_of_two_people_filing_with_one_code_at_once_one_wins(house: House, bot: Caller, code: str) -> None:
    people = [other_rider(running) for running in range(3, 9)]
    answers = await asyncio.gather(*(filed_with(bot, who, code) for who in people))

    assert sorted(answer.status for answer in answers) == [201] + [409] * 5
    assert {answer.json["type"] for answer in answers if answer.status == 409} == {"invitation-used"}
    [line] = await lines(house)
    assert [line.enrollment_number] == [answer.json["number"] for answer in answers if answer.status == 201]


async def test_the_same_filing_again_is_the_same_answer(house: House, bot: Caller, code: str) -> None:
    body = filing(house, RIDER, code)
    first = await bot.post("/v1/enrollments", body, key="once")
    again = await bot.post("/v1/enrollments", body, key="once")

    assert (first.status, first.raw) == (201, again.raw)


async def test_ten_tries_a_day_and_a_right_one_counts_too(house: House, bot: Caller, code: str) -> None:
    for _ in range(9):
        assert (await looked_up(bot, UNKNOWN)).status == 404
    assert (await looked_up(bot, code)).status == 200
    assert (await looked_up(bot, code)).status == 429
    assert (await looked_up(bot, code, conversation="conversation-0002")).status == 200
    house.clock.move(days=1)
    assert (await looked_up(bot, code)).status == 200
