"""Sixteen cities and a hundred and four counties, by GB/T 2260, each found under what workers write."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.data.files import Row, by, faults, parts, rows, spellings
from tests.data.geography import distance_km, in_anhui, point

REGIONS = rows("regions.csv")
CITIES = [row for row in REGIONS if row["level"] == "city"]
COUNTIES = [row for row in REGIONS if row["level"] == "county"]
COUNTIES_OF = {
    "合肥市": 9, "芜湖市": 7, "蚌埠市": 7, "淮南市": 7, "马鞍山市": 6, "淮北市": 4, "铜陵市": 4, "安庆市": 10,
    "黄山市": 7, "滁州市": 8, "阜阳市": 8, "宿州市": 5, "六安市": 7, "亳州市": 4, "池州市": 4, "宣城市": 7,
}  # fmt: skip
TOWNSHIPS = rows("townships.csv")
TWO_MEANINGS = {"黄山"}  # a city and a district: the bot asks which
CITIES_ELSEWHERE = {"苏州", "富阳"}  # they sound like 宿州 and 阜阳, and are real: never taken for ours in silence
FARTHEST_FROM_CITY_KM = 120


def named(row: Row) -> str:
    return row.get("code") or row["id"]


@pytest.mark.parametrize("row", REGIONS, ids=named)
def test_a_region_keeps_to_its_schema(row: Row) -> None:
    assert faults("regions.row", row) == []


@pytest.mark.parametrize("row", rows("zones.csv"), ids=named)
def test_a_zone_keeps_to_its_schema(row: Row) -> None:
    assert faults("zones.row", row) == []


def test_every_city_has_all_its_counties() -> None:
    cities = by("code", "regions.csv")
    counted = Counter(cities[row["parent"]]["name"] for row in COUNTIES)

    assert counted == COUNTIES_OF
    assert {row["name"] for row in CITIES} == COUNTIES_OF.keys()


def test_no_code_is_given_twice() -> None:
    assert len(by("code", "regions.csv")) == len(REGIONS)


@pytest.mark.parametrize("row", REGIONS, ids=named)
def test_the_code_says_the_level_and_the_city(row: Row) -> None:
    city = row["code"][:4] + "00"

    assert row["parent"] == ("" if row["level"] == "city" else city)
    assert (row["code"] == city) == (row["level"] == "city")


@pytest.mark.parametrize("row", REGIONS, ids=named)
def test_the_short_name_is_the_name_without_its_rank(row: Row) -> None:
    short = row["short_name"]

    assert row["name"] in (short, f"{short}市", f"{short}区", f"{short}县")
    assert len(short) >= 2


def test_a_spelling_means_one_region_only() -> None:
    meant = Counter(spelling for row in REGIONS for spelling in spellings(row))

    assert {spelling for spelling, times in meant.items() if times > 1} == TWO_MEANINGS


def test_a_real_city_elsewhere_is_no_misspelling() -> None:
    assert {spelling for row in REGIONS for spelling in spellings(row)} & CITIES_ELSEWHERE == set()


@pytest.mark.parametrize("row", REGIONS, ids=named)
def test_a_region_lies_in_anhui_and_near_its_city(row: Row) -> None:
    city = by("code", "regions.csv")[row["parent"] or row["code"]]

    assert in_anhui(point(row))
    assert distance_km(point(row), point(city)) <= FARTHEST_FROM_CITY_KM


def test_no_two_counties_have_the_same_middle() -> None:
    assert len({point(row) for row in COUNTIES}) == len(COUNTIES)


@pytest.mark.parametrize("row", rows("zones.csv"), ids=named)
def test_a_zone_lies_in_counties_of_its_city(row: Row) -> None:
    counties = {county["code"] for county in COUNTIES if county["parent"] == row["city"]}

    assert set(parts(row["counties"])) <= counties


@pytest.mark.parametrize("row", rows("zones.csv"), ids=named)
def test_no_spelling_of_a_zone_is_a_region(row: Row) -> None:
    assert set(spellings(row)) & {spelling for region in REGIONS for spelling in spellings(region)} == set()


def test_townships_keep_to_their_schema_and_have_codes_of_their_own() -> None:
    assert [row["name"] for row in TOWNSHIPS if faults("townships.row", row)] == []
    assert len(by("code", "townships.csv")) == len(TOWNSHIPS)


def test_a_township_lies_in_the_county_of_its_code_or_in_counties_of_its_city() -> None:
    counties = {county["code"]: county["parent"] for county in COUNTIES}

    for row in TOWNSHIPS:
        county = row["code"][:6]
        if county in counties:
            assert row["counties"] == county, row["name"]
        else:  # of a development zone, which has a code like a county's
            assert {counties[one] for one in parts(row["counties"])} == {row["code"][:4] + "00"}, row["name"]


def test_every_county_has_townships() -> None:
    assert {county for row in TOWNSHIPS for county in parts(row["counties"])} == {row["code"] for row in COUNTIES}


def test_no_spelling_of_a_township_stands_in_another_list() -> None:
    others = [row for table in ("regions", "zones", "places", "shared_names") for row in rows(f"{table}.csv")]

    assert {name for row in TOWNSHIPS for name in spellings(row)} & {
        name for row in others for name in spellings(row)
    } == set()
