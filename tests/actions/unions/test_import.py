"""Lists of organizations: each bad cell is named with a way out, and a list is taken in whole or not at all."""

from __future__ import annotations

from typing import Any

import pytest

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

ALL = (county_row(), township_row(), federation_row(), enterprise_row())


async def problems_of(cli: Caller, *rows: dict[str, Any]) -> list[tuple[int, str, str]]:
    """(row, column, problem) of each; every one says what to do."""
    answer = await cli.post(IMPORTS, {"dry_run": True, "rows": list(rows)})
    assert answer.status == 200, answer.raw.decode()
    assert all(remark["advice"] for remark in answer.json["problems"])
    return [(remark["row"], remark["column"], remark["problem"]) for remark in answer.json["problems"]]


async def test_a_list_of_every_kind_is_taken_in_whatever_its_order(cli: Caller) -> None:
    rows = [
        enterprise_row(2, parent="LZH", steps="2", limit_hours="72"),
        county_row(3, parent="BB"),
        {"row": 4, "code": "BB", "name": "蚌埠市总工会", "kind": "市", "region": "蚌埠市", "parent": "AH"},
        {"row": 5, "code": "AH", "name": "安徽省总工会", "kind": "省", "region": "安徽省"},
    ]

    answer = await cli.post(IMPORTS, {"dry_run": False, "rows": rows})

    assert (answer.json["applied"], answer.json["new"], answer.json["updated"]) == (True, 4, 0)
    found = await unions_by_code(cli)
    assert found["LZH-Q1"] == {
        "code": "LZH-Q1",
        "name": "通达速配有限公司工会委员会",
        "kind": "enterprise",
        "region": "340302",
        "parent": "LZH",
        "township": None,
        "trades": [],
        "employers": ["通达速配（蚌埠）有限公司", "通达速配"],
        "steps": 2,
        "limit_hours": 72,
        "closed": False,
        "sample": False,
    }
    assert (found["BB"]["region"], found["AH"]["region"], found["LZH"]["parent"]) == ("340300", "340000", "BB")


async def test_the_code_decides_between_new_and_up_to_date_and_the_same_again_changes_nothing(cli: Caller) -> None:
    await given_unions(cli, *ALL)
    before = await unions_by_code(cli)

    again = await cli.post(IMPORTS, {"dry_run": False, "rows": list(ALL)})
    assert (again.json["new"], again.json["updated"]) == (0, 4)
    assert await unions_by_code(cli) == before

    await given_unions(cli, township_row(name="东升街道工会", trades="外卖骑手"))
    assert (await unions_by_code(cli))["LZH-01"] == before["LZH-01"] | {"name": "东升街道工会", "trades": ["rider"]}


async def test_a_dry_run_reports_and_keeps_nothing(cli: Caller) -> None:
    answer = await cli.post(IMPORTS, {"dry_run": True, "rows": list(ALL)})

    assert (answer.json["applied"], answer.json["new"]) == (False, 4)
    assert await unions_by_code(cli) == {}


async def test_one_bad_row_keeps_all_out(cli: Caller) -> None:
    answer = await cli.post(IMPORTS, {"dry_run": False, "rows": [county_row(), township_row(kind="镇")]})

    assert answer.json["applied"] is False
    assert await unions_by_code(cli) == {}


