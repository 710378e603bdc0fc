"""Where a union asks for a second step the county decides last; another union may be given the application."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from actions.enrollment.errors import AlreadyForwarded
from actions.enrollment.review import approve
from tests.actions.applicants import BAOHE, LONGZIHU, RIDER, colleague, filed, reviewed
from tests.actions.desk_browser import Browser, staff
from tests.actions.house import Caller, House
from tests.actions.unions.lists import county_row, enterprise_row, federation_row, given_unions, township_row

COURIER = {"trade": "courier", "platform": None, "employer": "通达速配"}


@pytest.fixture
async def unions(cli: Caller) -> None:
    await given_unions(
        cli,
        county_row(limit_hours="72"),
        township_row(limit_hours="48"),
        federation_row(),
        enterprise_row(steps="2", limit_hours="24"),
    )


async def shown(cli: Caller, number: str) -> dict[str, Any]:
    found: dict[str, Any] = (await cli.get(f"/v1/enrollments/{number}")).json
    return found


async def news(bot: Caller) -> list[tuple[str, str]]:
    return [
        (one["kind"].partition(".")[2], one["data"]["union"]["name"])
        for one in (await bot.get("/v1/deliveries")).json["deliveries"]
    ]


async def _desks(house: House, cli: Caller) -> tuple[Browser, Browser]:
    """A reviewer of the enterprise's union and one of the county."""
    tong = await staff(house, cli, "reviewer", login="tong", name="童一", areas=[LONGZIHU], union="LZH-Q1")
    return tong, await staff(house, cli, "reviewer", login="xian", name="县二", areas=[LONGZIHU])


@pytest.mark.usefixtures("unions")
async def test_the_county_decides_last_and_the_worker_is_told_each_step(house: House, bot: Caller, cli: Caller) -> None:
    number = await filed(bot, **COURIER)
    tong, county = await _desks(house, cli)
    path = f"/desk/enrollments/{number}"
    assert (await county.get(path)).status == 404

    page = await tong.submit(path, f"{path}/approve")

    assert "第一步已通过" in page.text
    after = await shown(cli, number)
    assert (after["state"], after["step"], after["decided_by"]) == ("in_review", 2, "童一")
    assert after["due_at"] == "2026-11-25T04:00:00+00:00"  # the county's limit, from now
    late = await tong.submit(path, f"{path}/approve")
    assert (late.status, "等县（市、区）工会审核" in late.text) == (409, True)

    house.clock.move(minutes=1)
    assert "已通过" in (await county.submit(path, f"{path}/approve")).text
    assert await news(bot) == [("forwarded", "龙子湖区总工会"), ("approved", "通达速配有限公司工会委员会")]
    assert not any("小时" in str(one) or "天" in str(one) for one in await news(bot))


@pytest.mark.usefixtures("unions")
async def test_two_first_approvals_at_once_are_one(house: House, bot: Caller, cli: Caller) -> None:
    number = await filed(bot, **COURIER)
    both = [await colleague(house, name) for name in ("王敏", "李强")]

    async def approving(place: int) -> None:
        async with house.database.write() as session:
            by = both[place]
            await approve(number, by=by, session=session, vault=house.vault, now=house.clock(), step=1)
            await session.commit()

    done = await asyncio.gather(approving(0), approving(1), return_exceptions=True)

    [late] = [outcome for outcome in done if outcome is not None]
    assert isinstance(late, AlreadyForwarded)
    assert ("李强" if done[0] is late else "王敏") in late.detail
    assert (await shown(cli, number))["step"] == 2


@pytest.mark.usefixtures("unions")
async def test_two_steps_are_two_people(house: House, bot: Caller, cli: Caller) -> None:
    number = await filed(bot, **COURIER)
    county = await staff(house, cli, "reviewer", areas=[LONGZIHU])  # nobody reviews for the enterprise
    path = f"/desk/enrollments/{number}"
    await county.submit(path, f"{path}/approve")

    again = await county.submit(path, f"{path}/approve")

    assert (again.status, "请另一位同事审" in again.text) == (409, True)
    other = await staff(house, cli, "reviewer", login="other", name="别人", areas=[LONGZIHU])
    assert "已通过" in (await other.submit(path, f"{path}/approve")).text


async def _returned_by_the_county(bot: Caller, cli: Caller) -> str:
    number = await filed(bot, **COURIER)
    await reviewed(cli, number, "approve")
    assert (await reviewed(cli, number, "return", reasons={"phone": "打不通"})).status == 200
    return number


async def _corrected(bot: Caller, number: str, **fields: Any) -> dict[str, Any]:
    answer = await bot.post(f"/v1/enrollments/{number}/corrections", {"conversation": RIDER.conversation, **fields})
    assert answer.status == 200, answer.raw.decode()
    return dict(answer.json)


