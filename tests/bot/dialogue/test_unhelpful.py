"""A worker says that an answer missed: by 没答对 below it, or in words right after it. Once for each answer."""

from __future__ import annotations

import pytest

from bot.dialogue.incoming_text import cleaned
from bot.dialogue.unhelpful_words import says_it_missed
from tests.bot.dialogue.desk import queued
from tests.bot.dialogue.driver import Chat, answer, fallback, suggest
from tests.bot.dialogue.riders import rider_at
from tests.bot.dialogue.test_answer_corrections import asked_about_cost
from tests.bot.dialogue.test_outcomes import counted
from tests.bot.dialogue.test_stations import searching, station

MISSED = "没答对"


@pytest.mark.parametrize(
    "text",
    [
        *("👎", "👎👎", "👎🏻", "👎️", "[弱]"),
        *(
            "没用",
            "没用啊",
            "没啥用",
            "没什么用处",
            "一点用都没有",
            "一点也没用",
            "根本没用",
            "这没用",
            "说了没用",
            "对我没帮助",
        ),
        *("没答对", "没有答对", "你没答对", "没答到点子上", "没说清楚", "没回答我", "没解决问题", "没解决我的问题"),
        *("答得不行", "回答得太差", "等于没说", "白问了", "不满意", "帮不上忙", "不是我想问的"),
    ],
)
def test_words_that_say_so(text: str):
    assert says_it_missed(cleaned(text))


@pytest.mark.parametrize(
    "text",
    [
        "工会有没有用",
        "入会没用吗",
        "没用过驿站",
        "申诉没用怎么办",
        "我没有用美团",
        "没答应给我交社保",
        "老板没解决工资",
        "不满意平台的处罚",
        "没有",
        "👍",
        "没听懂普通话能入会吗",
        "站长说话没用",
    ],
)
def test_words_that_say_something_else(text: str):
    assert not says_it_missed(cleaned(text))


# Below an answer


@pytest.mark.parametrize("channel", ["web", "telegram"])
def test_every_stored_answer_ends_with_the_button(channel: str):
    chat = Chat(channel=channel)

    chat.say("入会花钱不", answer("join_cost"))

    assert chat.titles[-1] == MISSED


def test_beside_a_form_there_is_no_such_button():
    chat = rider_at("phone")

    chat.say("入会花钱不", answer("join_cost"))

    assert MISSED not in chat.titles


def test_below_an_emergency_there_is_no_such_button():
    chat = Chat()

    chat.say("我出车祸了", answer("traffic_accident"))

    assert "120" in chat.said
    assert "先救人,再报警。" in chat.said
    assert MISSED not in chat.titles


def test_pressed_it_counts_and_the_next_best_are_shown():
    chat = asked_about_cost()

    chat.press(MISSED)

    assert counted(chat) == [("unhelpful", "join_cost"), ("suggested", "privacy_data")]
    assert "没答到您要问的" in chat.said
    assert chat.titles == ["身份证号给你们安全吗", "工会的电话和地址", "都不是", "转人工"]


def test_pressed_again_it_counts_no_more_and_says_what_to_do():
    chat = asked_about_cost()
    button = chat.button(MISSED)
    chat.press_button(button)

    chat.press_button(button)

    assert counted(chat) == []
    assert "换个说法" in chat.said
    assert "转人工" in chat.titles


def test_each_of_two_answers_has_its_own():
    chat = Chat()
    chat.say("入会要钱吗,身份证安全吗", answer("join_cost", second="privacy_data"))
    first, second = (reply.buttons[-1] for reply in chat.replies)

    chat.press_button(second)
    assert counted(chat)[0] == ("unhelpful", "privacy_data")

    chat.press_button(first)
    assert counted(chat)[0] == ("unhelpful", "join_cost")


def test_pressed_below_an_earlier_answer_it_counts_for_that_one_and_shows_nothing_of_the_later():
    chat = asked_about_cost()
    button = chat.button(MISSED)
    chat.say("那个钱的事", suggest("platform_fine", "union_contact"))

    chat.press_button(button)

    assert counted(chat) == [("unhelpful", "join_cost")]
    assert "平台罚款/扣钱不合理怎么申诉" not in chat.titles


def test_the_next_wording_is_asked_without_the_answer_that_missed():
    chat = asked_about_cost()
    chat.press(MISSED)

    chat.say("我是想问要不要交钱", answer("join_cost"))

    assert chat.question.rejected == ("join_cost",)
    assert "申请入会不收任何费用。" not in chat.said


def test_an_answer_that_was_chosen_can_miss_too():
    chat = Chat()
    chat.say("那个钱的事", suggest("join_cost", "platform_fine"))
    chat.press("入会要不要交钱")

    chat.press(MISSED)

    assert counted(chat)[0] == ("unhelpful", "join_cost")


def test_pressed_while_a_form_runs_the_form_goes_on():
    chat = asked_about_cost()
    button = chat.button(MISSED)
    chat.say("我要入会", answer("enroll"))

    chat.press_button(button)

    assert counted(chat) == [("unhelpful", "join_cost")]
    assert chat.outcome.asks == "trade"


def test_answers_go_on_being_numbered_after_a_new_start():
    chat = asked_about_cost()
    old = chat.button(MISSED)
    chat.say("重新开始")
    chat.say("身份证安全吗", answer("privacy_data"))

    chat.press_button(old)

    assert counted(chat) == []


# In words


@pytest.mark.parametrize("text", ["👎", "没用", "没答对", "答非所问", "不对"])
def test_said_right_after_an_answer_it_does_the_same(text: str):
    chat = asked_about_cost()

    chat.say(text, answer("complain_bot"))

    assert counted(chat) == [("unhelpful", "join_cost"), ("suggested", "privacy_data")]
    assert "没答到您要问的" in chat.said


def test_said_twice_it_counts_once():
    chat = asked_about_cost()
    chat.say("没用")

    chat.say("没用", answer("complain_bot"))

    assert ("unhelpful", "join_cost") not in counted(chat)


def test_words_and_button_together_count_once():
    chat = asked_about_cost()
    button = chat.button(MISSED)
    chat.say("没用")

    chat.press_button(button)

    assert counted(chat) == []


def test_said_of_nothing_it_is_understood_as_ever():
    chat = Chat()

    chat.say("没用", fallback())
    assert counted(chat) == [("fallback", "")]

    chat.say("👎")
    assert "我只看得懂字" in chat.said


def test_said_of_a_station_list_it_is_no_answers_fault():
    chat = searching(station())
    chat.say("包河区的驿站", answer("find_station"))

    chat.say("没用", fallback())

    assert counted(chat) == [("fallback", "")]


def test_a_form_hears_the_same_words_as_its_own():
    chat = rider_at("confirm")
    chat.say("入会花钱不", answer("join_cost"))

    chat.say("没用", fallback())

    assert "unhelpful" not in [outcome for outcome, _ in counted(chat)]


def test_in_the_queue_it_counts_as_well():
    chat = queued()
    chat.say("入会花钱不", answer("join_cost"))

    chat.say("没用")

    assert counted(chat)[0] == ("unhelpful", "join_cost")
