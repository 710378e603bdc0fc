"""Claiming an application: one reviewer at a time, the second is told who was first, and it can be given back."""

from __future__ import annotations

import asyncio

import pytest

from actions.audit.actor import Actor
from actions.enrollment.claiming import give_back, take
from actions.enrollment.errors import AlreadyDecided, BeingReviewed, NotYours, StateForbids
from actions.enrollment.review import approve, reject
from actions.errors import Refusal
from tests.actions.applicants import LONGZIHU, colleague, filed, reviewed, state_of
from tests.actions.desk_browser import staff
from tests.actions.house import Caller, House
from tests.actions.unions.lists import given_unions, township_row


async def _take(house: House, number: str, by: Actor) -> None:
    async with house.database.write() as session:
        await take(number, by=by, session=session, vault=house.vault, now=house.clock())
        await session.commit()


async def _give_back(house: House, number: str, by: Actor) -> None:
    async with house.database.write() as session:
        await give_back(number, by=by, session=session, vault=house.vault, now=house.clock())
        await session.commit()


async def _approve(house: House, number: str, by: Actor) -> None:
    async with house.database.write() as session:
        await approve(number, by=by, session=session, vault=house.vault, now=house.clock())
        await session.commit()


async def _reject(house: House, number: str, by: Actor) -> None:
    async with house.database.write() as session:
        await reject(number, reason="不符", by=by, session=session, vault=house.vault, now=house.clock())
        await session.commit()


async def test_of_two_who_claim_at_once_the_second_is_told_who_was_first(bot: Caller, house: House) -> None:
    number = await filed(bot)
    wang, li = await colleague(house, "王敏"), await colleague(house, "李强")

    done = await asyncio.gather(_take(house, number, wang), _take(house, number, li), return_exceptions=True)

    [late] = [outcome for outcome in done if outcome is not None]
    assert isinstance(late, BeingReviewed)
    assert late.claimed_by == ("李强" if done[0] is late else "王敏")
    assert len((await bot.get("/v1/deliveries")).json["deliveries"]) == 1


@pytest.mark.parametrize("first", ["claim", "approval"])
async def test_of_two_who_act_at_once_one_does_and_the_other_reads_why_not(
    bot: Caller, house: House, first: str
) -> None:
    number = await filed(bot)
    wang, li = await colleague(house, "王敏"), await colleague(house, "李强")
    acts = [(_take if first == "claim" else _approve)(house, number, wang), _reject(house, number, li)]

    done = await asyncio.gather(*acts, return_exceptions=True)

    [late] = [outcome for outcome in done if outcome is not None]
    assert isinstance(late, Refusal)
    if done[0] is late:
        assert isinstance(late, StateForbids if first == "claim" else AlreadyDecided)
        assert "未通过" in late.detail
    else:
        assert isinstance(late, BeingReviewed if first == "claim" else AlreadyDecided)
        assert "王敏" in late.detail


async def test_a_claimed_application_is_decided_by_nobody_else(bot: Caller, cli: Caller, house: House) -> None:
    number = await filed(bot)
    wang, li = await colleague(house, "王敏"), await colleague(house, "李强")
    await _take(house, number, wang)

    for act in (_approve, _reject, _take):
        with pytest.raises(BeingReviewed) as refused:
            await act(house, number, li)
        assert "王敏" in refused.value.detail
    assert await state_of(cli, number) == "in_review"

    await _approve(house, number, wang)
    shown = (await cli.get(f"/v1/enrollments/{number}")).json
    assert (shown["state"], shown["claimed_by"], shown["decided_by"]) == ("approved", None, "王敏")


async def test_given_back_others_may_claim_it_and_the_worker_is_told_each_beginning(
    bot: Caller, cli: Caller, house: House
) -> None:
    number = await filed(bot)
    wang, li = await colleague(house, "王敏"), await colleague(house, "李强")
    await _take(house, number, wang)
    with pytest.raises(NotYours) as refused:
        await _give_back(house, number, li)
    assert "王敏" in refused.value.detail

    await _give_back(house, number, wang)
    assert await state_of(cli, number) == "submitted"
    await _take(house, number, li)

    assert (await cli.get(f"/v1/enrollments/{number}")).json["claimed_by"] == "李强"
    kinds = [one["kind"] for one in (await bot.get("/v1/deliveries")).json["deliveries"]]
    assert kinds == ["enrollment.taken", "enrollment.taken"]


async def test_taking_what_one_has_already_changes_nothing(bot: Caller, house: House) -> None:
    number, wang = await filed(bot), await colleague(house, "王敏")
    await _take(house, number, wang)
    await _take(house, number, wang)
    assert len((await bot.get("/v1/deliveries")).json["deliveries"]) == 1


async def test_a_claim_ends_with_its_colleagues_account(bot: Caller, cli: Caller, house: House) -> None:
    number, li = await filed(bot), await colleague(house, "李强")
    browser = await staff(house, cli, "reviewer", login="leaving", name="钱别", areas=[LONGZIHU])
    path = f"/desk/enrollments/{number}"
    await browser.submit(path, f"{path}/take")
    with pytest.raises(BeingReviewed):
        await _take(house, number, li)

    await cli.post("/v1/staff/closings", {"login": "leaving"})

    await _take(house, number, li)


async def test_a_claim_from_before_it_was_overdue_lapses_and_one_from_after_holds(
    bot: Caller, cli: Caller, house: House
) -> None:
    await given_unions(cli, township_row(limit_hours="24"))
    number = await filed(bot, township="东升街道")
    wang, li = await colleague(house, "王敏"), await colleague(house, "李强")
    await _take(house, number, wang)
    house.clock.move(hours=24)

    await _take(house, number, li)

    with pytest.raises(BeingReviewed):
        await _approve(house, number, wang)


async def test_the_command_line_acts_for_the_house_and_heeds_no_claim(bot: Caller, cli: Caller, house: House) -> None:
    number = await filed(bot)
    await _take(house, number, await colleague(house, "王敏"))

    assert (await reviewed(cli, number, "approve")).json["state"] == "approved"


async def test_on_the_page_the_second_reads_who_has_it(house: House, bot: Caller, cli: Caller) -> None:
    number = await filed(bot)
    wang = await staff(house, cli, "reviewer", login="wang", name="王敏", areas=[LONGZIHU])
    li = await staff(house, cli, "reviewer", login="li", name="李强", areas=[LONGZIHU])
    path = f"/desk/enrollments/{number}"
    await wang.submit(path, f"{path}/take")

    assert "王敏 在审" in (await li.get("/desk/enrollments?state=in_review")).text
    assert "王敏正在审核这份申请" in (await li.get(path)).text
    refused = await li.submit(path, f"{path}/approve")
    assert (refused.status, "王敏正在审核" in refused.text) == (409, True)

    assert "已放回" in (await wang.submit(path, f"{path}/giving-back")).text
    assert "已通过" in (await li.submit(path, f"{path}/approve")).text