@pytest.mark.parametrize(
    ("row", "column", "problem"),
    [
        (county_row(code=""), "code", "没有填"),
        (county_row(code="L" * 41), "code", "超过 40 个字"),
        (county_row(code="龙 子"), "code", "有不能用的字"),
        (county_row(name=""), "name", "没有填"),
        (county_row(name="总\0工会"), "name", "控制字符"),
        (county_row(kind=""), "kind", "没有填"),
        (county_row(kind="村"), "kind", "不认识类型“村”"),
        (county_row(region=""), "region", "没有填"),
        (county_row(region="南京市"), "region", "不是安徽的地区"),
        (county_row(region="蚌埠市"), "region", "对不上"),
        (township_row(region="340300"), "region", "对不上"),
        (federation_row(region="340000"), "region", "对不上"),
        (county_row(parent="nobody"), "parent", "没有编号是“nobody”的工会"),
        (township_row(township=""), "township", "没有填"),
        (federation_row(township="东升街道"), "township", "只有乡镇街道工会"),
        (federation_row(trades="飞行员"), "trades", "不认识工种“飞行员”"),
        (county_row(trades="快递员"), "trades", "不分工种"),
        (enterprise_row(employers=""), "employers", "没有填"),
        (enterprise_row(employers="有限公司"), "employers", "认不出是哪一家"),
        (enterprise_row(employers="名" * 81), "employers", "一个名称超过 80 个字"),
        (enterprise_row(employers="|".join(f"通达{n}号店" for n in range(51))), "employers", "超过 50 个名称"),
        (township_row(employers="通达速配"), "employers", "只有企业工会"),
        (township_row(steps="3"), "steps", "不是步骤数"),
        (county_row(steps="2"), "steps", "没有第二步"),
        (township_row(limit_hours="三天"), "limit_hours", "不是小时数"),
        (township_row(limit_hours="0"), "limit_hours", "不是小时数"),
        (county_row(kind="市", region="蚌埠市", limit_hours="24"), "limit_hours", "不审个人申请"),
    ],
)
async def test_each_bad_cell_is_named(cli: Caller, row: dict[str, Any], column: str, problem: str) -> None:
    [(number, found_column, found)] = await problems_of(cli, row)
    assert (number, found_column) == (row["row"], column)
    assert problem in found


async def test_several_problems_of_a_list_come_together_by_row(cli: Caller) -> None:
    rows = [county_row(2, name="", region=""), township_row(3, parent="LZH", township="", steps="x")]

    found = await problems_of(cli, *rows)

    assert [(row, column) for row, column, _ in found] == [
        (2, "name"),
        (2, "region"),
        (3, "township"),
        (3, "steps"),
    ]


async def test_a_code_stands_in_a_list_only_once(cli: Caller) -> None:
    assert await problems_of(cli, county_row(2), county_row(3)) == [(3, "code", "编号和第 2 行重复")]


@pytest.mark.parametrize(
    ("above", "problem"),
    [
        (enterprise_row(2, code="UP"), "级别不比它高"),
        (township_row(2, code="UP", township="曹山街道"), "级别不比它高"),
        (county_row(2, code="UP", region="颍上县"), "在别的地区"),
    ],
)
async def test_the_one_above_is_higher_and_of_the_same_place(cli: Caller, above: dict[str, Any], problem: str) -> None:
    [(row, column, found)] = await problems_of(cli, above, township_row(3, parent="UP"))
    assert (row, column) == (3, "parent")
    assert problem in found


async def test_what_is_in_the_table_counts_as_well(cli: Caller) -> None:
    await given_unions(cli, *ALL)

    found = await problems_of(
        cli,
        township_row(2, code="T2"),
        enterprise_row(3, code="Q2", employers="通达速配 公司", region="蚌埠市"),
        enterprise_row(4, code="LZH-HL", employers="通达速配"),
        township_row(5, code="T3", township="曹山街道", parent="LZH"),
        enterprise_row(6, code="Q3", employers="通达速配", region="颍上县"),
    )

    assert [(row, column) for row, column, _ in found] == [
        (2, "township"),
        (3, "employers"),
        (4, "kind"),
        (4, "employers"),
    ]


async def test_a_sample_taken_over_becomes_real(cli: Caller) -> None:
    await given_unions(cli, county_row(code="sample_340302"))

    assert (await unions_by_code(cli))["sample_340302"]["name"] == "龙子湖区总工会"


async def test_an_import_is_in_the_audit_log_with_its_counts(house: House, cli: Caller) -> None:
    await cli.post(IMPORTS, {"dry_run": True, "rows": [county_row()]})
    await cli.post(IMPORTS, {"dry_run": False, "rows": [county_row()]})

    entries = [(entry.actor, entry.action, entry.detail) for entry in await house.audit()]
    assert entries == [("client:cli", "unions.imported", '{"new": 1, "updated": 0}')]


@pytest.mark.parametrize("body", [{"rows": [county_row()]}, {"dry_run": False, "rows": []}])
async def test_a_body_of_another_shape_is_refused(cli: Caller, body: dict[str, Any]) -> None:
    assert (await cli.post(IMPORTS, body)).status == 422
