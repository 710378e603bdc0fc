"""What came of a worker's questions, as it is counted: by topic, in the county where one is known."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tests.bot.dialogue.desk import OPEN
from tests.bot.dialogue.driver import Chat, answer, fallback, region, suggest
from tests.bot.dialogue.riders import rider_at
from tests.bot.dialogue.test_answer_corrections import asked_about_cost

COUNTY, OTHER_COUNTY, CITY = "340302", "340111", "340100"


def counted(chat: Chat) -> list[tuple[str, str]]:
    """Outcome and topic of each question of the last turn."""
    assert chat.outcome is not None
    return [(one.outcome, one.topic) for one in chat.outcome.counted]


def shown_choices() -> Chat:
    chat = Chat()
    chat.say("那个钱的事", suggest("enroll", "join_cost", "platform_fine"))
    return chat


def test_a_stored_answer_is_an_answered_question():
    chat = Chat()

    chat.say("入会花钱不", answer("join_cost"))

    assert counted(chat) == [("answered", "join_cost")]


def test_of_two_questions_in_one_message_each_counts():
    chat = Chat()

    chat.say("入会要钱吗,身份证安全吗", answer("join_cost", second="privacy_data"))

    assert counted(chat) == [("answered", "join_cost"), ("answered", "privacy_data")]


def test_a_question_beside_a_form_counts_too():
    chat = rider_at("phone")

    chat.say("入会花钱不", answer("join_cost"))

    assert counted(chat) == [("answered", "join_cost")]


def test_doing_a_task_is_no_question():
    chat = Chat()

    chat.say("我要入会", answer("enroll"))

    assert counted(chat) == []


def test_choices_count_once_under_the_best_topic_among_them():
    assert counted(shown_choices()) == [("suggested", "join_cost")]


def test_the_choice_that_is_pressed_is_chosen():
    chat = shown_choices()

    chat.press("平台罚款/扣钱不合理怎么申诉")

    assert counted(chat) == [("chosen", "platform_fine")]


def test_a_task_that_is_chosen_counts_without_a_topic():
    chat = shown_choices()

    chat.press("我要入会")

    assert counted(chat) == [("chosen", "")]


def test_a_yes_to_a_single_choice_chooses_it():
    chat = Chat()
    chat.say("那个钱的事", suggest("join_cost"))

    chat.say("是的")

    assert counted(chat) == [("chosen", "join_cost")]


def test_choices_shown_again_do_not_count_again():
    chat = shown_choices()

    chat.say("是的")

    assert "入会要不要交钱" in chat.titles
    assert counted(chat) == []


def test_a_topic_pressed_elsewhere_is_a_question_answered():
    chat = Chat(actions={"personal_data_of": {}})
    chat.say("我的信息", answer("my_data"))

    chat.press("身份证号给你们安全吗")

    assert counted(chat) == [("answered", "privacy_data")]


@pytest.mark.parametrize("how", ["press", "say"])
def test_none_of_these_counts_once_for_what_was_shown(how: str):
    chat = shown_choices()
    none = chat.button("都不是")

    chat.press_button(none) if how == "press" else chat.say("都不是")
    assert counted(chat) == [("none_fit", "join_cost")]

    chat.press_button(none)
    assert counted(chat) == []


def test_what_is_not_understood_is_a_fallback_without_a_topic():
    chat = Chat()

    chat.say("哦豁呀", fallback())

    assert counted(chat) == [("fallback", "")]


def test_while_nlu_is_down_nothing_is_said_of_what_it_would_have_understood():
    chat = Chat(nlu_down=True)

    chat.say("那个钱的事到底怎么说")

    assert counted(chat) == []


def test_no_right_after_an_answer_makes_it_unhelpful_and_what_is_shown_instead_suggested():
    chat = asked_about_cost()

    chat.say("不是这个")
    assert counted(chat) == [("unhelpful", "join_cost"), ("suggested", "privacy_data")]

    chat.say("都不是")
    assert counted(chat) == [("none_fit", "privacy_data")]


def test_no_to_two_answers_makes_both_unhelpful():
    chat = Chat()
    chat.say("入会要钱吗,身份证安全吗", answer("join_cost", second="privacy_data"))

    chat.say("你理解错了")

    assert counted(chat) == [("unhelpful", "join_cost"), ("unhelpful", "privacy_data")]


def test_a_correction_makes_the_answer_unhelpful_and_counts_what_was_meant():
    chat = Chat()
    chat.say("入会花钱不", answer("join_cost"))

    chat.say("不是这个,我是问工会电话", answer("union_contact"))

    assert counted(chat) == [("unhelpful", "join_cost"), ("answered", "union_contact")]


def test_disputing_what_an_answer_says_does_not_make_it_unhelpful():
    chat = Chat()
    chat.say("入会花钱不", answer("join_cost"))

    chat.say("不对啊,站长说要交钱", answer("join_cost"))

    assert counted(chat) == [("answered", "join_cost")]


def test_asking_for_a_person_counts_under_what_was_answered_last():
    chat = Chat(actions={"standing": OPEN})
    chat.say("入会花钱不", answer("join_cost"))

    chat.say("转人工")
    assert counted(chat) == [("person", "join_cost")]

    chat.say("转人工")
    assert counted(chat) == []  # asked for already


def test_asking_for_a_person_while_nobody_is_there_counts_too():
    chat = Chat()

    chat.say("转人工")

    assert counted(chat) == [("person", "")]


def test_the_county_is_the_one_named_else_the_one_of_work():
    chat = Chat()
    chat.say("入会花钱不", answer("join_cost"))
    assert [one.county for one in chat.outcome.counted] == [""]

    chat.say("肥西的能入吗", answer("join_cost", entities=(region(OTHER_COUNTY, "包河区"),)))
    assert [one.county for one in chat.outcome.counted] == [OTHER_COUNTY]

    chat.say("合肥的能入吗", answer("join_cost", entities=(region(CITY, "合肥"),)))
    assert [one.county for one in chat.outcome.counted] == [""]


def test_the_county_a_form_was_told_is_known():
    chat = rider_at("phone")

    chat.say("入会花钱不", answer("join_cost"))

    [one] = chat.outcome.counted
    assert one.county == chat.state.region
    assert one.county != ""


def test_the_day_is_chinas():
    chat = Chat(now=datetime(2026, 11, 22, 16, 30, tzinfo=UTC))

    chat.say("入会花钱不", answer("join_cost"))

    assert [one.day for one in chat.outcome.counted] == [date(2026, 11, 23)]
