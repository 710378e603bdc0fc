"""Landmarks workers name when they look for a station."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.data.files import Row, by, faults, rows, spellings
from tests.data.geography import distance_km, in_anhui, point

PLACES = rows("places.csv")
REGIONS = by("code", "regions.csv")
FARTHEST_FROM_COUNTY_KM = 80


def named(row: Row) -> str:
    return row["id"]


@pytest.mark.parametrize("row", PLACES, ids=named)
def test_a_place_keeps_to_its_schema(row: Row) -> None:
    assert faults("places.row", row) == []


@pytest.mark.parametrize("row", PLACES, ids=named)
def test_a_place_lies_in_anhui_and_near_its_county(row: Row) -> None:
    county = REGIONS[row["region"]]

    assert county["level"] == "county"
    assert in_anhui(point(row))
    assert distance_km(point(row), point(county)) <= FARTHEST_FROM_COUNTY_KM


def test_no_id_is_given_twice() -> None:
    assert len(by("id", "places.csv")) == len(PLACES)


def test_a_spelling_means_one_place_only() -> None:
    meant = Counter(spelling for row in PLACES for spelling in spellings(row))

    assert [spelling for spelling, times in meant.items() if times > 1] == []


def test_no_spelling_of_a_place_is_a_region() -> None:
    regions = {spelling for row in REGIONS.values() for spelling in spellings(row)}

    assert regions & {spelling for row in PLACES for spelling in spellings(row)} == set()


def test_there_are_many_places() -> None:
    assert len(PLACES) >= 320


@pytest.mark.parametrize("code", [code for code, row in REGIONS.items() if row["level"] == "city"])
def test_each_city_has_a_dozen_places(code: str) -> None:
    assert sum(REGIONS[row["region"]]["parent"] == code for row in PLACES) >= 12


@pytest.mark.parametrize("code", [code for code, row in REGIONS.items() if row["level"] == "county"])
def test_each_county_has_a_place(code: str) -> None:
    assert any(row["region"] == code for row in PLACES)
