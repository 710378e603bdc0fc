"""Questions nobody answered are handed over in the worker's words, personal values taken out."""

from __future__ import annotations

from typing import Any

import pytest

from bot.dialogue.outcomes import LONGEST_QUESTION
from tests.bot.dialogue.desk import attended, lines, queued
from tests.bot.dialogue.driver import Chat, answer, fallback, region, suggest
from tests.bot.dialogue.riders import rider_at
from tests.bot.dialogue.test_answer_corrections import asked_about_cost
from tests.people import person

COUNTY = "340302"


def handed_over(chat: Chat) -> list[Any]:
    """The questions of the last turn."""
    assert chat.outcome is not None
    return [command.body for command in chat.outcome.commands if command.kind == "keep_question"]


def essence(chat: Chat) -> list[tuple[str, str, list[str]]]:
    return [(one["reason"], one["text"], one["topics"]) for one in handed_over(chat)]


def test_what_was_not_understood_is_handed_over_with_what_ranked_best():
    chat = Chat()

    chat.say("雨天的高温津贴算到几点", fallback())

    [one] = handed_over(chat)
    assert one == {
        "text": "雨天的高温津贴算到几点",
        "reason": "fallback",
        "topics": ["join_cost"],
        "asked_at": chat.now.isoformat(),
    }


def test_the_county_goes_along_where_one_is_known():
    chat = Chat()

    chat.say("龙子湖雨天的高温津贴算到几点", fallback(region(COUNTY, "龙子湖")))

    assert handed_over(chat)[0]["county"] == COUNTY


def test_of_choices_none_of_which_fit_the_text_they_were_shown_for_is_handed_over_once():
    chat = Chat()
    chat.say("那个钱的事", suggest("join_cost", "platform_fine"))
    assert handed_over(chat) == []
    none = chat.button("都不是")

    chat.press_button(none)
    assert essence(chat) == [("none_fit", "那个钱的事", ["join_cost", "platform_fine"])]

    chat.press_button(none)
    assert handed_over(chat) == []


def test_of_an_answer_that_missed_the_text_it_answered_is_handed_over():
    chat = asked_about_cost()

    chat.press("没答对")

    assert essence(chat) == [("unhelpful", "入会花钱不", ["join_cost", "privacy_data", "union_contact"])]


@pytest.mark.parametrize("text", ["没用", "不对", "不是这个,我是问电话"])
def test_so_it_is_when_that_is_said_in_words(text: str):
    chat = asked_about_cost()

    chat.say(text, answer("union_contact"))

    assert [(reason, said) for reason, said, _ in essence(chat)] == [("unhelpful", "入会花钱不")]


def test_an_answer_that_was_chosen_and_missed_brings_the_text_the_choices_were_shown_for():
    chat = Chat()
    chat.say("那个钱的事", suggest("join_cost", "platform_fine"))
    chat.press("平台罚款/扣钱不合理怎么申诉")

    chat.press("没答对")

    assert essence(chat) == [("unhelpful", "那个钱的事", ["platform_fine", "join_cost"])]


def test_a_text_with_two_answers_that_missed_is_handed_over_once():
    chat = Chat()
    chat.say("入会要钱吗,身份证安全吗", answer("join_cost", second="privacy_data"))
    first, second = (reply.buttons[-1] for reply in chat.replies)

    chat.press_button(first)
    assert [said for _, said, _ in essence(chat)] == ["入会要钱吗,身份证安全吗"]
    chat.press_button(second)
    assert handed_over(chat) == []


def test_what_was_handed_over_as_unhelpful_is_not_handed_over_again_as_fitting_none():
    chat = asked_about_cost()
    chat.press("没答对")

    chat.press("都不是")

    assert handed_over(chat) == []


def test_an_answer_asked_for_by_a_button_has_no_words_to_hand_over():
    chat = Chat(actions={"personal_data_of": {}})
    chat.say("我的信息", answer("my_data"))
    chat.press("身份证号给你们安全吗")

    chat.press("没答对")

    assert handed_over(chat) == []


def test_personal_values_are_taken_out():
    someone = person(7)
    chat = Chat()

    chat.say(f"我叫{someone.name},电话{someone.phone},雨天津贴算到几点", fallback())
    [one] = handed_over(chat)
    assert one["text"] == "我叫[姓名],电话[手机号],雨天津贴算到几点"

    chat.say(f"我叫{someone.name},电话{someone.phone},那个钱的事", suggest("join_cost", "platform_fine"))
    chat.press("都不是")
    assert someone.phone not in str(handed_over(chat))
    assert someone.name not in str(handed_over(chat))


def test_accounts_and_addresses_are_taken_out_also_of_what_was_said_a_turn_ago():
    chat = Chat()
    for outcome in (fallback(), suggest("join_cost", "platform_fine")):
        chat.say("我住濉溪路88号3栋302,加我微信zhangwq1988,那个钱的事", outcome)
    chat.press("都不是")

    assert [one["text"] for one in handed_over(chat)] == ["我住濉溪路[地址],加我微信[账号],那个钱的事"]


def test_a_line_for_an_operator_says_what_of_it_may_become_a_question():
    chat = attended()

    chat.say("濉溪路88号3栋302能送餐吗", answer("join_cost"))
    [line] = lines(chat)
    assert line["text"] == "濉溪路88号3栋302能送餐吗"
    assert line["understood"]["question"] == "濉溪路[地址]能送餐吗"

    chat.say("入会要钱吗", answer("join_cost"))
    assert "question" not in lines(chat)[0]["understood"]


def test_long_ones_are_shortened():
    chat = Chat()

    chat.say("雨天的高温津贴" * 100, fallback())

    assert len(handed_over(chat)[0]["text"]) == LONGEST_QUESTION


def test_what_is_said_to_a_form_is_not_handed_over():
    chat = rider_at("phone")
    chat.say("那个怎么弄哦豁", fallback())
    assert [one.outcome for one in chat.outcome.counted] == ["fallback"]
    assert handed_over(chat) == []

    chat = rider_at("phone")
    chat.say("那个钱的事", suggest("join_cost", "platform_fine"))
    chat.press("都不是")
    assert handed_over(chat) == []


def test_an_emergency_is_not_handed_over():
    chat = Chat()
    chat.say("我出车祸了", answer("traffic_accident"))

    chat.say("没用")

    assert handed_over(chat) == []


def test_while_a_person_is_waited_for_or_there_nothing_is_handed_over():
    waiting, helped = queued(), attended()

    for chat in (waiting, helped):
        chat.say("雨天的高温津贴算到几点", fallback())
        assert handed_over(chat) == []


def test_after_an_erasure_nothing_said_before_it_is_handed_over():
    chat = Chat()
    chat.say("那个钱的事", suggest("join_cost", "platform_fine"))
    none = chat.button("都不是")
    chat.say("删除我的信息")
    chat.press("确认删除")

    chat.press_button(none)

    assert handed_over(chat) == []
