"""Stations around a place, in an area, for a free text, over HTTP."""

from __future__ import annotations

import pytest

from tests.actions.house import Caller
from tests.actions.stations.lists import given_stations, station_row

#: Centers as the reference lists have them: 包河区, 蜀山区, 合肥站.
BAOHE, SHUSHAN = "340111", "340104"


@pytest.fixture
async def stations(cli: Caller) -> None:
    await given_stations(
        cli,
        station_row(2, id="baohe-far", region=BAOHE, lat="31.6500", lon="117.4500", facilities="water|shower"),
        station_row(3, id="baohe-near", region=BAOHE, lat="31.7930", lon="117.3100", name="滨湖驿站"),
        station_row(4, id="shushan", region=SHUSHAN, lat="31.8500", lon="117.2600", address="望江西路 66 号"),
        station_row(5, id="wuhu", region="340202", lat="31.3400", lon="118.3800", hours="24小时", facilities="reading"),
    )


def ids(document: dict[str, list[dict[str, str]]]) -> list[str]:
    return [station["id"] for station in document["stations"]]


@pytest.mark.usefixtures("stations")
async def test_a_countys_own_stations_come_first_then_its_neighbors(bot: Caller) -> None:
    answer = await bot.get("/v1/stations/search", region=BAOHE, limit=3)

    assert ids(answer.json) == ["baohe-near", "baohe-far", "shushan"]
    assert answer.json["widened"] is False
    assert answer.json["center"]["name"] == "包河区"
    assert answer.json["center"]["crs"] == "gcj02"


@pytest.mark.usefixtures("stations")
async def test_a_city_takes_in_all_its_counties(bot: Caller) -> None:
    answer = await bot.get("/v1/stations/search", region="340100", limit=4)

    assert set(ids(answer.json)[:3]) == {"baohe-near", "baohe-far", "shushan"}
    assert ids(answer.json)[3] == "wuhu"


@pytest.mark.usefixtures("stations")
async def test_the_search_widens_when_nothing_in_the_area_fits(bot: Caller) -> None:
    answer = await bot.get("/v1/stations/search", region=BAOHE, facility="reading")

    assert ids(answer.json) == ["wuhu"]
    assert answer.json["widened"] is True


@pytest.mark.usefixtures("stations")
async def test_filters_hold_inside_the_area(bot: Caller) -> None:
    answer = await bot.get("/v1/stations/search", region=BAOHE, facility="shower")

    assert ids(answer.json) == ["baohe-far"]
    assert answer.json["widened"] is False


@pytest.mark.usefixtures("stations")
async def test_around_a_place_the_nearest_come_first(bot: Caller) -> None:
    by_id = await bot.get("/v1/stations/search", place="place_0001")
    by_name = await bot.get("/v1/stations/search", q="合肥火车站附近")

    assert by_id.json["center"]["name"] == "合肥站"
    assert ids(by_id.json) == ["shushan", "baohe-near", "baohe-far"]
    assert by_name.json == by_id.json


@pytest.mark.usefixtures("stations")
@pytest.mark.parametrize("text", ["包河区", "包河", "合肥包河区", "包河区哪有驿站"])
async def test_an_areas_name_is_as_good_as_its_code(bot: Caller, text: str) -> None:
    by_code = await bot.get("/v1/stations/search", region=BAOHE)

    assert (await bot.get("/v1/stations/search", q=text)).json == by_code.json


@pytest.mark.usefixtures("stations")
@pytest.mark.parametrize(("text", "found"), [("望江西路", ["shushan"]), ("滨湖驿站", ["baohe-near"])])
async def test_other_texts_are_looked_for_in_names_and_addresses(bot: Caller, text: str, found: list[str]) -> None:
    answer = await bot.get("/v1/stations/search", q=text, limit=1)

    assert ids(answer.json) == found
    assert answer.json["center"] is None
    assert answer.json["stations"][0]["distance_m"] is None


@pytest.mark.usefixtures("stations")
@pytest.mark.parametrize("text", ["月球背面", "%", "_", "' OR 1=1 --"])
async def test_a_text_that_is_nowhere_finds_nothing(bot: Caller, text: str) -> None:
    answer = await bot.get("/v1/stations/search", q=text)

    assert (answer.status, answer.json["center"], answer.json["stations"]) == (200, None, [])


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({}, "q"),
        ({"q": "  "}, "q"),
        ({"q": "包河", "region": BAOHE}, "q"),
        ({"q": "包" * 101}, "q"),
        ({"q": "包河\0"}, "q"),
        ({"region": "999999"}, "region"),
        ({"region": "包河区"}, "region"),
        ({"place": "nowhere"}, "place"),
        ({"region": BAOHE, "limit": "99"}, "limit"),
        ({"region": BAOHE, "lat": "31"}, "lat"),
    ],
)
async def test_a_wrong_parameter_is_named(bot: Caller, query: dict[str, str], field: str) -> None:
    answer = await bot.get("/v1/stations/search", **query)

    assert (answer.status, answer.json["field"]) == (422, field)