@pytest.mark.usefixtures("unions")
async def test_returned_by_the_county_it_waits_there_again_and_the_first_step_stays_done(
    house: House, bot: Caller, cli: Caller
) -> None:
    number = await filed(bot, **COURIER)
    tong, county = await _desks(house, cli)
    path = f"/desk/enrollments/{number}"
    await tong.submit(path, f"{path}/approve")
    await county.submit(path, f"{path}/return", ("reason_phone", "打不通"))
    house.clock.move(hours=1)

    answered = await _corrected(bot, number, sealed={"phone": house.seal("13900000008")})

    after = await shown(cli, number)
    assert (answered["union"]["name"], after["step"], after["state"]) == ("龙子湖区总工会", 2, "submitted")
    assert after["due_at"] == "2026-11-25T05:00:00+00:00"  # the county's limit, from the correction
    assert "等县（市、区）工会审核" in (await tong.submit(path, f"{path}/approve")).text
    assert "已通过" in (await county.submit(path, f"{path}/approve")).text
    [own] = (await bot.get("/v1/enrollments", conversation=RIDER.conversation)).json["enrollments"]
    assert [(step["event"], step["union"]["name"]) for step in own["steps"]] == [
        ("submitted", "通达速配有限公司工会委员会"),
        ("forwarded", "龙子湖区总工会"),
        ("returned", "龙子湖区总工会"),
        ("corrected", "龙子湖区总工会"),
        ("approved", "通达速配有限公司工会委员会"),
    ]


@pytest.mark.usefixtures("unions")
async def test_whoever_did_the_first_step_does_not_do_the_second_after_a_correction_either(
    house: House, bot: Caller, cli: Caller
) -> None:
    number = await filed(bot, **COURIER)
    county = await staff(house, cli, "reviewer", areas=[LONGZIHU])  # nobody reviews for the enterprise
    path = f"/desk/enrollments/{number}"
    await county.submit(path, f"{path}/approve")
    await reviewed(cli, number, "return", reasons={"phone": "打不通"})
    await _corrected(bot, number, sealed={"phone": house.seal("13900000008")})

    assert "请另一位同事审" in (await county.submit(path, f"{path}/approve")).text


@pytest.mark.usefixtures("unions")
async def test_corrected_once_more_before_the_county_looks_it_still_waits_there(
    house: House, bot: Caller, cli: Caller
) -> None:
    number = await _returned_by_the_county(bot, cli)
    for phone in ("13900000008", "13900000009"):
        await _corrected(bot, number, sealed={"phone": house.seal(phone)})

    assert (await shown(cli, number))["step"] == 2


@pytest.mark.usefixtures("unions")
async def test_a_trade_its_union_takes_too_leaves_it_with_the_county(bot: Caller, cli: Caller) -> None:
    number = await _returned_by_the_county(bot, cli)

    await _corrected(bot, number, trade="rider")

    assert (await shown(cli, number))["step"] == 2


@pytest.mark.usefixtures("unions")
@pytest.mark.parametrize(
    ("changed", "union"),
    [
        ({"region": BAOHE}, "包河区"),
        ({"employer": "顺达货运"}, "快递行业工会联合会"),
        ({"union": "territorial"}, "快递行业工会联合会"),
    ],
    ids=["another county", "another company", "another choice"],
)
async def test_a_correction_of_where_it_belongs_begins_with_the_first_step(
    bot: Caller, cli: Caller, changed: dict[str, Any], union: str
) -> None:
    number = await _returned_by_the_county(bot, cli)

    answered = await _corrected(bot, number, **changed)

    after = await shown(cli, number)
    assert union in answered["union"]["name"]
    assert (after["union"]["name"], after["step"]) == (answered["union"]["name"], 1)


async def test_a_city_wide_union_does_not_take_the_step_of_one_county_to_another(bot: Caller, cli: Caller) -> None:
    city = federation_row(name="蚌埠市快递行业工会联合会", region="340300", steps="2")
    await given_unions(cli, county_row(), city)
    number = await filed(bot, trade="courier")
    await reviewed(cli, number, "approve")
    await reviewed(cli, number, "return", reasons={"region": "不在这里"})

    await _corrected(bot, number, region="340303")

    after = await shown(cli, number)
    assert (after["union"]["name"], after["step"]) == ("蚌埠市快递行业工会联合会", 1)


@pytest.mark.usefixtures("unions")
async def test_handing_over_keeps_the_state_and_changes_the_union(house: House, bot: Caller, cli: Caller) -> None:
    number = await filed(bot)
    browser = await staff(house, cli, "reviewer", areas=[LONGZIHU])
    await staff(house, cli, "reviewer", login="dong", areas=[LONGZIHU], union="LZH-01")
    path = f"/desk/enrollments/{number}"
    await browser.submit(path, f"{path}/take")
    house.clock.move(minutes=1)

    page = await browser.submit(path, f"{path}/hand-over", ("union", "LZH-01"))

    assert page.path.startswith("/desk/enrollments?")  # it is theirs no more
    after = await shown(cli, number)
    assert (after["union"]["name"], after["state"], after["claimed_by"]) == ("东升街道总工会", "in_review", None)
    assert after["due_at"] == "2026-11-24T04:01:00+00:00"
    assert await news(bot) == [("taken", "龙子湖区总工会"), ("handed_over", "东升街道总工会")]
    [entry] = [one for one in await house.audit() if one.action == "enrollment.handed_over"]
    assert entry.detail == '{"from": "LZH", "to": "LZH-01"}'


