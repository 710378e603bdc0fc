"""A question nobody could answer has been answered at the desk, and the worker who asked it is told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.dialogue.state import State
from tests.bot.dialogue.desk import attended, lines, queued, told
from tests.bot.dialogue.driver import Chat, answer, entry, fallback, feed_of, suggest
from tests.bot.dialogue.riders import rider_at
from tests.bot.dialogue.test_outcomes import counted
from tests.bot.dialogue.test_places_and_trades import FEED as SUMMER
from tests.bot.dialogue.test_unhelpful import MISSED

ASKED = "我老婆也送外卖能一起入吗"
LEAD = f"您11月20日问过：“{ASKED}”。当时没答上来，现在有答案了："
COST = "申请入会不收任何费用。"


def told_of(chat: Chat, topic: str = "join_cost", **facts: Any) -> Chat:
    """The news as actions send them."""
    chat.news("question.answered", topic=topic, **{"asked": ASKED, "asked_at": "2026-11-20T02:00:00+00:00", **facts})
    return chat


@pytest.mark.parametrize("channel", ["web", "telegram"])
def test_it_says_what_was_asked_and_answers_it_word_for_word(channel: str):
    asked_now = Chat(channel=channel)
    asked_now.say("入会花钱不", answer("join_cost"))

    chat = told_of(Chat(channel=channel))

    [reply] = chat.replies
    assert reply.text == f"{LEAD}\n{asked_now.said}"
    assert chat.titles == asked_now.titles == ["我要入会", MISSED]


def test_it_is_the_answer_for_the_place_and_trade_of_the_worker():
    chat = told_of(Chat(feed=SUMMER, state=State(region="340103", trade="courier")), "summer_cooling")

    assert "合肥快递员有防晒衣。" in chat.said
    assert "这是合肥市、快递员的情况。" in chat.said


@pytest.mark.parametrize(
    ("asked_at", "day"), [("2026-11-20T17:00:00+00:00", "11月21日"), ("2025-12-31T00:00:00+08:00", "2025年12月31日")]
)
def test_the_day_is_the_one_in_anhui_with_its_year_where_it_is_another(asked_at: str, day: str):
    assert told_of(Chat(), asked_at=asked_at).said.startswith(f"您{day}问过：")


@pytest.mark.parametrize(
    ("asked", "quoted"),
    [
        ("工" * 40, "“" + "工" * 40 + "”"),
        ("工" * 41, "“" + "工" * 40 + "……”"),
        ("手机号\n换了\n怎么改", "“手机号 换了 怎么改”"),
        ("{day}是啥", "“{day}是啥”"),
    ],
)
def test_long_words_are_shortened_and_lines_joined(asked: str, quoted: str):
    assert quoted in told_of(Chat(), asked=asked).said


@pytest.mark.parametrize("asked", ["我叫[姓名]能入会吗", "住濉溪路[地址]能寄吗", "加我[账号]", "[邀请码]怎么用"])
def test_words_in_which_something_was_taken_out_are_not_quoted(asked: str):
    for chat in (told_of(Chat(), asked=asked), told_of(Chat(), "not_here_yet", asked=asked)):
        assert chat.said.startswith("您11月20日问过我一件事。当时没答上来，现在有答案了")
        assert "[" not in chat.said


def test_who_wants_no_messages_is_told_nothing():
    chat = Chat()
    chat.say("别给我发通知了", answer("notifications_off"))

    assert told_of(chat).replies == ()


def test_it_counts_as_no_answer_until_it_is_called_unhelpful():
    chat = told_of(Chat())
    assert counted(chat) == []

    chat.press(MISSED)

    assert counted(chat) == [("unhelpful", "join_cost")]
    assert "换个说法" in chat.said


def test_said_right_after_it_in_words_that_it_missed_it_counts_too():
    chat = Chat()
    chat.say("身份证安全吗", answer("privacy_data"))
    told_of(chat)

    chat.say("没用")

    assert counted(chat) == [("unhelpful", "join_cost")]


def test_what_an_earlier_text_may_have_meant_is_not_offered_in_its_place():
    chat = Chat()
    chat.say("那个钱的事", suggest("platform_fine", "union_contact"))
    told_of(chat)

    chat.press(MISSED)

    assert "平台罚款/扣钱不合理怎么申诉" not in chat.titles


def test_a_yes_after_it_is_no_answer_to_what_was_asked_before():
    chat = Chat()
    chat.say("那个钱的事", suggest("platform_fine"))
    told_of(chat)

    chat.say("好的", answer("affirm"))

    assert "先在平台申诉" not in chat.said


def test_a_follow_up_is_read_in_its_light():
    chat = told_of(Chat())
    chat.now += timedelta(minutes=9)

    chat.say("那要多久")

    assert chat.question.context == "join_cost"


def test_who_was_told_the_same_just_now_is_not_said_to_go_on_about_it():
    chat = Chat()
    chat.say("入会花钱不", answer("join_cost"))

    told_of(chat)

    assert "没说到您心里的话" not in chat.said
    assert "转人工" not in chat.titles


def test_where_the_topic_is_sensitive_a_person_is_offered():
    chat = told_of(Chat(), "platform_fine")

    assert "这事要紧" in chat.said
    assert "转人工" in chat.titles
    assert chat.state.offer is not None


def test_a_running_form_goes_on():
    chat = rider_at("phone")
    before = chat.state

    outcome = told_of(chat, "platform_fine").outcome

    assert "先在平台申诉" in chat.said
    assert MISSED not in chat.titles
    assert outcome.asks == "phone"
    assert chat.state == before
    chat.say("好的")
    assert chat.outcome.asks == "phone"


def test_of_a_form_that_runs_there_is_no_button():
    chat = rider_at("phone")

    assert "我要入会" not in told_of(chat).titles


# A topic the bot does not hold yet

CANTEEN = entry("night_canteen", "夜宵食堂在哪", "在劳模路。")


def test_a_topic_the_feed_does_not_hold_yet_is_answered_by_a_button_once_it_does():
    chat = told_of(Chat(), "night_canteen")
    assert chat.said == f"您11月20日问过：“{ASKED}”。当时没答上来，现在有答案了，点一下就看。"
    assert chat.titles == ["看答案"]
    chat.feed = feed_of(CANTEEN)

    chat.press("看答案")

    assert "在劳模路。" in chat.said
    assert MISSED in chat.titles


def test_pressed_while_the_feed_still_does_not_hold_it_it_says_so():
    chat = told_of(Chat(), "night_canteen")

    chat.press("看答案")

    assert "暂时找不到了" in chat.said


# Beside people


def test_who_waits_for_a_person_is_told_and_the_desk_sees_it():
    chat = told_of(queued())

    assert chat.said.startswith(LEAD)
    assert [(author, text.startswith(LEAD)) for author, _, text in told(chat)] == [("bot", True)]
    assert chat.owner == "queue"


def test_while_a_person_has_the_conversation_it_is_a_line_for_the_desk():
    chat = told_of(attended())

    assert chat.replies == ()
    [(author, kind, text)] = told(chat)
    assert (author, kind) == ("house", "news")
    assert text.startswith(LEAD)
    assert COST in text
    assert MISSED not in text


def test_what_only_the_person_has_read_the_worker_cannot_call_unhelpful_nor_ask_on_about():
    chat = told_of(attended())
    chat.news("takeover.closed", number="T26-000001-4", claim=1, outcome="answered")

    chat.say("没用", fallback())
    assert counted(chat) == [("fallback", "")]

    chat.say("那要多久")
    assert chat.question.context != "join_cost"


def test_a_topic_not_held_yet_is_a_line_for_the_desk_as_well():
    chat = told_of(attended(), "night_canteen")

    assert [line["text"] for line in lines(chat)] == [
        f"您11月20日问过：“{ASKED}”。当时没答上来，现在有答案了，点一下就看。\n［看答案］"
    ]
