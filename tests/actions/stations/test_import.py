"""Lists of stations: each bad cell is named with a way out, and a list is taken in whole or not at all."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from actions.stations import importing
from actions.stations.checking import Checked, check_rows
from tests.actions.house import Caller, House
from tests.actions.stations.lists import station_row

IMPORTS = "/v1/stations/imports"


async def stations_near(cli: Caller, lat: str = "31.79", lon: str = "117.31") -> list[dict[str, Any]]:
    answer = await cli.get("/v1/stations/nearby", lat=lat, lon=lon, crs="gcj02", limit=20)
    listed: list[dict[str, Any]] = answer.json["stations"]
    return listed


async def test_a_sound_list_is_taken_in(cli: Caller) -> None:
    answer = await cli.post(IMPORTS, {"dry_run": False, "rows": [station_row(2), station_row(3)]})

    assert answer.status == 200
    assert answer.json == {
        "dry_run": False,
        "applied": True,
        "rows": 2,
        "new": 2,
        "updated": 0,
        "problem_count": 0,
        "problems": [],
        "note_count": 0,
        "notes": [],
        "samples": 0,
    }
    assert [station["id"] for station in await stations_near(cli)] == ["bh-2", "bh-3"]


async def test_the_id_decides_between_new_and_up_to_date(cli: Caller) -> None:
    await cli.post(IMPORTS, {"dry_run": False, "rows": [station_row(2, id="a"), station_row(3, id="b")]})

    changed = station_row(2, id="a", name="改了名的驿站", hours="24小时", facilities="")
    answer = await cli.post(IMPORTS, {"dry_run": False, "rows": [changed, station_row(3, id="c")]})

    assert (answer.json["new"], answer.json["updated"]) == (1, 1)
    by_id = {station["id"]: station for station in await stations_near(cli)}
    assert set(by_id) == {"a", "b", "c"}
    assert (by_id["a"]["name"], by_id["a"]["hours"], by_id["a"]["facilities"]) == ("改了名的驿站", "24小时", [])


async def test_a_dry_run_reports_and_keeps_nothing(cli: Caller) -> None:
    answer = await cli.post(IMPORTS, {"dry_run": True, "rows": [station_row(2)]})

    assert (answer.json["applied"], answer.json["new"]) == (False, 1)
    assert await stations_near(cli) == []


async def test_a_long_list_is_checked_beside_other_work(cli: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    threads: list[threading.Thread] = []

    def checked(*arguments: Any) -> Checked:
        threads.append(threading.current_thread())
        return check_rows(*arguments)

    monkeypatch.setattr(importing, "check_rows", checked)
    await cli.post(IMPORTS, {"dry_run": False, "rows": [station_row(2)]})

    assert len(threads) == 1
    assert threads[0] is not threading.main_thread()


async def test_one_bad_row_keeps_all_out(cli: Caller) -> None:
    rows = [station_row(2), station_row(3, lat="north"), station_row(4)]

    answer = await cli.post(IMPORTS, {"dry_run": False, "rows": rows})

    assert answer.status == 200
    assert answer.json["applied"] is False
    assert answer.json["problems"] == [
        {"row": 3, "column": "lat", "problem": "“north”不是度数", "advice": "填小数，例如 31.8206"}
    ]
    assert await stations_near(cli) == []


@pytest.mark.parametrize(
    ("column", "cell", "problem"),
    [
        ("id", "", "没有填"),
        ("id", "长" * 41, "超过 40 个字"),
        ("name", "", "没有填"),
        ("name", "驿\0站", "控制字符"),
        ("address", "", "没有填"),
        ("hours", "时" * 121, "超过 120 个字"),
        ("region", "", "没有填"),
        ("region", "南京市鼓楼区", "不是安徽的县"),
        ("region", "340100", "不是安徽的县"),  # a city is too coarse
        ("lat", "", "没有填"),
        ("lat", "nan", "不是度数"),
        ("lat", "1e999", "不是度数"),
        ("lon", "东经117", "不是度数"),
        ("lat", "39.9", "不在安徽"),
        ("lon", "121.5", "不在安徽"),
        ("crs", "", "没有填"),
        ("crs", "EPSG:4326", "不认识"),
        ("facilities", "water|桑拿", "不认识设施“桑拿”"),
    ],
)
async def test_each_bad_cell_is_named(cli: Caller, column: str, cell: str, problem: str) -> None:
    answer = await cli.post(IMPORTS, {"dry_run": True, "rows": [station_row(7, **{column: cell})]})

    [remark] = answer.json["problems"]
    expected = "lat" if problem == "不在安徽" else column
    assert (remark["row"], remark["column"]) == (7, expected)
    assert problem in remark["problem"]
    assert remark["advice"]


async def test_exchanged_latitude_and_longitude_are_noticed(cli: Caller) -> None:
    row = station_row(5, lat="117.31", lon="31.79")

    answer = await cli.post(IMPORTS, {"dry_run": True, "rows": [row]})

    assert [remark["problem"] for remark in answer.json["problems"]] == ["纬度和经度填反了"]


async def test_several_problems_of_one_row_come_together(cli: Caller) -> None:
    row = station_row(9, name="", region="", lat="", crs="火星")

    answer = await cli.post(IMPORTS, {"dry_run": True, "rows": [row]})

    assert [remark["column"] for remark in answer.json["problems"]] == ["name", "region", "crs", "lat"]
    assert answer.json["problem_count"] == 4


async def test_an_id_may_stand_in_a_list_only_once(cli: Caller) -> None:
    rows = [station_row(2, id="a"), station_row(3, id="b"), station_row(4, id="a")]

    answer = await cli.post(IMPORTS, {"dry_run": False, "rows": rows})

    assert answer.json["problems"] == [
        {"row": 4, "column": "id", "problem": "编号和第 2 行重复", "advice": "每个驿站用自己的编号"}
    ]


@pytest.mark.parametrize("region", ["340111", "包河区", "合肥市包河区"])
async def test_a_county_may_be_written_as_code_or_name(cli: Caller, region: str) -> None:
    await cli.post(IMPORTS, {"dry_run": False, "rows": [station_row(region=region)]})

    assert [station["region"] for station in await stations_near(cli)] == ["340111"]


@pytest.mark.parametrize(
    ("crs", "offset_m"), [("WGS-84", 547), ("GPS", 547), ("高德地图", 0), ("GCJ-02 坐标系", 0), ("百度", 900)]
)
async def test_points_are_converted_from_the_system_they_came_in(cli: Caller, crs: str, offset_m: int) -> None:
    await cli.post(IMPORTS, {"dry_run": False, "rows": [station_row(crs=crs)]})

    [station] = await stations_near(cli)
    assert station["distance_m"] == pytest.approx(offset_m, abs=25)


async def test_facilities_may_be_written_as_codes_or_names(cli: Caller) -> None:
    await cli.post(IMPORTS, {"dry_run": False, "rows": [station_row(facilities="饮用水、wifi，手机充电；water,rest|")]})

    [station] = await stations_near(cli)
    assert station["facilities"] == ["water", "wifi", "phone_charging", "rest"]


@pytest.mark.parametrize("hours", ["", "随银行营业时间"])
async def test_hours_that_cannot_be_read_are_taken_in_with_a_note(cli: Caller, hours: str) -> None:
    answer = await cli.post(IMPORTS, {"dry_run": False, "rows": [station_row(6, hours=hours)]})

    assert answer.json["applied"] is True
    assert [(note["row"], note["column"]) for note in answer.json["notes"]] == [(6, "hours")]


async def test_a_point_far_from_its_county_is_noted(cli: Caller) -> None:
    answer = await cli.post(IMPORTS, {"dry_run": True, "rows": [station_row(6, lat="33.9", lon="115.8")]})

    [note] = answer.json["notes"]
    assert "离包河区中心有" in note["problem"]


async def test_a_whole_provinces_list_is_taken_in_at_once(cli: Caller) -> None:
    rows = [station_row(row, address="庐州大道 1 号" * 8) for row in range(2, 4_002)]

    answer = await cli.post(IMPORTS, {"dry_run": False, "rows": rows})

    assert (answer.status, answer.json["new"]) == (200, 4_000)


@pytest.mark.parametrize(
    "body",
    [
        {"rows": [station_row()]},
        {"dry_run": False, "rows": []},
        {"dry_run": False},
        {"dry_run": False, "rows": [{"id": "a"}]},
        {"dry_run": False, "rows": [{**station_row(), "phone": "1"}]},
        {"dry_run": False, "rows": [{**station_row(), "lat": 31.79}]},
    ],
)
async def test_a_body_of_another_shape_is_refused(cli: Caller, body: dict[str, Any]) -> None:
    assert (await cli.post(IMPORTS, body)).status == 422


async def test_only_the_command_line_imports(bot: Caller) -> None:
    assert (await bot.post(IMPORTS, {"dry_run": True, "rows": [station_row()]})).status == 403


async def test_the_same_request_again_changes_nothing_more(cli: Caller) -> None:
    body = {"dry_run": False, "rows": [station_row()]}

    first = await cli.post(IMPORTS, body, key="one-import")
    again = await cli.post(IMPORTS, body, key="one-import")

    assert first.json["new"] == 1
    assert again.raw == first.raw


async def test_an_import_is_in_the_audit_log_with_its_counts(house: House, cli: Caller) -> None:
    await cli.post(IMPORTS, {"dry_run": True, "rows": [station_row()]})
    await cli.post(IMPORTS, {"dry_run": False, "rows": [station_row()]})

    entries = [(entry.actor, entry.action, entry.detail) for entry in await house.audit()]
    assert entries == [("client:cli", "stations.imported", '{"new": 1, "updated": 0}')]
