"""Deciding on an application: one decision, told to the worker, in the name of who made it."""

from __future__ import annotations

import asyncio

from actions.enrollment.errors import AlreadyDecided
from actions.enrollment.review import approve, reject
from tests.actions.applicants import RIDER, colleague, filed, other_rider, reviewed, state_of
from tests.actions.house import Caller, House


async def test_approval_makes_a_member_and_tells_the_worker(bot: Caller, cli: Caller) -> None:
    number = await filed(bot)

    await reviewed(cli, number, "approve")

    [news] = (await bot.get("/v1/deliveries")).json["deliveries"]
    assert news["conversation"] == RIDER.conversation
    assert news["kind"] == "enrollment.approved"
    assert news["data"]["number"] == number
    assert news["data"]["membership"]["joined_on"] == "2026-11-22"
    [member] = (await bot.get("/v1/personal-data", conversation=RIDER.conversation)).json["memberships"]
    assert member["number"] == news["data"]["membership"]["number"]
    assert "龙子湖区" in member["union"]["name"]


async def test_a_return_names_fields_and_reason(bot: Caller, cli: Caller) -> None:
    number = await filed(bot)

    await reviewed(cli, number, "return", fields=["phone", "name"], reason="手机号打不通")

    [news] = (await bot.get("/v1/deliveries")).json["deliveries"]
    assert news["kind"] == "enrollment.returned"
    assert news["data"]["returned_fields"] == ["phone", "name"]
    assert news["data"]["reason"] == "手机号打不通"
    [seen] = (await bot.get("/v1/enrollments", conversation=RIDER.conversation)).json["enrollments"]
    assert (seen["reason"], seen["returned_fields"]) == ("手机号打不通", ["phone", "name"])


async def test_a_return_without_fields_and_a_rejection_without_reason_are_refused(bot: Caller, cli: Caller) -> None:
    number = await filed(bot)

    no_fields = await reviewed(cli, number, "return", reason="请补充")
    no_reason = await reviewed(cli, number, "return", fields=["phone"])
    rejected = await reviewed(cli, number, "reject", reason="  ")

    assert [answer.json["field"] for answer in (no_fields, no_reason, rejected)] == ["fields", "reason", "reason"]
    assert await state_of(cli, number) == "submitted"


async def test_the_second_reviewer_reads_who_decided(bot: Caller, cli: Caller, house: House) -> None:
    number, by = await filed(bot), await colleague(house, "王敏")
    async with house.database.write() as session:
        await approve(number, by=by, session=session, vault=house.vault, now=house.clock())
        await session.commit()

    late = await reviewed(cli, number, "reject", reason="不符")

    assert (late.status, late.json["type"]) == (409, "already-decided")
    assert "王敏" in late.json["detail"]


async def test_two_reviewers_at_once_make_one_decision(bot: Caller, cli: Caller, house: House) -> None:
    number = await filed(bot)
    wang, li = await colleague(house, "王敏"), await colleague(house, "李强")

    async def approving() -> None:
        async with house.database.write() as session:
            await approve(number, by=wang, session=session, vault=house.vault, now=house.clock())
            await session.commit()

    async def rejecting() -> None:
        async with house.database.write() as session:
            await reject(number, reason="不符", by=li, session=session, vault=house.vault, now=house.clock())
            await session.commit()

    done = await asyncio.gather(approving(), rejecting(), return_exceptions=True)

    [late] = [outcome for outcome in done if outcome is not None]
    assert isinstance(late, AlreadyDecided)
    assert late.decided_by in {"王敏", "李强"}
    assert len((await bot.get("/v1/deliveries")).json["deliveries"]) == 1


async def test_a_held_application_is_approved_only_after_release(bot: Caller, cli: Caller) -> None:
    await filed(bot)
    number = await filed(bot, other_rider(2).but(phone=RIDER.phone))

    held = await reviewed(cli, number, "approve")
    await cli.post(f"/v1/enrollments/{number}/release", {})
    approved = await reviewed(cli, number, "approve")

    assert (held.status, held.json["type"]) == (409, "held")
    assert approved.json["state"] == "approved"


async def test_releasing_twice_is_refused(bot: Caller, cli: Caller) -> None:
    number = await filed(bot)
    assert (await cli.post(f"/v1/enrollments/{number}/release", {})).json["type"] == "not-held"


async def test_one_id_number_becomes_a_member_once(bot: Caller, cli: Caller) -> None:
    await reviewed(cli, await filed(bot), "approve")
    number = await filed(bot, RIDER.but(name="王不同", phone=other_rider(7).phone))
    await cli.post(f"/v1/enrollments/{number}/release", {})

    again = await reviewed(cli, number, "approve")

    assert (again.status, again.json["type"]) == (409, "already-registered")


async def test_the_list_filters_by_state_and_is_masked(bot: Caller, cli: Caller) -> None:
    approved, waiting = await filed(bot), await filed(bot, other_rider(2))
    await reviewed(cli, approved, "approve")

    listed = await cli.get("/v1/enrollments", state="submitted")

    assert [one["number"] for one in listed.json["enrollments"]] == [waiting]
    assert other_rider(2).id_number not in listed.raw.decode()


async def test_an_unknown_number_is_not_found(cli: Caller) -> None:
    assert (await reviewed(cli, "XF26-999999-9", "approve")).status == 404
    assert (await cli.get("/v1/enrollments/XF26-999999-9")).status == 404


async def test_the_longest_waiting_and_the_last_decided_are_listed_first(bot: Caller, cli: Caller) -> None:
    numbers = [await filed(bot, other_rider(running)) for running in range(2, 6)]
    for number in numbers[:2]:
        await reviewed(cli, number, "approve")

    async def listed(**query: str) -> list[str]:
        return [one["number"] for one in (await cli.get("/v1/enrollments", **query)).json["enrollments"]]

    assert await listed(state="submitted") == numbers[2:]
    assert await listed(state="approved") == [numbers[1], numbers[0]]
    assert await listed() == numbers[::-1]
