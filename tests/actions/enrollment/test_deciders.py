"""An application goes to the union that decides on it, and what the worker chose is kept."""

from __future__ import annotations

from typing import Any

import pytest

from tests.actions.applicants import LONGZIHU, RIDER, filed, reviewed
from tests.actions.house import Caller, House
from tests.actions.unions.lists import county_row, enterprise_row, federation_row, given_unions, township_row

COURIER = {"trade": "courier", "platform": None, "employer": "通达速配"}


@pytest.fixture
async def unions(cli: Caller) -> None:
    await given_unions(cli, county_row(), township_row(), federation_row(), enterprise_row())


async def seen(cli: Caller, number: str) -> dict[str, Any]:
    found: dict[str, Any] = (await cli.get(f"/v1/enrollments/{number}")).json
    return found


async def corrected(bot: Caller, number: str, **changed: object) -> dict[str, Any]:
    answer = await bot.post(f"/v1/enrollments/{number}/corrections", {"conversation": RIDER.conversation, **changed})
    assert answer.status == 200, answer.raw.decode()
    found: dict[str, Any] = answer.json
    return found


@pytest.mark.usefixtures("unions")
@pytest.mark.parametrize(
    ("work", "union"),
    [
        ({}, "龙子湖区总工会"),
        ({"township": "东升街道"}, "东升街道总工会"),
        ({**COURIER}, "通达速配有限公司工会委员会"),
        ({**COURIER, "union": "enterprise"}, "通达速配有限公司工会委员会"),
        ({**COURIER, "union": "territorial"}, "龙子湖区快递行业工会联合会"),
        ({**COURIER, "union": "territorial", "township": "东升街道"}, "东升街道总工会"),
    ],
)
async def test_it_is_filed_with_the_one_who_decides(bot: Caller, cli: Caller, work: dict[str, Any], union: str) -> None:
    found = await seen(cli, await filed(bot, **work))

    assert (found["union"]["name"], found["step"]) == (union, 1)
    assert (found["choice"], found["township"]) == (work.get("union"), work.get("township"))


@pytest.mark.usefixtures("unions")
async def test_a_platform_counts_as_the_company_where_none_is_named(bot: Caller, cli: Caller) -> None:
    await given_unions(cli, enterprise_row(code="SF", name="顺丰工会", employers="顺丰"))

    found = await seen(cli, await filed(bot, trade="courier", platform="sf"))

    assert found["union"]["name"] == "顺丰工会"


@pytest.mark.usefixtures("unions")
async def test_a_correction_of_the_work_finds_its_decider_anew(bot: Caller, cli: Caller) -> None:
    number = await filed(bot)

    moved = await corrected(bot, number, township="东升街道")
    back = await corrected(bot, number, region="340303")

    assert moved["union"]["name"] == "东升街道总工会"
    assert back["union"]["name"] == "示例：蚌埠市蚌山区总工会会员周转库"
    assert (await seen(cli, number))["township"] is None


@pytest.mark.usefixtures("unions")
async def test_a_company_named_later_is_not_told_unless_the_worker_chose_it(bot: Caller) -> None:
    number = await filed(bot)

    unasked = await corrected(bot, number, **{**COURIER, "platform": "other"})
    assert unasked["union"]["name"] == "龙子湖区快递行业工会联合会"
    chosen = await corrected(bot, number, union="enterprise")
    assert chosen["union"]["name"] == "通达速配有限公司工会委员会"


@pytest.mark.usefixtures("unions")
async def test_a_correction_of_the_person_leaves_it_where_it_is(bot: Caller, cli: Caller, house: House) -> None:
    number = await filed(bot, **COURIER)
    await reviewed(cli, number, "return", fields=["phone"], reason="打不通")

    found = await corrected(bot, number, sealed={"phone": house.seal("13900000009")})

    assert found["union"]["name"] == "通达速配有限公司工会委员会"


@pytest.mark.usefixtures("unions")
async def test_before_anything_is_filed_the_choice_can_be_asked(bot: Caller) -> None:
    async def match(**work: str) -> Any:
        return (await bot.post("/v1/unions/matches", {"region": LONGZIHU, **work})).json

    assert await match(trade="courier", employer="通达速配（蚌埠）公司") == {
        "enterprise": {"name": "通达速配有限公司工会委员会"},
        "townships": ["东升街道"],
    }
    assert await match(trade="rider", platform="meituan") == {"enterprise": None, "townships": ["东升街道"]}


@pytest.mark.parametrize("wrong", [{"trade": "pilot"}, {"region": "340300"}, {"platform": "nobody"}, {"employer": ""}])
async def test_a_match_of_something_unknown_names_the_field(bot: Caller, wrong: dict[str, str]) -> None:
    answer = await bot.post("/v1/unions/matches", {"trade": "rider", "region": LONGZIHU, **wrong})
    assert (answer.status, answer.json["field"]) == (422, next(iter(wrong)))
