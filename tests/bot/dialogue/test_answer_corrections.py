"""A worker says that the answer was not to what was asked."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.dialogue.answer_corrections import correction_in
from bot.dialogue.incoming_text import cleaned
from bot.dialogue.messages import Understanding
from bot.dialogue.state import Noted, State
from tests.bot.dialogue.driver import NOON, Chat, answer, fallback, suggest
from tests.bot.dialogue.riders import rider_at
from tests.bot.dialogue.test_stations import searching, station
from tests.people import person

ANSWERED = State(answered=Noted(("join_cost",), NOON), just_answered=True)


def asked_about_cost() -> Chat:
    """Answered with join_cost; privacy_data and union_contact came next in the ranking."""
    chat = Chat()
    ranking = (("join_cost", 0.9), ("privacy_data", 0.3), ("union_contact", 0.2), ("gone_topic", 0.1))
    chat.say("入会花钱不", Understanding("answer", "join_cost", None, ranking))
    return chat


# Recognising a correction


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("不是这个，我是问年终奖", "年终奖"),
        ("不是这个我问的是会费怎么交", "会费怎么交"),
        ("不是问这个,我想问退会", "退会"),
        ("我问的不是这个，是工资拖欠", "工资拖欠"),
        ("我不是问入会费用，我问的是退会", "退会"),
        ("我问的不是入会费用,是会费", "会费"),
        ("不是问入会是问退会", "退会"),
        ("我没说要退会，我是问入会", "入会"),
        ("我不是要找驿站，我是想入会", "我是想入会"),
        ("你理解错了，我是问驿站几点关门", "驿站几点关门"),
        ("你搞错了吧，我问的是驿站", "驿站"),
        ("不对，我想问会费怎么交", "会费怎么交"),
        ("不对不对，不是这个，我是问会费", "会费"),
        ("答错了 我说的是职业伤害", "职业伤害"),
        ("答非所问，我要的是电话", "我要的是电话"),
        ("哎呀不是，我问的是会费", "会费"),
        ("不是的，我是想知道审核多久", "审核多久"),
        ("都不是，我想问工资", "工资"),
        ("你没听懂我的意思，我要退会", "我要退会"),
        ("不是这个意思，我是说我没有合同怎么入会", "我没有合同怎么入会"),
        ("不对，我问的是是不是要交钱", "是不是要交钱"),
        ("我是问怎么退会", "怎么退会"),
        ("我说的是社保", "社保"),
        ("不是这个", ""),
        ("不是问这个", ""),
        ("不对", ""),
        ("你答非所问！", ""),
        ("我不是问入会费用", ""),
        ("不是我要问的", ""),
        ("你没回答我的问题", ""),
        ("你理解错了", ""),
    ],
)
def test_what_is_meant_stands_after_the_words_of_correction(text: str, meant: str):
    correction = correction_in(ANSWERED, cleaned(text))

    assert correction is not None
    assert correction.meant == meant


@pytest.mark.parametrize(
    "text",
    [
        "不是会员能用驿站吗",
        "不是本地户口能不能入",
        "不是骑手能入会吗",
        "不是说入会免费吗",
        "不是说好的补贴吗怎么没有",
        "不是都说入会有补贴吗",
        "我不是说要入会吗",
        "我不是问过你了吗",
        "不对劲的处罚怎么办",
        "不对吧",
        "填错了怎么办",
        "答错了怎么办",
        "我想问一下会费",
        "我说了我没合同",
        "我没问题",
        "没有",
        "不用了",
        "不是这个驿站，是合肥南站那个",
    ],
)
def test_what_only_begins_like_a_correction_is_none(text: str):
    assert correction_in(ANSWERED, cleaned(text)) is None


# With what was meant


def test_what_was_meant_is_asked_without_the_words_of_correction_and_without_the_answer():
    chat = asked_about_cost()

    chat.say("不是这个,我是问工会电话", answer("union_contact"))

    assert (chat.question.wording, chat.question.rejected) == ("工会电话", ("join_cost",))
    assert [reply.text.splitlines()[0] for reply in chat.replies] == ["好，换一个说。", "打 12351。"]


def test_both_of_two_answers_are_rejected():
    chat = Chat()
    chat.say("入会要钱吗,身份证安全吗", answer("join_cost", second="privacy_data"))

    chat.say("你理解错了,我问的是罚款", answer("platform_fine"))

    assert chat.question.rejected == ("join_cost", "privacy_data")


def test_a_second_correction_rejects_the_first_answer_too():
    chat = asked_about_cost()
    chat.say("不是这个,我是问电话", answer("union_contact"))

    chat.say("也不是这个,我是问驿站几点开门", answer("station_hours"))

    assert chat.question.rejected == ("join_cost", "union_contact")


def test_the_message_after_a_correction_that_was_answered_rejects_nothing():
    chat = asked_about_cost()
    chat.say("不是这个,我是问电话", answer("union_contact"))

    chat.say("入会花钱不", answer("join_cost"))

    assert chat.question.rejected == ()
    assert "申请入会不收任何费用。" in chat.said


def test_a_rejected_topic_is_not_answered_even_if_nlu_names_it():
    chat = asked_about_cost()

    chat.say("不是这个,我是问交的那个钱", answer("join_cost"))

    assert "申请入会不收任何费用。" not in chat.said
    assert "入会要不要交钱" not in chat.titles


def test_of_two_needs_the_one_not_rejected_is_answered():
    chat = asked_about_cost()

    chat.say("不是这个,我是问电话和别的", answer("join_cost", second="union_contact"))

    assert "打 12351。" in chat.said


def test_a_task_is_corrected_as_well():
    chat = searching(station())
    chat.say("包河区的驿站", answer("find_station"))

    chat.say("不是这个,我是问几点开门", answer("station_hours"))

    assert chat.question.rejected == ("find_station",)
    assert "以站点公布为准。" in chat.said


def test_a_mere_no_may_dispute_the_answer_and_rejects_nothing():
    chat = asked_about_cost()

    chat.say("不对啊,站长说要交钱", answer("join_cost"))

    assert (chat.question.wording, chat.question.rejected) == ("站长说要交钱", ())
    assert "申请入会不收任何费用。" in chat.said


def test_what_is_meant_may_be_a_control_word():
    chat = asked_about_cost()

    chat.say("不是这个,转人工")

    assert chat.state.form.name == "human"


def test_personal_data_in_a_correction_stay_with_the_bot():
    someone = person(7)
    chat = asked_about_cost()

    chat.say(f"不是这个,我是问我叫{someone.name},电话{someone.phone}能不能查进度")

    assert someone.phone not in chat.question.wording
    assert someone.name not in chat.question.wording
    assert chat.question.wording.endswith("能不能查进度")


def test_a_correction_that_is_not_understood_gets_the_usual_line_only():
    chat = asked_about_cost()

    chat.say("不是这个,我是问哦豁呀", fallback())

    assert "没太听懂" in chat.said
    assert "换一个说。" not in chat.said


# Without what was meant


@pytest.mark.parametrize("text", ["不是这个", "不对", "答非所问", "你理解错了", "不是"])
def test_without_more_the_next_best_are_shown_with_none_and_a_person(text: str):
    chat = asked_about_cost()

    chat.say(text, answer("deny"))

    assert "没答到您要问的" in chat.said
    assert chat.titles == ["身份证号给你们安全吗", "工会的电话和地址", "都不是", "转人工"]


def test_after_a_sensitive_answer_no_is_about_the_answer_unless_it_declines_the_person():
    wrong, declining = Chat(), Chat()
    for chat in (wrong, declining):
        chat.say("平台乱扣钱", answer("platform_fine"))

    wrong.say("不对")
    declining.say("不用")

    assert "没答到您要问的" in wrong.said
    assert "还有什么要问的" in declining.said


def test_where_nothing_else_is_near_another_wording_and_a_person_are_offered():
    chat = Chat()
    chat.say("入会要不要交钱?", fallback())

    chat.say("不是这个")

    assert chat.titles[0] == "转人工"
    chat.say("好的")
    assert chat.state.form.name == "human"


def test_a_topic_that_was_pressed_leaves_the_other_choices_near():
    chat = Chat()
    chat.say("那个钱的事", suggest("join_cost", "platform_fine", "union_contact"))
    chat.press("平台罚款/扣钱不合理怎么申诉")

    chat.say("不是这个")

    assert chat.titles == ["入会要不要交钱", "工会的电话和地址", "都不是", "转人工"]


def test_the_next_wording_is_asked_without_the_answer_that_was_wrong():
    chat = asked_about_cost()
    chat.say("不是这个")

    chat.say("电话多少", answer("union_contact"))

    assert chat.question.rejected == ("join_cost",)


def test_after_ten_minutes_nothing_is_rejected_any_more():
    chat = asked_about_cost()
    chat.say("不是这个")
    chat.now += timedelta(minutes=10)

    chat.say("入会花钱不", answer("join_cost"))

    assert chat.question.rejected == ()
    assert "申请入会不收任何费用。" in chat.said


@pytest.mark.parametrize("text", ["都不是", "不是这个", "不是"])
def test_said_of_choices_it_means_none_of_these(text: str):
    chat = Chat()
    chat.say("那个钱的事", suggest("join_cost", "platform_fine"))

    chat.say(text, answer("deny"))
    assert "换个说法" in chat.said
    assert "转人工" in chat.titles

    chat.say("电话多少", answer("union_contact"))
    assert chat.question.rejected == ("join_cost", "platform_fine")


def test_yes_to_several_choices_shows_them_again():
    chat = Chat()
    chat.say("那个钱的事", suggest("join_cost", "platform_fine"))

    chat.say("是的")

    assert chat.titles == ["入会要不要交钱", "平台罚款/扣钱不合理怎么申诉", "都不是"]


def test_no_out_of_the_blue_is_no_correction():
    chat = Chat()

    chat.say("不对")

    assert "没答到" not in chat.said


# Inside a form


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [("平台不是美团是饿了么", "platform", "eleme"), ("不对,平台是饿了么", "platform", "eleme")],
)
def test_in_a_form_the_same_words_correct_the_form(text: str, field: str, value: str):
    chat = rider_at("confirm")
    chat.say("入会花钱不", answer("join_cost"))

    chat.say(text, answer("platform_fine"))

    assert chat.question is None or (chat.question.wording, chat.question.rejected) == (text, ())
    assert chat.state.form.values[field].value == value
