"""What a worker means by the name of a place."""

from __future__ import annotations

from pathlib import Path

import pytest

from actions.reference import UnreadableList
from actions.stations.gazetteer import Gazetteer


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("包河区", "包河区"),
        ("包河", "包河区"),
        (" 合肥 ", "合肥市"),
        ("hefei", "合肥市"),
        ("HeFei", "合肥市"),
        ("合肥市包河区", "包河区"),  # city and county in one breath: the county
        ("合肥市包河", "包河区"),
        ("包河区附近有驿站吗", "包河区"),
        ("黄山", "黄山市"),  # the same name for both: the city
        ("黄山附近", "黄山市"),
        ("黄山市哪有驿站", "黄山市"),
        ("黄山区", "黄山区"),
        ("合肥火车站", "合肥站"),
        ("合肥火车站旁边", "合肥站"),  # a place before the city it is in
        ("瑶海区合肥老火车站", "合肥站"),
        ("包河区望江东路", "包河区"),  # a street called after another county
        ("合肥芜湖路", "合肥市"),
    ],
)
def test_names_lead_to_their_place(gazetteer: Gazetteer, text: str, meant: str) -> None:
    found = gazetteer.named(text)

    assert found is not None
    assert found.name == meant


@pytest.mark.parametrize("text", ["", "月球", "区", "随便哪里", "望江东路", "阜阳北路附近"])
def test_no_name_leads_nowhere(gazetteer: Gazetteer, text: str) -> None:
    assert gazetteer.named(text) is None


def test_a_name_of_two_places_needs_an_area_to_choose_by(tmp_path: Path) -> None:
    gazetteer = _gazetteer(tmp_path, "p1,万达广场,mall,340111,31.8,117.2,", "p2,万达广场,mall,340202,31.3,118.4,")

    assert gazetteer.named("万达广场") is None
    assert getattr(gazetteer.named("镜湖区万达广场"), "id", None) == "p2"


@pytest.mark.parametrize("text", ["340111", "包河区", "合肥市包河区", " 合肥市 包河区 "])
def test_a_county_is_known_by_code_and_name(gazetteer: Gazetteer, text: str) -> None:
    county = gazetteer.county_named(text)

    assert county is not None
    assert county.code == "340111"


@pytest.mark.parametrize("text", ["340100", "合肥市", "包河", "蚌埠市包河区", ""])
def test_a_city_or_a_loose_name_is_no_county(gazetteer: Gazetteer, text: str) -> None:
    assert gazetteer.county_named(text) is None


def test_a_city_has_all_its_counties(gazetteer: Gazetteer) -> None:
    assert {"340102", "340111", "340181"} <= gazetteer.areas["340100"].counties
    assert gazetteer.areas["340111"].counties == {"340111"}


def test_a_place_without_coordinates_is_named_with_its_file(tmp_path: Path) -> None:
    with pytest.raises(UnreadableList, match=r"places\.csv: p1 has a lat or lon that is no number"):
        _gazetteer(tmp_path, "p1,万达广场,mall,340111,,117.2,")


def _gazetteer(folder: Path, *places: str) -> Gazetteer:
    regions = (
        "code,name,level,parent,short_name,aliases,misspellings,lat,lon",
        "340100,合肥市,city,,合肥,,,31.82,117.22",
        "340111,包河区,county,340100,包河,,,31.79,117.31",
        "340200,芜湖市,city,,芜湖,,,31.35,118.43",
        "340202,镜湖区,county,340200,镜湖,,,31.34,118.38",
    )
    (folder / "regions.csv").write_text("\n".join(regions), encoding="utf-8")
    (folder / "places.csv").write_text("\n".join(("id,name,kind,region,lat,lon,aliases", *places)), encoding="utf-8")
    return Gazetteer.load(folder)
