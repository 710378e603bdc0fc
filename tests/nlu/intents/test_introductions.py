"""Who somebody is and where is read over, with a pause or in one breath; what they need stays."""

from __future__ import annotations

import pytest

from nlu.entities.extractor import EntityExtractor
from nlu.intents.introductions import only_introduces, without_introductions


def left_of(text: str, extractor: EntityExtractor) -> str:
    said, entities = without_introductions(text, extractor.extract(text))
    assert len(said) == len(text)
    assert all(said[each["start"] : each["end"]] == text[each["start"] : each["end"]] for each in entities)
    return "".join(said.split())


@pytest.mark.parametrize(
    ("text", "need"),
    [
        ("我在包河区跑美团，摔了一跤", "，摔了一跤"),
        ("你好我是合肥送快递的，工资没发", "，工资没发"),
        ("我开货车的 哪里能洗澡", "哪里能洗澡"),
        ("俺在蚌埠跑滴滴的。住院能报不", "。住院能报不"),
        ("我在包河区送美团摔了一跤咋办", "摔了一跤咋办"),
        ("我是骑手想问驿站在哪", "想问驿站在哪"),
        ("我老公是开货车的，三个月没发工资", "，三个月没发工资"),
        ("来电人是滴滴司机，包河区，问体检", "，，问体检"),
        ("工资没发，我是送外卖的", "工资没发，"),
    ],
)
def test_an_introduction_is_read_over(text: str, need: str, extractor: EntityExtractor) -> None:
    assert left_of(text, extractor) == need


@pytest.mark.parametrize(
    "text",
    [
        "我在包河区送美团",  # nothing else is said
        "我是送外卖的，咋弄",  # too little else
        "我在美团被罚了两百",  # whose fine it is
        "我送餐的时候摔了",  # how it came about
        "包河区的驿站在哪",
        "美团给交保险吗",
        "能入会吗",
    ],
)
def test_what_tells_of_the_need_stays(text: str, extractor: EntityExtractor) -> None:
    assert left_of(text, extractor) == text


@pytest.mark.parametrize("text", ["我在包河区送美团", "我是送外卖的，在合肥", "你好，俺是跑滴滴的"])
def test_it_is_known_that_nothing_else_is_said(text: str, extractor: EntityExtractor) -> None:
    assert only_introduces(text, extractor.extract(text))


@pytest.mark.parametrize("text", ["我送外卖，咋弄", "入会", ""])
def test_it_is_known_that_something_else_is_said(text: str, extractor: EntityExtractor) -> None:
    assert not only_introduces(text, extractor.extract(text))


def test_a_text_of_nothing_but_openings_is_read_at_once(extractor: EntityExtractor) -> None:
    """Patterns that try every way to read these take hours."""
    for text in ("人在" * 400 + "x", "我在包河区" * 100 + "x", "美团" * 250 + "被"):
        left_of(text, extractor)
