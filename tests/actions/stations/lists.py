"""Rows of station lists, as a union would send them."""

from __future__ import annotations

from typing import Any

from tests.actions.house import Caller


def station_row(row: int = 2, **cells: str) -> dict[str, Any]:
    """A sound row in Hefei's Baohe district; any cell can be said otherwise."""
    return {
        "row": row,
        "id": f"bh-{row}",
        "name": f"滨湖驿站{row}号",
        "region": "340111",
        "address": "庐州大道 1 号,银行一楼大厅",
        "lat": "31.7900",
        "lon": "117.3100",
        "crs": "gcj02",
        "hours": "08:00-20:00",
        "facilities": "water|microwave",
        **cells,
    }


async def given_stations(cli: Caller, *rows: dict[str, Any]) -> None:
    answer = await cli.post("/v1/stations/imports", {"dry_run": False, "rows": list(rows)})
    assert answer.status == 200, answer.json
    assert answer.json["problems"] == []
