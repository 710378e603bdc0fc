"""Unions at the desk: found, edited field by field with the import's checks, closed and opened again."""

from __future__ import annotations

import asyncio
import json

import pytest

from tests.actions.applicants import BAOHE, LONGZIHU, filed, reviewed
from tests.actions.desk_browser import Browser, Page, staff
from tests.actions.house import Caller, House
from tests.actions.unions.lists import (
    IMPORTS,
    county_row,
    enterprise_row,
    federation_row,
    given_unions,
    township_row,
    unions_by_code,
)

ENTERPRISE = {
    "name": "通达速配有限公司工会委员会",
    "region": LONGZIHU,
    "employers": "通达速配（蚌埠）有限公司|通达速配",
    "steps": "1",
}


@pytest.fixture
async def browser(house: House, cli: Caller) -> Browser:
    """An administrator of the district, where there is one union of each kind."""
    await given_unions(cli, county_row(), township_row(), federation_row(), enterprise_row())
    return await staff(house, cli, "administrator", areas=[LONGZIHU])


async def changed(browser: Browser, code: str = "LZH-Q1", **cells: str) -> Page:
    here = f"/desk/unions/{code}"
    page = await browser.get(here)
    fields = {**ENTERPRISE, **cells, "version": page.field("version")}
    return await browser.post(here, list(fields.items()), csrf=page.csrf)


async def stood(browser: Browser, act: str, code: str = "LZH-Q1", version: str | None = None) -> Page:
    here = f"/desk/unions/{code}"
    page = await browser.get(here)
    return await browser.post(f"{here}/{act}", [("version", version or page.field("version"))], csrf=page.csrf)


@pytest.mark.parametrize("words", ["通达速配（蚌埠）", "LZH-Q1", "速配有限"])
async def test_a_union_is_found_by_its_name_code_or_company(browser: Browser, words: str) -> None:
    page = await browser.get(f"/desk/unions?q={words}")

    assert "LZH-Q1" in page.text
    assert "LZH-01" not in page.text


async def test_signs_that_mean_something_to_a_database_are_only_signs(browser: Browser) -> None:
    for words in ("%25", "_", "'; DROP TABLE organizations", "\\", "%00"):
        assert "没有找到" in (await browser.get(f"/desk/unions?q={words}zz")).text


async def test_fields_are_changed_and_that_is_recorded(house: House, cli: Caller, browser: Browser) -> None:
    page = await changed(browser, name="通达工会", steps="2", limit_hours="48", trades="courier")

    assert (page.status, page.path) == (200, "/desk/unions/LZH-Q1?done=change")
    one = (await unions_by_code(cli))["LZH-Q1"]
    assert (one["name"], one["steps"], one["limit_hours"], one["trades"]) == ("通达工会", 2, 48, ["courier"])
    entry = (await house.audit())[-1]
    assert (entry.action, entry.subject) == ("union.changed", "LZH-Q1")
    assert json.loads(entry.detail) == {"fields": ["name", "trades", "steps", "limit_hours"]}


async def test_nothing_changed_is_nothing_recorded(house: House, browser: Browser) -> None:
    before = len(await house.audit())
    assert (await changed(browser)).status == 200
    assert len(await house.audit()) == before


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"name": ""}, "没有填"),
        ({"region": "合肥"}, "不是安徽的地区"),
        ({"employers": ""}, "没有填。写公司的全称"),
        ({"limit_hours": "-1"}, "不是小时数"),
        ({"trades": "pilot"}, "不认识工种"),
        ({"parent": "NOBODY"}, "没有编号是“NOBODY”的工会"),
        ({"steps": "3"}, "不是步骤数"),
    ],
)
async def test_the_checks_are_those_of_the_import(
    cli: Caller, browser: Browser, cells: dict[str, str], said: str
) -> None:
    before = await unions_by_code(cli)
    page = await changed(browser, **cells)

    assert page.status == 422
    assert said in page.text
    assert await unions_by_code(cli) == before


async def test_another_unions_company_name_is_refused(cli: Caller, browser: Browser) -> None:
    await given_unions(cli, enterprise_row(code="LZH-Q2", name="举例工会", employers="举例速递"))

    assert "已经是编号 LZH-Q2 的名称" in (await changed(browser, employers="举例速递")).text


async def test_an_edit_in_between_is_told_and_nothing_is_lost(cli: Caller, browser: Browser) -> None:
    stale = await browser.get("/desk/unions/LZH-Q1")
    await changed(browser, name="先改的名字")
    fields = {**ENTERPRISE, "name": "后改的名字", "version": stale.field("version")}
    page = await browser.post("/desk/unions/LZH-Q1", list(fields.items()), csrf=stale.csrf)

    assert page.status == 409
    assert "别人改过" in page.text
    assert 'value="先改的名字"' in page.html
    assert (await unions_by_code(cli))["LZH-Q1"]["name"] == "先改的名字"


