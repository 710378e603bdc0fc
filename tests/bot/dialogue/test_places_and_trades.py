"""One topic, several answers: the one for the worker's place and trade."""

from __future__ import annotations

from typing import Any

import pytest

from bot.dialogue.state import State
from tests.bot.dialogue.driver import Chat, answer, entry, feed_of, region


def variant(answer: str, *, areas: tuple[str, ...] = (), trades: tuple[str, ...] = ()) -> dict[str, Any]:
    return {
        "areas": list(areas),
        "trades": list(trades),
        "answer": answer,
        "buttons": ["human"],
        "source": {"text": "合肥市总工会", "date": "2026-06-01"},
        "review": "已复核",
    }


FEED = feed_of(
    entry(
        "summer_cooling",
        "夏送清凉有什么",
        "各地不一样。",
        variants=[
            variant("合肥有水和毛巾。", areas=("340100",)),
            variant("包河还有凉茶。", areas=("340111", "340104")),
            variant("合肥快递员有防晒衣。", areas=("340100",), trades=("courier",)),
            variant("货车司机在服务区领。", trades=("truck_driver",)),
            variant("各地不一样。", areas=("340300",)),
        ],
    )
)


@pytest.mark.parametrize(
    ("where", "trade", "text", "holds_for"),
    [
        ("", "", "各地不一样。", ""),
        ("340700", "rider", "各地不一样。", ""),
        ("340100", "", "合肥有水和毛巾。", "合肥市"),
        ("340103", "rider", "合肥有水和毛巾。", "合肥市"),
        ("340111", "rider", "包河还有凉茶。", "合肥市包河区"),
        ("340111", "courier", "包河还有凉茶。", "合肥市包河区"),
        ("340103", "courier", "合肥快递员有防晒衣。", "合肥市、快递员"),
        ("340700", "truck_driver", "货车司机在服务区领。", "货车司机"),
        ("", "truck_driver", "货车司机在服务区领。", "货车司机"),
        ("340304", "rider", "各地不一样。", ""),
    ],
)
def test_the_most_specific_answer_is_given_and_said_for_whom(where: str, trade: str, text: str, holds_for: str):
    chat = Chat(feed=FEED, state=State(region=where, trade=trade))

    chat.say("夏天送什么", answer("summer_cooling"))

    lines = chat.said.splitlines()
    assert lines[0] == text
    assert [line for line in lines if line.startswith("这是")] == ([f"这是{holds_for}的情况。"] if holds_for else [])


def test_a_variant_has_its_own_source_and_buttons():
    chat = Chat(feed=FEED, state=State(region="340100"))

    chat.say("夏天送什么", answer("summer_cooling"))

    assert "来源：合肥市总工会，2026-06-01" in chat.said
    assert chat.titles == ["转人工", "没答对"]


def test_a_place_named_in_the_question_counts_before_the_one_remembered():
    chat = Chat(feed=FEED, state=State(region="340700"))

    chat.say(
        "合肥市包河区夏天送什么",
        answer("summer_cooling", entities=(region("340100", "合肥市"), region("340111", "包河区"))),
    )

    assert chat.said.startswith("包河还有凉茶。")
    assert chat.state.region == "340700"


def test_what_holds_in_the_whole_province_is_said_so():
    feed = feed_of(entry("x", "问题", "国家规定。", variants=[variant("安徽规定。", areas=("340000",))]))
    chat = Chat(feed=feed, state=State(region="340111"))

    chat.say("问题", answer("x"))

    assert "这是安徽的情况。" in chat.said


def test_a_variant_that_leaves_out_source_and_buttons_has_those_of_its_entry():
    bare = {"areas": ["340100"], "trades": [], "answer": "合肥的说法。"}
    feed = feed_of(entry("x", "问题", "一般说法。", buttons=("enroll",), variants=[bare]))
    chat = Chat(feed=feed, state=State(region="340100"))

    chat.say("问题", answer("x"))

    assert "来源：中国工会章程，2023-10-12" in chat.said
    assert chat.titles == ["我要入会", "没答对"]
