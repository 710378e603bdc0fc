"""What is found in a message, by the real reference lists."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from nlu.corpus import read_annotations
from nlu.entities.extractor import EntityExtractor

DATA = Path(__file__).parents[3] / "data"
COUNTIES_AND_CITIES = list(csv.DictReader((DATA / "regions.csv").open(encoding="utf-8")))
ANNOTATED = sorted(read_annotations(DATA))


def found(extractor: EntityExtractor, text: str) -> list[tuple[str, str, str]]:
    return [
        (each["entity"], each["value"] or "|".join(each["candidates"]), each["text"])
        for each in extractor.extract(text)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "我在包河区送美团,想加入工会",
            [("region", "340111", "包河区"), ("trade", "rider", "送美团"), ("platform", "meituan", "美团")],
        ),
        ("我送外卖的", [("trade", "rider", "送外卖的")]),
        ("俺跑滴滴", [("trade", "ride_hailing_driver", "跑滴滴"), ("platform", "didi", "滴滴")]),
        ("滴滴司机", [("platform", "didi", "滴滴"), ("trade", "ride_hailing_driver", "滴滴司机")]),
        ("我是送快递的", [("trade", "courier", "送快递的")]),
        ("开大车的能入会吗", [("trade", "truck_driver", "开大车的")]),
        ("我跑货拉拉", [("trade", "truck_driver", "跑货拉拉"), ("platform", "huolala", "货拉拉")]),
        ("送京东", [("platform", "jd", "京东")]),  # rider or courier: not for us to say
        ("T30是什么", []),  # no T3 in it
        ("用T3 UU跑腿接单", [("platform", "t3", "T3"), ("platform", "uupaotui", "UU跑腿")]),
    ],
)
def test_trades_and_platforms(extractor: EntityExtractor, text: str, expected: list[tuple[str, str, str]]) -> None:
    assert found(extractor, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("包河区", [("region", "340111", "包河区")]),
        ("包河有站吗", [("region", "340111", "包河")]),
        ("包 河 區", [("region", "340111", "包 河 區")]),
        ("合肥市包河区", [("region", "340111", "合肥市包河区")]),  # one area, not two
        ("合肥包河", [("region", "340111", "合肥包河")]),
        ("合肥和芜湖", [("region", "340100", "合肥"), ("region", "340200", "芜湖")]),
        ("黄山哪有驿站", [("region", "341000|341003", "黄山")]),  # the city or its district
        ("黄山市", [("region", "341000", "黄山市")]),
        ("黄山区", [("region", "341003", "黄山区")]),
        ("郊区有驿站吗", [("region", "340711", "郊区")]),  # also any city's outskirts: asked back
        ("铜陵郊区", [("region", "340711", "铜陵郊区")]),
        ("新站有驿站吗", [("region", "340102|340121", "新站")]),
        ("蚌埠高新区", [("region", "340304", "蚌埠高新区")]),
        ("在蚌埠,高新区那边", [("region", "340300", "蚌埠"), ("region", "340304", "高新区")]),  # narrowed by the city
        ("我在苏州送货", [("region", "341300", "苏州")]),  # 宿州 misspelt, or the Suzhou elsewhere: asked back
        ("我在毫州", [("region", "341600", "毫州")]),  # by the dictionary of misspellings
        ("我在波州开车", [("region", "341600", "波州")]),  # by its sound
        ("在龙字湖区", [("region", "340302", "龙字湖区")]),
        ("首先怎么入会", []),  # sounds like 寿县
        ("同城送货", []),  # sounds like 桐城
        ("我在桐城送货", [("region", "340881", "桐城")]),
        ("我来安徽三年了", [("region", "340000", "安徽")]),  # no 来安 in it
        ("每天长途开车", []),  # no 天长 in it
        ("蒙城北路", []),  # a street of another town
        ("我是阜阳人,在合肥干活", [("region", "340100", "合肥")]),  # where from is not where at
        ("我是阜阳人", [("region", "341200", "阜阳")]),
        ("我不在这", []),
    ],
)
def test_regions(extractor: EntityExtractor, text: str, expected: list[tuple[str, str, str]]) -> None:
    assert [each for each in found(extractor, text) if each[0] == "region"] == expected


@pytest.mark.parametrize(
    ("text", "asked_back"), [("黄山", True), ("苏州", True), ("郊区", True), ("高新区", True), ("铜陵郊区", False)]
)
def test_an_ambiguous_region_has_candidates_and_no_value(
    extractor: EntityExtractor, text: str, asked_back: bool
) -> None:
    [entity] = extractor.extract(text)

    assert (entity["value"] == "") == asked_back
    assert bool(entity["candidates"]) == asked_back


def test_suzhou_may_mean_our_suzhou(extractor: EntityExtractor) -> None:
    [entity] = extractor.extract("苏州")

    assert "341300" in entity["candidates"]


@pytest.mark.parametrize("region", COUNTIES_AND_CITIES, ids=lambda region: region["code"])
def test_every_region_is_found_by_its_full_name(extractor: EntityExtractor, region: dict[str, str]) -> None:
    name = region["name"] if region["name"] != "郊区" else "铜陵郊区"

    assert ("region", region["code"], name) in found(extractor, f"我在{name}送外卖")


@pytest.mark.parametrize("region", COUNTIES_AND_CITIES, ids=lambda region: region["code"])
def test_every_misspelling_may_mean_its_region(extractor: EntityExtractor, region: dict[str, str]) -> None:
    for written in filter(None, region["misspellings"].split("|")):
        entities = extractor.extract(f"在{written} 有驿站吗")

        assert any(region["code"] in (each["value"], *each["candidates"]) for each in entities), written


@pytest.mark.parametrize(
    ("table", "column", "kind", "said_after"),
    [
        ("zones", "counties", "region", "在"),
        ("townships", "counties", "region", "在"),
        ("places", "id", "place", "在"),
        ("platforms", "code", "platform", "跑"),
        ("trades", "code", "trade", "我是"),
        ("facilities", "code", "facility", "有没有"),
        ("times", "code", "time", ""),
    ],
)
def test_every_spelling_of_a_list_may_mean_its_row(
    extractor: EntityExtractor, table: str, column: str, kind: str, said_after: str
) -> None:
    missed = []
    with (DATA / f"{table}.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            for spelling in filter(None, [row["name"], *row["aliases"].split("|")]):
                entities = extractor.extract(f"{said_after}{spelling}")
                meant = {code for each in entities if each["entity"] == kind for code in codes_of(each)}
                if not set(row[column].split("|")) <= meant:
                    missed.append(spelling)

    assert [spelling for spelling in missed if spelling != "菜鸟驿站"] == []  # where parcels are picked up


def codes_of(entity: dict[str, Any]) -> list[str]:
    return [entity["value"]] if entity["value"] else entity["candidates"]


def test_a_place_is_not_also_its_city(extractor: EntityExtractor) -> None:
    kinds = [(each["entity"], each["text"]) for each in extractor.extract("合肥南站附近有没有能热饭的驿站")]

    assert kinds == [("place", "合肥南站"), ("facility", "热饭")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("哪能热饭", ("facility", "microwave", "热饭")),
        ("给手机充电", ("facility", "phone_charging", "给手机充电")),
        ("能充电瓶的", ("facility", "battery_swap", "充电瓶")),
        ("想找个厕所", ("facility", "toilet", "厕所")),
        ("现在还能去吗", ("time", "now", "现在")),
        ("还开着吗", ("time", "now", "还开着吗")),
        ("这会还营业吗", ("time", "now", "还营业吗")),
        ("24小时的", ("time", "24h", "24小时")),
        ("２４小時", ("time", "24h", "２４小時")),
        ("通宵的驿站", ("time", "24h", "通宵")),
        ("晚上开不开", ("time", "night", "晚上")),
        ("明个去", ("time", "tomorrow", "明个")),
        ("我手机号[手机号]", ("phone", "[手机号]", "[手机号]")),
        ("[身份证号]", ("id_number", "[身份证号]", "[身份证号]")),
        ("车牌[车牌]", ("plate", "[车牌]", "[车牌]")),
        ("我叫[姓名]", ("name", "[姓名]", "[姓名]")),
    ],
)
def test_facilities_times_and_placeholders(
    extractor: EntityExtractor, text: str, expected: tuple[str, str, str]
) -> None:
    assert expected in found(extractor, text)


@pytest.mark.parametrize(
    "text",
    ["", "😀", "\u0000\u200b", "，。！", "\ud800", "[", "a" * 20_000, "合肥" * 10_000],
    ids=["nothing", "emoji", "invisible", "signs", "half a pair", "bracket", "20,000 letters", "10,000 cities"],
)
def test_odd_texts_do_no_harm(extractor: EntityExtractor, text: str) -> None:
    for entity in extractor.extract(text):
        assert text[entity["start"] : entity["end"]] == entity["text"]


@pytest.mark.parametrize("unit", ["1", "一", "1,", "三四百", "扣了我是要", "昨天晚上九点", "合肥高新区", "火车站"])
def test_a_repeated_word_takes_no_long_time(extractor: EntityExtractor, unit: str) -> None:
    """A pattern that tries every way to divide a row of digits would never end."""
    assert len(extractor.extract(unit * 1000)) <= 1000


def test_positions_count_the_original_text(extractor: EntityExtractor) -> None:
    text = "😀 我在 包河區,送ＭＥＩＴＵＡＮ"

    for entity in extractor.extract(text):
        assert text[entity["start"] : entity["end"]] == entity["text"]
    assert {entity["value"] for entity in extractor.extract(text)} >= {"340111", "meituan"}


@pytest.mark.parametrize(("text", "marked"), ANNOTATED, ids=[text for text, _ in ANNOTATED])
def test_what_the_training_phrasings_mark_is_found(
    extractor: EntityExtractor, text: str, marked: list[tuple[str, str]]
) -> None:
    entities = [(each["entity"], each["text"]) for each in extractor.extract(text)]

    for kind, written in marked:
        if f"老家{written}" in text:  # where somebody comes from is left out once the message says where they work
            continue
        near = [other for other, seen in entities if written in seen or seen in written]
        assert kind in near, written
