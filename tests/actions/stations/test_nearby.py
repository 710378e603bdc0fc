"""The nearest stations to a point, over HTTP."""

from __future__ import annotations

import pytest

from actions.stations.coordinates import Crs, to_gcj02
from tests.actions.house import Caller, Noon
from tests.actions.stations.lists import given_stations, station_row

HERE = {"lat": "31.7900", "lon": "117.3100", "crs": "gcj02"}


async def test_the_nearest_come_first_with_all_a_worker_needs(bot: Caller, cli: Caller) -> None:
    await given_stations(
        cli,
        station_row(2, id="far", lat="31.8400"),
        station_row(3, id="near", lat="31.7990", name="滨湖 驿站&1号", hours="24小时"),
        station_row(4, id="farthest", lat="32.9000"),
    )

    answer = await bot.get("/v1/stations/nearby", **HERE, limit=2)

    assert answer.status == 200
    assert (answer.json["center"], answer.json["widened"]) == (None, False)
    near, far = answer.json["stations"]
    assert near == {
        "id": "near",
        "name": "滨湖 驿站&1号",
        "address": "庐州大道 1 号,银行一楼大厅",
        "region": "340111",
        "distance_m": 1001,
        "hours": "24小时",
        "open_now": True,
        "facilities": ["water", "microwave"],
        "facility_names": ["饮用水", "微波炉"],
        "lat": 31.799,
        "lon": 117.31,
        "crs": "gcj02",
        "map_url": "https://uri.amap.com/marker?position=117.31,31.799"
        "&name=%E6%BB%A8%E6%B9%96%20%E9%A9%BF%E7%AB%99%261%E5%8F%B7&coordinate=gaode",
        "sample": False,
    }
    assert (far["id"], far["distance_m"]) == ("far", 5560)


async def test_three_are_given_unless_asked_otherwise(bot: Caller, cli: Caller) -> None:
    await given_stations(cli, *(station_row(row) for row in range(2, 8)))

    assert len((await bot.get("/v1/stations/nearby", **HERE)).json["stations"]) == 3


async def test_stations_at_the_same_spot_keep_one_order(bot: Caller, cli: Caller) -> None:
    await given_stations(cli, *(station_row(row) for row in (5, 3, 4, 2)))

    answer = await bot.get("/v1/stations/nearby", **HERE, limit=4)

    assert [station["id"] for station in answer.json["stations"]] == ["bh-2", "bh-3", "bh-4", "bh-5"]


@pytest.mark.parametrize("crs", list(Crs))
async def test_a_point_means_the_same_spot_in_every_system(bot: Caller, cli: Caller, crs: Crs) -> None:
    spot = to_gcj02(31.8, 117.3, crs)
    await given_stations(cli, station_row(lat=f"{spot.lat:.7f}", lon=f"{spot.lon:.7f}"))

    answer = await bot.get("/v1/stations/nearby", lat=31.8, lon=117.3, crs=crs)

    assert answer.json["stations"][0]["distance_m"] == 0


async def test_a_point_without_a_system_is_a_phones(bot: Caller, cli: Caller) -> None:
    await given_stations(cli, station_row(lat="31.8", lon="117.3", crs="wgs84"))

    answer = await bot.get("/v1/stations/nearby", lat=31.8, lon=117.3)

    assert answer.json["stations"][0]["distance_m"] == 0


async def test_open_now_leaves_out_the_closed_and_the_unknown(bot: Caller, cli: Caller, clock: Noon) -> None:
    await given_stations(
        cli,
        station_row(2, id="closed-on-sunday", hours="周一至周五 08:30-17:30"),
        station_row(3, id="unknown", hours="随银行营业时间"),
        station_row(4, id="open", hours="08:00-20:00", lat="31.8000"),
    )

    everything = await bot.get("/v1/stations/nearby", **HERE)
    open_now = await bot.get("/v1/stations/nearby", **HERE, open_now="true")
    clock.move(hours=12)
    at_midnight = await bot.get("/v1/stations/nearby", **HERE, open_now="true")

    assert {station["id"]: station["open_now"] for station in everything.json["stations"]} == {
        "closed-on-sunday": False,
        "unknown": None,
        "open": True,
    }
    assert [station["id"] for station in open_now.json["stations"]] == ["open"]
    assert at_midnight.json["stations"] == []


