"""What nlu is told of the conversation: the topic a follow-up would be about."""

from __future__ import annotations

from datetime import timedelta

from bot.dialogue.state import State
from tests.bot.dialogue.driver import Chat, answer, fallback, suggest
from tests.bot.dialogue.riders import rider_at
from tests.bot.dialogue.test_stations import searching, station


def asked_about_cost(chat: Chat | None = None) -> Chat:
    chat = chat or Chat()
    chat.say("入会花钱不", answer("join_cost"))
    return chat


def test_the_first_message_has_no_context():
    assert asked_about_cost().question.context is None


def test_a_follow_up_is_asked_with_the_topic_just_answered():
    chat = asked_about_cost()

    chat.say("那要多久")

    assert chat.question.context == "join_cost"


def test_who_goes_on_about_what_was_answered_is_offered_a_person():
    chat = asked_about_cost()
    assert "转人工" not in chat.titles

    chat.say("到底要不要钱啊", answer("join_cost"))
    assert "我请工会的同志来" in chat.said
    assert "转人工" in chat.titles

    chat.say("要带啥", answer("join_materials"))
    assert "转人工" not in chat.titles


def test_a_topic_answered_by_a_button_is_a_context_too():
    chat = Chat()
    chat.say("那个钱的事", suggest("join_cost", "platform_fine"))
    chat.press("平台罚款/扣钱不合理怎么申诉")

    chat.say("那要多久")

    assert chat.question.context == "platform_fine"


def test_a_station_list_is_a_context():
    chat = searching(station())
    chat.say("包河区的驿站", answer("find_station"))

    chat.say("那几点关门")

    assert chat.question.context == "find_station"


def test_small_talk_and_what_was_not_understood_leave_the_context():
    chat = asked_about_cost()
    chat.say("谢谢", answer("thanks"))
    chat.say("哦豁呀", fallback())

    chat.say("那要多久")

    assert chat.question.context == "join_cost"


def test_after_ten_minutes_there_is_no_context():
    chat = asked_about_cost()
    chat.now += timedelta(minutes=10)

    chat.say("那要多久")

    assert chat.question.context is None


def test_a_form_that_asks_has_no_context_even_after_a_side_question():
    chat = rider_at("phone")
    chat.say("入会花钱不", answer("join_cost"))

    chat.say("那要多久")

    assert chat.question.context is None


def test_a_form_that_asked_something_stands_between():
    chat = asked_about_cost()
    chat.say("找驿站", answer("find_station"))
    chat.say("取消")

    chat.say("那要多久")

    assert chat.question.context is None


def test_what_a_form_did_is_the_context_after_it():
    chat = rider_at("confirm")
    chat.press("确认提交")

    chat.say("那要多久")

    assert chat.question.context == "enroll"


def test_a_state_kept_by_an_earlier_release_is_read():
    packed = asked_about_cost().state.to_json()
    for name in ("answered", "just_answered", "rejected", "later"):
        del packed[name]

    state = State.from_json(packed)

    assert state.topics == ("join_cost",)
    assert state.context_at(asked_about_cost().now) is None


def test_a_plain_request_is_not_bent_by_what_was_answered():
    chat = asked_about_cost()

    chat.say("我还是要入会")

    assert chat.question.context is None