async def test_a_list_taken_in_between_is_an_edit_too(cli: Caller, browser: Browser) -> None:
    stale = await browser.get("/desk/unions/LZH-Q1")
    await given_unions(cli, enterprise_row(name="名单里的名字"))

    assert (await stood(browser, "closing", version=stale.field("version"))).status == 409


async def test_of_two_edits_at_once_one_is_told(cli: Caller, browser: Browser) -> None:
    page = await browser.get("/desk/unions/LZH-Q1")
    fields = [{**ENTERPRISE, "name": name, "version": page.field("version")} for name in ("甲工会", "乙工会")]
    pages = await asyncio.gather(
        *(browser.post("/desk/unions/LZH-Q1", list(one.items()), csrf=page.csrf) for one in fields)
    )

    assert sorted(one.status for one in pages) == [200, 409]


async def test_other_areas_unions_do_not_exist_and_cannot_be_moved_to(
    house: House, cli: Caller, browser: Browser
) -> None:
    await given_unions(cli, county_row(code="BH", name="包河区总工会", region=BAOHE))
    assert (await browser.get("/desk/unions/BH")).status == 404
    assert "包河" not in (await browser.get("/desk/unions")).text
    assert (await browser.get("/desk/unions/NOBODY")).status == 404
    moved = await changed(browser, region=BAOHE)

    assert moved.status == 403
    assert (await unions_by_code(cli))["LZH-Q1"]["region"] == LONGZIHU


async def test_a_closed_union_gets_no_application_and_comes_back(cli: Caller, bot: Caller, browser: Browser) -> None:
    work = {"trade": "courier", "platform": None, "employer": "通达速配", "union": "enterprise"}
    assert (await stood(browser, "closing")).status == 200
    number = await filed(bot, **work)
    union = (await cli.get(f"/v1/enrollments/{number}")).json["union"]["name"]
    assert union == "龙子湖区快递行业工会联合会"
    matched = await bot.post("/v1/unions/matches", {"trade": "courier", "region": LONGZIHU, "employer": "通达速配"})
    assert matched.json["enterprise"] is None

    assert (await stood(browser, "reopening")).status == 200
    assert (await unions_by_code(cli))["LZH-Q1"]["closed"] is False


async def test_closing_waits_for_open_applications(cli: Caller, bot: Caller, browser: Browser) -> None:
    number = await filed(bot, trade="courier", platform=None, employer="通达速配", union="enterprise")
    page = await stood(browser, "closing")
    assert page.status == 409
    assert "还有 1 份申请在这家工会没办完" in page.text

    await reviewed(cli, number, "approve")
    assert (await stood(browser, "closing")).status == 200


async def test_a_county_is_never_left_without_a_union(cli: Caller, browser: Browser) -> None:
    page = await stood(browser, "closing", "LZH")
    assert page.status == 409
    assert "本县区只有这一家" in page.text

    await given_unions(cli, county_row(code="LZH-2", name="龙子湖区总工会会员周转库"))
    assert (await stood(browser, "closing", "LZH")).status == 200
    assert (await stood(browser, "closing", "LZH-2")).status == 409


async def test_names_of_a_closed_union_are_free_until_it_comes_back(cli: Caller, browser: Browser) -> None:
    await stood(browser, "closing")
    await given_unions(cli, enterprise_row(code="LZH-Q9", name="接替的工会"))
    page = await stood(browser, "reopening")

    assert page.status == 422
    assert (await unions_by_code(cli))["LZH-Q1"]["closed"] is True


async def test_a_list_does_not_bring_a_closed_union_back(cli: Caller, browser: Browser) -> None:
    await stood(browser, "closing")
    answer = await cli.post(IMPORTS, {"dry_run": False, "rows": [enterprise_row()]})

    assert [one["problem"] for one in answer.json["problems"]] == ["这个编号的工会已停用"]


async def test_a_sample_is_not_edited(house: House, cli: Caller) -> None:
    browser = await staff(house, cli, "administrator", areas=[BAOHE])
    csrf = (await browser.get(f"/desk/unions/sample_{BAOHE}")).csrf
    fields = [("name", "真的"), ("region", BAOHE), ("version", "1"), ("steps", "1")]

    assert (await browser.post(f"/desk/unions/sample_{BAOHE}", fields, csrf=csrf)).status == 409
