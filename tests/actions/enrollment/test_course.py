"""A reviewer reads what an application went through, and that it was returned before."""

from __future__ import annotations

import re

from tests.actions.applicants import BAOHE, LONGZIHU, RIDER, filed, phone_of, reviewed
from tests.actions.desk_browser import Page, staff
from tests.actions.house import Caller, House
from tests.actions.unions.lists import county_row, federation_row, given_unions

CHANGED_PHONE = phone_of(88)


def course(page: Page) -> list[str]:
    """Its steps in words, without their times."""
    listed = page.html.partition('<ol class="course">')[2].partition("</ol>")[0]
    return re.findall(r"</time> (.*?)</li>", listed)


async def _correct(house: House, bot: Caller, number: str, **more: object) -> None:
    body = {"conversation": RIDER.conversation, "sealed": {"phone": house.seal(CHANGED_PHONE)}, **more}
    assert (await bot.post(f"/v1/enrollments/{number}/corrections", body)).status == 200


async def test_a_corrected_application_tells_who_returned_it_for_what_and_what_was_changed(
    house: House, bot: Caller, cli: Caller
) -> None:
    await given_unions(cli, county_row(), federation_row(trades="外卖骑手", steps="2"))
    number = await filed(bot)
    await reviewed(cli, number, "approve")
    await reviewed(cli, number, "return", reasons={"phone": "打不通"})
    await _correct(house, bot, number, platform="eleme")
    county = await staff(house, cli, "reviewer", areas=[LONGZIHU])

    page = await county.get(f"/desk/enrollments/{number}")

    assert course(page) == [
        "工友提交，由龙子湖区快递行业工会联合会审核",
        "第一步通过，由龙子湖区总工会审第二步",
        "龙子湖区总工会退回，要补正：手机号（打不通）",
        "工友补正了手机号、平台，由龙子湖区总工会审核",
    ]
    assert "2026-11-22 12:00" in page.text
    assert "补正过" in page.text
    assert CHANGED_PHONE not in page.html


async def test_what_was_never_returned_says_nothing_of_it(house: House, bot: Caller, cli: Caller) -> None:
    number = await filed(bot)
    county = await staff(house, cli, "reviewer", areas=[LONGZIHU])

    page = await county.get(f"/desk/enrollments/{number}")

    assert len(course(page)) == 1
    assert "补正过" not in page.text


async def test_a_county_it_moved_to_reads_which_union_had_returned_it(house: House, bot: Caller, cli: Caller) -> None:
    number = await filed(bot)
    await reviewed(cli, number, "return", reasons={"region": "不在这里"})
    await _correct(house, bot, number, region=BAOHE)
    hefei = await staff(house, cli, "reviewer", areas=[BAOHE])

    page = await hefei.get(f"/desk/enrollments/{number}")

    assert course(page)[1].startswith("示例：蚌埠市龙子湖区总工会")
    assert course(page)[2].startswith("工友补正了手机号、地区，由示例：合肥市包河区总工会")


async def test_of_an_erased_application_the_course_keeps_no_fields(house: House, bot: Caller, cli: Caller) -> None:
    number = await filed(bot)
    await reviewed(cli, number, "return", fields=["name"], reason="应是张小风")
    await bot.post("/v1/erasures", {"conversation": RIDER.conversation})
    county = await staff(house, cli, "reviewer", areas=[LONGZIHU])

    page = await county.get(f"/desk/enrollments/{number}")

    assert course(page)[1].endswith("退回，要补正：（已删除）")
    assert "张小风" not in page.html
