"""Rows of lists of organizations, as a union would send them."""

from __future__ import annotations

from typing import Any

from tests.actions.house import Caller

IMPORTS = "/v1/unions/imports"


def county_row(row: int = 2, **cells: str) -> dict[str, Any]:
    """A sound row of the union of Longzihu district; any cell can be said otherwise."""
    return {"row": row, "code": "LZH", "name": "龙子湖区总工会", "kind": "县区", "region": "340302", **cells}


def township_row(row: int = 3, **cells: str) -> dict[str, Any]:
    return {
        "row": row,
        "code": "LZH-01",
        "name": "东升街道总工会",
        "kind": "乡镇街道",
        "region": "蚌埠市龙子湖区",
        "township": "东升街道",
        **cells,
    }


def federation_row(row: int = 4, **cells: str) -> dict[str, Any]:
    return {
        "row": row,
        "code": "LZH-HL",
        "name": "龙子湖区快递行业工会联合会",
        "kind": "行业联合会",
        "region": "340302",
        "trades": "快递员",
        **cells,
    }


def enterprise_row(row: int = 5, **cells: str) -> dict[str, Any]:
    return {
        "row": row,
        "code": "LZH-Q1",
        "name": "通达速配有限公司工会委员会",
        "kind": "企业",
        "region": "340302",
        "employers": "通达速配（蚌埠）有限公司|通达速配",
        **cells,
    }


async def given_unions(cli: Caller, *rows: dict[str, Any]) -> None:
    answer = await cli.post(IMPORTS, {"dry_run": False, "rows": list(rows)})
    assert answer.status == 200, answer.json
    assert answer.json["problems"] == []


async def unions_by_code(cli: Caller) -> dict[str, dict[str, Any]]:
    """What is in the table, without samples."""
    return {one["code"]: one for one in (await cli.get("/v1/unions")).json["unions"] if not one["sample"]}