@pytest.mark.parametrize("query", ["facility=water&facility=shower", "facility=water,shower", "facility=shower"])
async def test_every_facility_asked_for_must_be_there(bot: Caller, cli: Caller, query: str) -> None:
    await given_stations(
        cli,
        station_row(2, id="water-only", facilities="water"),
        station_row(3, id="both", facilities="shower、饮用水"),
        station_row(4, id="none", facilities=""),
    )

    answer = await bot.get(f"/v1/stations/nearby?lat=31.79&lon=117.31&crs=gcj02&{query}")

    assert [station["id"] for station in answer.json["stations"]] == ["both"]


async def test_widened_says_that_nothing_near_fits(bot: Caller, cli: Caller) -> None:
    await given_stations(
        cli, station_row(2, id="near"), station_row(3, id="far", facilities="shower", lat="33.5", lon="116.0")
    )

    answer = await bot.get("/v1/stations/nearby", **HERE, facility="shower")

    assert answer.json["widened"] is True
    assert [station["id"] for station in answer.json["stations"]] == ["far"]


async def test_empty_filters_count_as_left_out(bot: Caller, cli: Caller) -> None:
    await given_stations(cli, station_row())

    answer = await bot.get("/v1/stations/nearby", **HERE, limit="", open_now="", facility="")

    assert len(answer.json["stations"]) == 1


async def test_no_stations_at_all_is_an_empty_answer(bot: Caller) -> None:
    answer = await bot.get("/v1/stations/nearby", **HERE)

    assert (answer.status, answer.json["stations"]) == (200, [])


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"lon": "117.31"}, "lat"),
        ({"lat": "31.79"}, "lon"),
        ({"lat": "north", "lon": "117.31"}, "lat"),
        ({"lat": "nan", "lon": "117.31"}, "lat"),
        ({"lat": "31.79", "lon": "inf"}, "lon"),
        ({"lat": "31.79", "lon": "181"}, "lon"),
        ({**HERE, "crs": "utm"}, "crs"),
        ({**HERE, "limit": "0"}, "limit"),
        ({**HERE, "limit": "21"}, "limit"),
        ({**HERE, "limit": "-1"}, "limit"),
        ({**HERE, "limit": "3.5"}, "limit"),
        ({**HERE, "limit": "three"}, "limit"),
        ({**HERE, "limit": "³"}, "limit"),
        ({**HERE, "open_now": "maybe"}, "open_now"),
        ({**HERE, "facility": "sauna"}, "facility"),
        ({**HERE, "facility": "water,sauna"}, "facility"),
        ({**HERE, "facilty": "water"}, "facilty"),
    ],
)
async def test_a_wrong_parameter_is_named(bot: Caller, query: dict[str, str], field: str) -> None:
    answer = await bot.get("/v1/stations/nearby", **query)

    assert answer.status == 422
    assert answer.headers["Content-Type"].startswith("application/problem+json")
    assert answer.json["field"] == field


@pytest.mark.parametrize(
    ("where", "lat", "lon"),
    [("Shanghai", "31.23", "121.47"), ("the sea", "30.5", "125.0"), ("Beijing", "39.9", "116.4"), ("null", "0", "0")],
)
async def test_a_point_outside_the_province_is_refused(bot: Caller, where: str, lat: str, lon: str) -> None:
    answer = await bot.get("/v1/stations/nearby", lat=lat, lon=lon, crs="wgs84")

    assert (answer.status, answer.json["type"]) == (422, "outside-service-area")
    assert "不在安徽" in answer.json["detail"]


async def test_exchanged_latitude_and_longitude_are_noticed(bot: Caller) -> None:
    answer = await bot.get("/v1/stations/nearby", lat="117.31", lon="31.79", crs="wgs84")

    assert (answer.status, answer.json["type"]) == (422, "outside-service-area")
    assert "填反" in answer.json["detail"]


async def test_nobody_asks_without_a_token(cli: Caller) -> None:
    async with cli.house.client.get("/v1/stations/nearby", params=HERE) as response:
        assert response.status == 401
