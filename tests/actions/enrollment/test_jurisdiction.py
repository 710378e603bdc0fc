"""Who sees the person behind an application: asked of one, and as a condition, the answer is the same."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from sqlalchemy import select, update

from actions.enrollment.jurisdiction import counted_for, lying, overdue, overdue_in, seen_in
from actions.enrollment.model import Enrollment
from actions.staff.access import bounds_of, reviews
from actions.staff.model import StaffMember
from actions.unions.model import Organization
from tests.actions.applicants import BAOHE, LONGZIHU, filed, other_rider
from tests.actions.desk_browser import Browser, staff
from tests.actions.house import Caller, House
from tests.actions.unions.lists import county_row, enterprise_row, given_unions, township_row

HEFEI, BENGBU, PROVINCE = "340100", "340300", "340000"
LIMIT_HOURS = 48


@pytest.fixture
async def numbers(house: House, bot: Caller, cli: Caller) -> Mapping[str, str]:
    """One application with each of: the county's union, a township's, an enterprise's, another county's."""
    await given_unions(
        cli, county_row(), township_row(limit_hours=str(LIMIT_HOURS)), enterprise_row(steps="2", limit_hours="72")
    )
    return {
        "county": await filed(bot, other_rider(2)),
        "township": await filed(bot, other_rider(3), township="东升街道"),
        "enterprise": await filed(bot, other_rider(4), trade="courier", platform=None, employer="通达速配"),
        "elsewhere": await filed(bot, other_rider(5), region=BAOHE),
    }


async def seen(house: House, numbers: Mapping[str, str], areas: list[str], union: str | None = None) -> set[str]:
    """What a reviewer with that position sees; one by one and by the condition it is the same."""
    async with house.database.read() as session:
        found = (await session.scalars(select(Organization.id).where(Organization.code == union))).first()
        member = StaffMember(login="x", name="x", roles=["reviewer"], areas=areas, organization_id=found)
        now = house.clock()
        listed = set(await session.scalars(select(Enrollment.number).where(seen_in(bounds_of(member), now))))
        late = set(await session.scalars(select(Enrollment.number).where(overdue_in(bounds_of(member), now))))
        overdue_at_all = set(await session.scalars(select(Enrollment.number).where(overdue(now))))
        counted = set(await session.scalars(select(Enrollment.number).where(counted_for(member, now))))
        asked = {
            one.number
            for one in await session.scalars(select(Enrollment))
            if reviews(member, await lying(session, one, now))
        }
    assert asked == listed
    assert late == listed & overdue_at_all
    assert listed <= counted
    return {name for name, number in numbers.items() if number in listed}


async def _staffed(house: House, cli: Caller) -> None:
    for login, union in (("dong", "LZH-01"), ("tong", "LZH-Q1")):
        await staff(house, cli, "reviewer", login=login, name=login, areas=[LONGZIHU], union=union)


async def test_each_sees_their_own_and_cities_and_the_province_nobody(
    house: House, cli: Caller, numbers: Mapping[str, str]
) -> None:
    await _staffed(house, cli)

    assert await seen(house, numbers, [LONGZIHU]) == {"county"}
    assert await seen(house, numbers, [LONGZIHU, BAOHE]) == {"county", "elsewhere"}
    assert await seen(house, numbers, [LONGZIHU], "LZH-01") == {"township"}
    assert await seen(house, numbers, [PROVINCE], "LZH-Q1") == {"enterprise"}
    for wide in ([BENGBU], [PROVINCE], [HEFEI, BENGBU]):
        assert await seen(house, numbers, wide) == set()


async def test_what_is_overdue_climbs_to_the_county_and_no_further(
    house: House, cli: Caller, numbers: Mapping[str, str]
) -> None:
    await _staffed(house, cli)
    house.clock.move(hours=LIMIT_HOURS, minutes=-1)
    assert await seen(house, numbers, [LONGZIHU]) == {"county"}

    house.clock.move(minutes=1)

    assert await seen(house, numbers, [LONGZIHU]) == {"county", "township"}
    assert await seen(house, numbers, [LONGZIHU], "LZH-01") == {"township"}
    assert await seen(house, numbers, [BENGBU]) == set()


async def test_what_nobody_reviews_for_is_the_countys_until_somebody_does(
    house: House, cli: Caller, numbers: Mapping[str, str]
) -> None:
    assert await seen(house, numbers, [LONGZIHU]) == {"county", "township", "enterprise"}
    await staff(house, cli, "reviewer", login="dong", areas=[LONGZIHU], union="LZH-01")
    assert await seen(house, numbers, [LONGZIHU]) == {"county", "enterprise"}

    await cli.post("/v1/staff/closings", {"login": "dong"})

    assert await seen(house, numbers, [LONGZIHU]) == {"county", "township", "enterprise"}


async def test_a_second_step_is_the_countys_as_well(house: House, cli: Caller, numbers: Mapping[str, str]) -> None:
    await _staffed(house, cli)
    async with house.database.write() as session:
        await session.execute(update(Enrollment).where(Enrollment.number == numbers["enterprise"]).values(step=2))
        await session.commit()

    assert await seen(house, numbers, [LONGZIHU]) == {"county", "enterprise"}
    assert await seen(house, numbers, [LONGZIHU], "LZH-Q1") == {"enterprise"}


ACTS = ("", "/reveal", "/take", "/giving-back", "/approve", "/return", "/reject", "/hand-over")


@pytest.mark.parametrize("act", ACTS)
async def test_another_unions_application_does_not_exist(
    house: House, bot: Caller, cli: Caller, numbers: Mapping[str, str], act: str
) -> None:
    await _staffed(house, cli)
    browser = await staff(house, cli, "reviewer", login="other", areas=[LONGZIHU], union="LZH-Q1")
    path = f"/desk/enrollments/{numbers['township']}"

    page = await _tried(browser, f"{path}{act}")

    assert page == 404
    assert (await cli.get(f"/v1/enrollments/{numbers['township']}")).json["state"] == "submitted"
    assert (await bot.get("/v1/deliveries")).json["deliveries"] == []


async def test_a_reviewer_of_a_city_sees_figures_by_county_and_opens_nobody(
    house: House, cli: Caller, numbers: Mapping[str, str]
) -> None:
    house.clock.move(hours=LIMIT_HOURS)
    browser = await staff(house, cli, "reviewer", areas=[BENGBU])

    page = await browser.get("/desk/enrollments")

    assert "市级和省级只看数字" in page.text
    assert "蚌埠市龙子湖区 3 0 1" in page.text
    assert "包河区" not in page.text
    for number in numbers.values():
        assert number not in page.html
        assert (await browser.get(f"/desk/enrollments/{number}")).status == 404
    assert "超过时限 已上报 1" in (await browser.get("/desk")).text


async def _tried(browser: Browser, path: str) -> int:
    if path.rpartition("/")[2].startswith("XF"):
        return (await browser.get(path)).status
    fields = [("reason", "不符"), ("reason_phone", "不通"), ("cause", "other"), ("union", "LZH")]
    return (await browser.post(path, fields, csrf=(await browser.get("/desk/enrollments")).csrf)).status
