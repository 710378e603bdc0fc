"""A member who works elsewhere now: the same membership moves, after the receiving union looked at it."""

from __future__ import annotations

import asyncio
from typing import Any

from sqlalchemy import func, select

from actions.audit.actor import Actor
from actions.enrollment.review import approve
from actions.memberships.model import Membership, MembershipMove
from tests.actions.applicants import BAOHE, RIDER, Applicant, colleague, filed, other_rider, reviewed, submission
from tests.actions.cover.covers import member, news, quota
from tests.actions.desk_browser import staff
from tests.actions.house import Answer, Caller, House

ELSEWHERE = RIDER.but(conversation="conversation-0077", phone=other_rider(7).phone)


async def asked(bot: Caller, who: Applicant = RIDER, **changed: Any) -> Answer:
    body = submission(bot.house, who, **{"region": BAOHE, **changed})
    return await bot.post("/v1/enrollments/transfers", body)


async def requested(bot: Caller, who: Applicant = RIDER, **changed: Any) -> str:
    answer = await asked(bot, who, **changed)
    assert answer.status == 201, answer.raw.decode()
    return str(answer.json["number"])


async def own(bot: Caller, who: Applicant = RIDER) -> Any:
    return (await bot.get("/v1/enrollments", conversation=who.conversation)).json


async def test_a_membership_moves_with_its_number_and_its_date(house: House, bot: Caller, cli: Caller) -> None:
    number = await member(bot, cli)
    house.clock.move(days=40)

    request = await requested(bot, ELSEWHERE)
    assert (await own(bot, ELSEWHERE))["enrollments"][0]["kind"] == "transfer"
    await reviewed(cli, request, "approve")

    [kept] = (await own(bot, ELSEWHERE))["memberships"]
    assert (kept["number"], kept["joined_on"]) == (number, "2026-11-22")
    assert "包河区" in kept["union"]["name"]
    assert kept["masked"]["phone"].endswith(ELSEWHERE.phone[-4:])
    assert (await own(bot))["memberships"] == []  # told in the chat the request came from
    [told] = await news(bot, "enrollment.approved", ELSEWHERE)
    assert (told["kind"], told["membership"]["number"]) == ("transfer", number)
    async with house.database.read() as session:
        assert await session.scalar(select(func.count()).select_from(Membership)) == 1
        [move] = await session.scalars(select(MembershipMove))
    assert (move.enrollment_number, move.moved_on.isoformat()) == (request, "2027-01-01")
    assert "龙子湖区" in move.from_organization.name


async def test_the_day_of_joining_is_the_day_in_china(house: House, bot: Caller, cli: Caller) -> None:
    house.clock.move(hours=12, minutes=30)  # 2026-11-23 00:30 in China, still the 22nd in UTC

    await member(bot, cli)

    assert (await own(bot))["memberships"][0]["joined_on"] == "2026-11-23"


async def test_who_is_no_member_or_gives_another_name_hears_the_same(bot: Caller, cli: Caller) -> None:
    await member(bot, cli)

    stranger = await asked(bot, other_rider(2))
    misnamed = await asked(bot, ELSEWHERE.but(name="王二小"))

    assert stranger.status == misnamed.status == 404
    assert stranger.json == misnamed.json
    assert stranger.json["type"] == "no-membership"


async def test_five_tries_a_day_for_a_chat_and_for_an_id_number(house: House, bot: Caller, cli: Caller) -> None:
    await member(bot, cli)
    guesses = [RIDER.but(name=f"王{letter}", conversation=f"conversation-10{place}") for place, letter in
               enumerate("甲乙丙丁戊")]  # fmt: skip

    first = [(await asked(bot, who)).status for who in guesses]
    right = await asked(bot, ELSEWHERE)
    house.clock.move(days=1)
    next_day = await asked(bot, ELSEWHERE)

    assert first == [404] * 5
    assert (right.status, next_day.status) == (429, 201)


async def test_a_membership_that_is_there_already_need_not_move(bot: Caller, cli: Caller) -> None:
    await member(bot, cli)

    answer = await asked(bot, region="340302")

    assert (answer.status, answer.json["type"]) == (409, "already-there")