@pytest.mark.usefixtures("unions")
@pytest.mark.parametrize(
    ("work", "union"),
    [
        ({}, "nobody"),
        ({}, "LZH"),  # it is there already
        ({}, "LZH-HL"),  # takes couriers
        ({}, "LZH-Q1"),  # another company's
        ({}, f"sample_{BAOHE}"),  # another county's
        ({**COURIER, "union": "territorial"}, "LZH-Q1"),  # the worker did not want it told
    ],
)
async def test_it_is_handed_only_to_one_that_may_decide(
    bot: Caller, cli: Caller, work: dict[str, Any], union: str
) -> None:
    number = await filed(bot, **work)
    before = await shown(cli, number)

    refused = await cli.post(f"/v1/enrollments/{number}/hand-over", {"union": union})

    assert (refused.status, refused.json["type"], refused.json["field"]) == (422, "may-not-decide", "union")
    assert await shown(cli, number) == before


@pytest.mark.usefixtures("unions")
async def test_the_page_offers_only_those(house: House, bot: Caller, cli: Caller) -> None:
    number = await filed(bot, **COURIER, union="territorial")
    browser = await staff(house, cli, "reviewer", areas=[LONGZIHU])

    page = await browser.get(f"/desk/enrollments/{number}")

    assert "不要告诉其公司" in page.text
    assert 'value="LZH-01"' in page.html
    assert 'value="LZH"' in page.html
    assert 'value="LZH-Q1"' not in page.html


async def test_a_sample_is_offered_only_where_no_real_union_of_the_county_is(
    house: House, bot: Caller, cli: Caller
) -> None:
    await given_unions(cli, township_row())
    number = await filed(bot, township="东升街道")
    browser = await staff(house, cli, "reviewer", areas=[LONGZIHU])
    path, sample = f"/desk/enrollments/{number}", f'value="sample_{LONGZIHU}"'
    assert sample in (await browser.get(path)).html

    await given_unions(cli, county_row())

    page = await browser.get(path)
    assert 'value="LZH"' in page.html
    assert "示例" not in page.text
    refused = await cli.post(f"/v1/enrollments/{number}/hand-over", {"union": f"sample_{LONGZIHU}"})
    assert (refused.status, refused.json["type"]) == (422, "may-not-decide")


@pytest.mark.usefixtures("unions")
async def test_overdue_shows_in_the_list_on_the_page_and_on_the_start_page(
    house: House, bot: Caller, cli: Caller
) -> None:
    number = await filed(bot, township="东升街道")
    await staff(house, cli, "reviewer", login="dong", areas=[LONGZIHU], union="LZH-01")
    county = await staff(house, cli, "reviewer", areas=[LONGZIHU])
    assert number not in (await county.get("/desk/enrollments")).text

    house.clock.move(hours=48)

    county = await staff(house, cli, "reviewer", login="later", areas=[LONGZIHU])  # the session of before has ended
    listed = await county.get("/desk/enrollments?state=overdue")
    assert number in listed.text
    assert "超过时限 1" in listed.text
    assert "超过时限" in (await county.get(f"/desk/enrollments/{number}")).text
    assert "超过时限 已上报 1" in (await county.get("/desk")).text
    assert "2026" not in str([one["data"] for one in (await bot.get("/v1/deliveries")).json["deliveries"]])


@pytest.mark.usefixtures("unions")
async def test_a_rejection_has_a_cause_of_the_list_and_words(house: House, bot: Caller, cli: Caller) -> None:
    number = await filed(bot)
    browser = await staff(house, cli, "reviewer", areas=[LONGZIHU])
    path = f"/desk/enrollments/{number}"

    no_cause = await browser.submit(path, f"{path}/reject", ("reason", "在江苏跑"), ("cause", "because"))
    no_words = await browser.submit(path, f"{path}/reject", ("cause", "elsewhere"))
    done = await browser.submit(path, f"{path}/reject", ("cause", "elsewhere"), ("reason", "在江苏跑"))

    assert (no_cause.status, no_words.status) == (422, 422)
    assert "不在本省工作" in done.text
    [told] = (await bot.get("/v1/deliveries")).json["deliveries"]
    assert (told["data"]["cause"], told["data"]["reason"]) == ("elsewhere", "在江苏跑")


@pytest.mark.parametrize(
    ("position", "advice"),
    [
        ({"union": "nobody"}, "没有这个编号"),
        ({"union": "LZH"}, "县区的审核员只选负责地区"),
        ({"union": "LZH-01", "areas": [BAOHE]}, "不在负责地区里"),
        ({"union": "LZH-01", "roles": ["operator"]}, "只有入会审核员"),
    ],
)
@pytest.mark.usefixtures("unions")
async def test_who_is_bounded_to_a_union_reviews_for_it_there(
    cli: Caller, position: dict[str, Any], advice: str
) -> None:
    body = {"login": "lin", "name": "林", "roles": ["reviewer"], "areas": [LONGZIHU], **position}

    refused = await cli.post("/v1/staff", body)

    assert (refused.status, refused.json["field"]) == (422, "union")
    assert advice in refused.json["detail"]
