"""Quotas as a list: taken in whole or not at all, and what more places do."""

from __future__ import annotations

import pytest

from tests.actions.applicants import RIDER
from tests.actions.cover.covers import LONGZIHU_NAME, candidate, quota, standing, used
from tests.actions.house import Caller


async def test_more_places_call_up_who_waits(bot: Caller, cli: Caller) -> None:
    await quota(cli, 0)
    await candidate(bot, cli)
    assert (await standing(bot))["state"] == "waiting"

    report = (await quota(cli, 2)).json

    assert (report["applied"], report["new"], report["updated"]) == (True, 0, 1)
    assert (await standing(bot))["state"] == "listed"
    assert await used(cli) == (2, 1)


async def test_a_dry_run_changes_nothing(bot: Caller, cli: Caller) -> None:
    rows = [{"row": 2, "region": "340302", "year": "2026", "places": "9"}]

    report = (await cli.post("/v1/cover/quotas/imports", {"dry_run": True, "rows": rows})).json

    assert (report["applied"], report["new"], report["problem_count"]) == (False, 1, 0)
    assert (await cli.get("/v1/cover/quotas")).json == {"quotas": []}


async def test_one_bad_row_keeps_the_whole_list_out(cli: Caller) -> None:
    rows = [
        {"row": 2, "region": LONGZIHU_NAME, "year": "2026", "places": "9"},
        {"row": 3, "region": "鼓楼区", "year": "26", "places": "很多", "trades": "律师"},
        {"row": 4, "region": "340302", "year": "2026", "places": "8"},
    ]

    report = (await cli.post("/v1/cover/quotas/imports", {"dry_run": False, "rows": rows})).json

    assert [(one["row"], one["column"]) for one in report["problems"]] == [
        (3, "region"),
        (3, "year"),
        (3, "places"),
        (3, "trades"),
        (4, "region"),
    ]
    assert (await cli.get("/v1/cover/quotas")).json == {"quotas": []}


async def test_a_quota_cannot_be_less_than_what_is_used(bot: Caller, cli: Caller) -> None:
    await quota(cli, 2)
    await candidate(bot, cli)

    report = (await quota(cli, 0)).json

    [problem] = report["problems"]
    assert (problem["column"], report["applied"]) == ("places", False)
    assert await used(cli) == (2, 1)


@pytest.mark.parametrize("trades", ["", "外卖骑手、快递员"])
async def test_without_trades_it_is_for_all_new_forms_of_work(cli: Caller, trades: str) -> None:
    await quota(cli, 2, trades=trades)

    [kept] = (await cli.get("/v1/cover/quotas")).json["quotas"]
    whole = ["courier", "rider", "truck_driver", "ride_hailing_driver", "domestic_worker"]
    assert kept["trades"] == (["rider", "courier"] if trades else whole)
    assert kept["region_name"] == LONGZIHU_NAME
    assert RIDER.name not in str(kept)