async def test_one_open_request_at_a_time(bot: Caller, cli: Caller) -> None:
    await member(bot, cli)

    answers = await asyncio.gather(*(asked(bot, ELSEWHERE) for _ in range(4)))

    assert sorted(answer.status for answer in answers) == [201, 409, 409, 409]


async def test_a_returned_request_stays_a_members(bot: Caller, cli: Caller) -> None:
    await member(bot, cli)
    request = await requested(bot)
    await reviewed(cli, request, "return", fields=["name"], reason="请核对")
    correction = {"conversation": RIDER.conversation, "sealed": {"name": bot.house.seal("别人家")}}

    other_name = await bot.post(f"/v1/enrollments/{request}/corrections", correction)
    correction["sealed"] = {"name": bot.house.seal(RIDER.name)}
    own_name = await bot.post(f"/v1/enrollments/{request}/corrections", correction)

    assert (other_name.status, own_name.status) == (404, 200)
    assert (await reviewed(cli, request, "approve")).status == 200


async def test_a_rejected_request_leaves_the_membership_where_it_is(bot: Caller, cli: Caller) -> None:
    number = await member(bot, cli)
    request = await requested(bot)

    await reviewed(cli, request, "reject", reason="没在这里干活", cause="elsewhere")

    [kept] = (await own(bot))["memberships"]
    assert kept["number"] == number
    assert "龙子湖区" in kept["union"]["name"]
    [told] = await news(bot, "enrollment.rejected")
    assert told["kind"] == "transfer"


async def test_approvals_at_once_make_one_membership_and_one_move(house: House, bot: Caller, cli: Caller) -> None:
    wang, li = await colleague(house, "王敏"), await colleague(house, "李强")

    async def approving(number: str, by: Actor) -> None:
        async with house.database.write() as session:
            await approve(number, by=by, session=session, vault=house.vault, now=house.clock())
            await session.commit()

    joining = await filed(bot)
    joined = await asyncio.gather(*(approving(joining, by) for by in (wang, li)), return_exceptions=True)
    moving = await requested(bot)
    moved = await asyncio.gather(*(approving(moving, by) for by in (wang, li)), return_exceptions=True)

    assert [sum(outcome is None for outcome in outcomes) for outcomes in (joined, moved)] == [1, 1]
    async with house.database.read() as session:
        counts = [await session.scalar(select(func.count()).select_from(table)) for table in
                  (Membership, MembershipMove)]  # fmt: skip
    assert counts == [1, 1]
    assert len(await news(bot, "enrollment.approved")) == 2


async def test_the_desk_shows_transfers_and_members_to_those_they_concern(
    house: House, bot: Caller, cli: Caller
) -> None:
    await quota(cli, 1)
    number = await member(bot, cli)
    request = await requested(bot, ELSEWHERE)
    old = await staff(house, cli, "reviewer", areas=["340302"])
    new = await staff(house, cli, "reviewer", login="lin", name="林审核", areas=[BAOHE])
    listed = (await new.get("/desk/enrollments")).text
    page = await new.get(f"/desk/enrollments/{request}")

    assert f"{request} 转会" in listed
    assert "现在的会籍" in page.text
    assert "龙子湖区" in page.text
    assert number in (await old.get("/desk/members")).text
    assert (await new.get(f"/desk/members/{number}")).status == 404

    await new.submit(f"/desk/enrollments/{request}", f"/desk/enrollments/{request}/approve", ("step", "1"))

    assert (await old.get(f"/desk/members/{number}")).status == 404
    found = await new.get(f"/desk/members?number={number.lower()}")
    assert found.path == f"/desk/members/{number}"
    assert "转会经过" in found.text
    for secret in (RIDER.name, RIDER.id_number, ELSEWHERE.phone):
        assert secret not in found.html
    assert number in (await new.get(f"/desk/enrollments/{request}")).text


async def test_a_search_finds_nobody_else(house: House, bot: Caller, cli: Caller) -> None:
    number = await member(bot, cli)
    other = await staff(house, cli, "reviewer", areas=[BAOHE])

    page = await other.get(f"/desk/members?number={number}")

    assert "没有这个编号的会员" in page.text
    assert "还没有您能看的会员" in page.text
