"""Who says where and as what they work is answered by it from then on."""

from __future__ import annotations

import pytest

from bot.dialogue.messages import Entity
from bot.dialogue.state import State
from tests.bot.dialogue.driver import Chat, answer, fallback, platform, region, suggest
from tests.bot.dialogue.test_places_and_trades import FEED

COURIER = Entity("trade", "courier", "快递员")
LUYANG = region("340103", "庐阳区")


def test_place_and_trade_told_alone_choose_the_answers_that_follow():
    chat = Chat(feed=FEED)

    chat.say("我是庐阳区的快递员", fallback(LUYANG, COURIER))
    assert "“合肥市庐阳区、快递员”，我记下了" in chat.said

    chat.say("夏天送什么", answer("summer_cooling"))
    assert chat.said.startswith("合肥快递员有防晒衣。")


@pytest.mark.parametrize("understanding", [fallback(COURIER), suggest("join_cost", entities=(COURIER,))])
@pytest.mark.parametrize("text", ["我是快递员", "快递员", "我是一名快递员"])
def test_a_trade_told_alone_is_remembered_as_well(text: str, understanding):
    chat = Chat()

    chat.say(text, understanding)

    assert chat.state.trade == "courier"
    assert "“快递员”，我记下了" in chat.said
    assert "找驿站" in chat.titles


def test_a_long_introduction_is_one_too():
    chat = Chat()

    chat.say(
        "我在合肥市庐阳区是一名跑美团的外卖骑手",
        fallback(region("340103", "合肥市庐阳区"), platform("meituan", "跑美团"), Entity("trade", "rider", "外卖骑手")),
    )

    assert (chat.state.region, chat.state.trade, chat.state.platform) == ("340103", "rider", "meituan")


@pytest.mark.parametrize("text", ["快递员欠薪", "快递员有补贴吗", "快递员的押金"])
def test_a_need_that_names_a_trade_is_no_introduction(text: str):
    chat = Chat()

    chat.say(text, suggest("platform_fine", entities=(COURIER,)))

    assert "我记下了" not in chat.said
    assert chat.state.trade == ""


def test_a_trade_told_before_the_enrollment_is_not_asked_again():
    chat = Chat()
    chat.say("我是快递员", fallback(COURIER))

    chat.say("我要入会", answer("enroll"))

    assert chat.outcome.asks == "platform"


def test_a_trade_told_later_takes_the_place_of_the_one_before():
    chat = Chat(state=State(trade="rider"))

    chat.say("我是快递员", fallback(COURIER))

    assert chat.state.trade == "courier"


def test_an_erasure_forgets_it():
    chat = Chat()
    chat.say("我是庐阳区的快递员", fallback(LUYANG, COURIER))
    chat.press("找那儿的驿站")

    chat.say("删除我的信息")
    chat.press("确认删除")

    assert (chat.state.region, chat.state.trade, chat.state.searched) == ("", "", "")


def test_what_was_told_stands_among_ones_own_data_and_goes_with_a_new_start():
    chat = Chat(actions={"personal_data_of": {"enrollments": [], "memberships": [], "tickets": []}})
    chat.say("我是庐阳区的快递员", fallback(LUYANG, COURIER))

    chat.say("我的信息")
    assert "合肥市庐阳区、快递员" in chat.said

    chat.say("重新开始")
    assert (chat.state.region, chat.state.trade) == ("", "")
