"""The sample stations: invented, marked as such, and good enough to try the search everywhere in the province."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from actions.stations.opening_hours import is_open
from tests.data.files import Row, by, faults, parts, rows
from tests.data.geography import distance_km, in_anhui, in_gcj02, point

STATIONS = rows("stations/sample.csv")
REGIONS = by("code", "regions.csv")
FARTHEST_FROM_COUNTY_KM = 80
SOME_MOMENT = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)


def named(row: Row) -> str:
    return row["id"]


def where(row: Row) -> tuple[float, float]:
    return in_gcj02(row["crs"], point(row))


@pytest.mark.parametrize("row", STATIONS, ids=named)
def test_a_station_keeps_to_its_schema(row: Row) -> None:
    assert faults("stations.row", row) == []


@pytest.mark.parametrize("row", STATIONS, ids=named)
def test_a_station_stands_in_anhui_and_near_its_county(row: Row) -> None:
    county = REGIONS[row["region"]]

    assert in_anhui(where(row))
    assert distance_km(where(row), point(county)) <= FARTHEST_FROM_COUNTY_KM


@pytest.mark.parametrize("row", STATIONS, ids=named)
def test_a_sample_says_that_it_is_one(row: Row) -> None:
    assert row["name"].startswith("示例")
    assert "示例" in row["address"]


@pytest.mark.parametrize("row", STATIONS, ids=named)
def test_the_address_names_city_and_county(row: Row) -> None:
    county = REGIONS[row["region"]]

    assert row["address"].startswith("安徽省" + REGIONS[county["parent"]]["name"] + county["name"])


@pytest.mark.parametrize("row", STATIONS, ids=named)
def test_the_facilities_of_a_station_exist(row: Row) -> None:
    offered = parts(row["facilities"])

    assert set(offered) <= by("code", "facilities.csv").keys()
    assert len(set(offered)) == len(offered)


@pytest.mark.parametrize("hours", sorted({row["hours"] for row in STATIONS}))
def test_its_hours_can_be_read(hours: str) -> None:
    assert is_open(hours, SOME_MOMENT) is not None


def test_no_id_or_name_is_given_twice() -> None:
    assert len(by("id", "stations/sample.csv")) == len(STATIONS)
    assert len(by("name", "stations/sample.csv")) == len(STATIONS)


def test_there_are_many_stations_in_all_three_systems() -> None:
    assert len(STATIONS) >= 420
    assert {row["crs"] for row in STATIONS} == {"gcj02", "wgs84", "bd09"}


@pytest.mark.parametrize("code", [code for code, row in REGIONS.items() if row["level"] == "county"])
def test_each_county_has_three_stations(code: str) -> None:
    assert sum(row["region"] == code for row in STATIONS) >= 3


def test_longzihu_district_has_eight_stations() -> None:
    assert sum(row["region"] == "340302" for row in STATIONS) >= 8


def test_a_warm_lunch_is_near_hefei_south_station() -> None:
    south_station = point(next(row for row in rows("places.csv") if row["name"] == "合肥南站"))
    near = [row for row in STATIONS if distance_km(where(row), south_station) <= 1.5]

    assert len(near) >= 4
    assert sum("microwave" in parts(row["facilities"]) for row in near) >= 2


@pytest.mark.parametrize("facility", by("code", "facilities.csv"))
def test_each_facility_is_found_somewhere(facility: str) -> None:
    assert any(facility in parts(row["facilities"]) for row in STATIONS)
