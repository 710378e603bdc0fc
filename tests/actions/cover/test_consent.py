"""Agreeing to the gifted cover: a word of one's own, that nothing else depends on, and that can be taken back."""

from __future__ import annotations

import asyncio

from sqlalchemy import select

from actions.cover.model import CoverCandidate
from tests.actions.applicants import BAOHE, RIDER, other_rider
from tests.actions.cover.covers import (
    answer_of,
    answered,
    candidate,
    member,
    news,
    quota,
    standing,
    taken_back,
    used,
)
from tests.actions.house import Caller, House


async def test_who_agrees_is_listed_with_the_version_of_the_text(house: House, bot: Caller, cli: Caller) -> None:
    await quota(cli, 5)
    number = await member(bot, cli)

    answer = await answered(bot, number, version="2026-11b")

    assert (answer.status, answer.json["state"]) == (200, "listed")
    assert await used(cli) == (5, 1)
    async with house.database.read() as session:
        [kept] = await session.scalars(select(CoverCandidate))
    assert (kept.consent_version, kept.answered_at.isoformat()) == ("2026-11b", "2026-11-22T03:59:00+00:00")


async def test_who_does_not_want_it_stays_a_member_like_any_other(bot: Caller, cli: Caller) -> None:
    await quota(cli, 5)
    number = await member(bot, cli)

    answer = await answered(bot, number, agreed=False)

    assert answer.json["state"] == "declined"
    assert await used(cli) == (5, 0)
    own = (await bot.get("/v1/enrollments", conversation=RIDER.conversation)).json
    assert (own["memberships"][0]["number"], own["enrollments"][0]["state"]) == (number, "approved")
    assert own["memberships"][0]["cover"]["may_join"] is True  # may think again


async def test_without_an_answer_nobody_is_on_the_list(bot: Caller, cli: Caller) -> None:
    await quota(cli, 5)
    await member(bot, cli)

    assert await used(cli) == (5, 0)
    [told] = await news(bot, "enrollment.approved")
    assert told["membership"]["cover"]["may_join"] is True


async def test_beyond_the_quota_one_waits_and_moves_up_in_order(house: House, bot: Caller, cli: Caller) -> None:
    await quota(cli, 1)
    people = [RIDER, other_rider(2), other_rider(3)]
    numbers = []
    for who in people:
        numbers.append(await candidate(bot, cli, who))
        house.clock.move(seconds=1)
    assert [(await standing(bot, who))["state"] for who in people] == ["listed", "waiting", "waiting"]

    gone = await taken_back(bot, numbers[0])

    assert gone.json["state"] == "withdrawn"
    assert [(await standing(bot, who))["state"] for who in people] == ["withdrawn", "listed", "waiting"]
    assert await used(cli) == (1, 1)
    assert len(await news(bot, "cover.listed", people[1])) == 1
    assert await news(bot, "cover.listed", people[2]) == []


async def test_the_same_answer_again_keeps_the_place_in_the_queue(house: House, bot: Caller, cli: Caller) -> None:
    await quota(cli, 0)
    first, second = RIDER, other_rider(2)
    number = await candidate(bot, cli, first)
    house.clock.move(minutes=1)
    await candidate(bot, cli, second)
    house.clock.move(minutes=1)

    await answered(bot, number, first)
    await quota(cli, 1)

    assert (await standing(bot, first))["state"] == "listed"
    assert (await standing(bot, second))["state"] == "waiting"


async def test_who_thought_again_queues_at_the_end(house: House, bot: Caller, cli: Caller) -> None:
    await quota(cli, 0)
    first, second = RIDER, other_rider(2)
    number = await candidate(bot, cli, first)
    await candidate(bot, cli, second)
    await taken_back(bot, number, first)
    house.clock.move(minutes=1)

    assert (await answered(bot, number, first)).json["state"] == "waiting"
    await quota(cli, 1)

    assert (await standing(bot, second))["state"] == "listed"
    assert (await standing(bot, first))["state"] == "waiting"


async def test_answers_at_once_take_exactly_as_many_places_as_there_are(bot: Caller, cli: Caller) -> None:
    await quota(cli, 3)
    people = [RIDER, *(other_rider(running) for running in range(2, 7))]
    numbers = [await member(bot, cli, who) for who in people]

    answers = await asyncio.gather(*(answered(bot, *pair) for pair in zip(numbers, people, strict=True)))

    assert sorted(answer.json["state"] for answer in answers) == ["listed"] * 3 + ["waiting"] * 3
    assert await used(cli) == (3, 3)


async def test_the_same_answer_many_times_at_once_takes_one_place(bot: Caller, cli: Caller) -> None:
    await quota(cli, 3)
    number = await member(bot, cli)

    answers = await asyncio.gather(*(bot.post("/v1/cover/answers", answer_of(number)) for _ in range(8)))

    assert {answer.json["state"] for answer in answers} == {"listed"}
    assert await used(cli) == (3, 1)


async def test_only_trades_of_the_list_in_a_county_with_a_quota_are_asked(bot: Caller, cli: Caller) -> None:
    await quota(cli, 3, trades="货车司机")
    elsewhere, clerk = other_rider(2), other_rider(3)
    rider = await member(bot, cli)
    numbers = [await member(bot, cli, elsewhere, region=BAOHE), await member(bot, cli, clerk, trade="other")]

    refused = [await answered(bot, rider), await answered(bot, numbers[0], elsewhere)]
    refused.append(await answered(bot, numbers[1], clerk))

    assert [(one.status, one.json["type"]) for one in refused] == [(409, "no-cover")] * 3
    assert (await standing(bot))["may_join"] is False


async def test_nobody_answers_for_another_chats_member(bot: Caller, cli: Caller) -> None:
    await quota(cli, 3)
    number = await member(bot, cli)

    assert (await answered(bot, number, other_rider(2))).status == 404
    assert (await taken_back(bot, number, other_rider(2))).status == 404


async def test_there_is_nothing_to_take_back_without_an_agreement(bot: Caller, cli: Caller) -> None:
    await quota(cli, 3)
    number = await member(bot, cli)
    never = await taken_back(bot, number)
    await answered(bot, number, agreed=False)
    declined = await taken_back(bot, number)

    assert [(one.status, one.json["type"]) for one in (never, declined)] == [
        (409, "no-cover"),
        (409, "cover-state-forbids"),
    ]


async def test_every_answer_is_in_the_log_without_a_person(house: House, bot: Caller, cli: Caller) -> None:
    await quota(cli, 3)
    await taken_back(bot, await candidate(bot, cli))

    written = [entry for entry in await house.audit() if entry.action.startswith("cover.")]
    assert [entry.action for entry in written] == ["cover.quotas_imported", "cover.agreed", "cover.withdrawn"]
    assert not any(secret in entry.detail for entry in written for secret in (RIDER.name, RIDER.phone))
