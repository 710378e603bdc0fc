"""A message with two needs: both are met, whatever they are."""

from __future__ import annotations

import pytest

from tests.bot.dialogue.driver import Chat, answer, region, suggest
from tests.bot.dialogue.riders import rider_at
from tests.bot.dialogue.test_stations import found, station

AT_BAOHE = (region("340111", "包河区"),)


def with_stations() -> Chat:
    return Chat(actions={"stations_at": found(station()), "enrollments_of": {"enrollments": []}})


def test_two_topics_are_answered_in_the_order_they_were_asked():
    chat = Chat()

    chat.say("身份证安全吗,入会要钱吗", answer("privacy_data", second="join_cost"))

    assert [reply.text.splitlines()[0] for reply in chat.replies] == [
        "加密保存,只用于入会审核。",
        "申请入会不收任何费用。",
    ]


@pytest.mark.parametrize(("first", "second"), [("enroll", "join_cost"), ("join_cost", "enroll")])
def test_a_topic_is_answered_before_a_form_begins(first: str, second: str):
    chat = Chat()

    chat.say("我要入会,要钱吗", answer(first, second=second))

    assert chat.replies[0].text.startswith("申请入会不收任何费用。")
    assert chat.outcome.asks == "trade"


@pytest.mark.parametrize(("first", "second"), [("enroll", "find_station"), ("find_station", "enroll")])
def test_stations_of_a_named_place_are_shown_before_the_form_begins(first: str, second: str):
    chat = with_stations()

    chat.say("我要入会,包河区有驿站吗", answer(first, second=second, entities=AT_BAOHE))

    assert chat.replies[0].stations
    assert chat.outcome.asks == "trade"
    assert chat.state.later == ()


def test_the_second_of_two_forms_is_noted_and_offered_when_the_first_ends():
    chat = Chat()
    chat.say("我要投诉平台乱扣钱,还想提个建议", answer("report_problem", second="submit_proposal"))
    assert "“提建议/提案”我也记下了" in chat.replies[0].text
    assert chat.replies[-1].text.endswith("别写身份证号。")
    chat.say("昨天平台乱扣了我两百块钱")
    chat.say("跳过")

    chat.press("确认提交")

    assert "您还提到过“提建议/提案”" in chat.said
    chat.say("好的")
    assert chat.state.form.name == "submit_proposal"


def test_the_second_is_offered_when_the_first_is_given_up_and_only_once():
    chat = Chat()
    chat.say("我要投诉平台乱扣钱,还想提个建议", answer("report_problem", second="submit_proposal"))

    chat.say("取消")
    assert "您还提到过“提建议/提案”" in chat.said
    chat.say("入会花钱不", answer("join_cost"))
    assert "您还提到过" not in chat.said


def test_the_second_can_be_done_first_by_its_button_and_is_then_no_longer_offered():
    chat = with_stations()
    chat.say("我要入会,还要找驿站", answer("enroll", second="find_station"))

    chat.press("找驿站")
    assert chat.outcome.asks == "place"
    chat.say("包河区")

    assert "还提到过" not in chat.said
    chat.say("好的")
    assert chat.outcome.asks == "trade"


def test_a_task_without_a_form_needs_no_waiting():
    chat = with_stations()

    chat.say("查下进度,再帮我找人", answer("human", second="enrollment_status"))

    assert chat.replies[0].text.startswith("这个对话里没有查到")
    assert chat.outcome.asks == "description"
    assert chat.state.later == ()


def test_inside_a_form_the_question_beside_its_own_task_is_answered():
    chat = rider_at("phone")

    chat.say("我要入会,要钱吗", answer("enroll", second="join_cost"))

    assert "申请入会不收任何费用。" in chat.said
    assert chat.outcome.asks == "phone"


def test_inside_a_form_a_second_form_waits_for_the_end_of_the_first():
    chat = rider_at("phone")

    chat.say("我要入会,还要找驿站", answer("enroll", second="find_station"))

    assert chat.outcome.asks == "phone"
    assert chat.state.later == ("find_station",)


def test_a_second_the_bot_does_not_hold_changes_nothing():
    chat = Chat()

    chat.say("入会要钱吗,还有那个", answer("join_cost", second="gone_topic"))

    assert [reply.text.splitlines()[0] for reply in chat.replies] == ["申请入会不收任何费用。"]


# Two needs nlu is not sure of


def test_two_likely_needs_are_the_first_choices():
    chat = Chat()

    chat.say("那个钱,还有身份证", suggest("join_cost", "platform_fine", "union_contact", second="privacy_data"))

    assert chat.titles == ["入会要不要交钱", "身份证号给你们安全吗", "平台罚款/扣钱不合理怎么申诉", "都不是"]


def test_after_the_one_choice_the_other_is_offered():
    chat = Chat()
    chat.say("那个钱,还有身份证", suggest("join_cost", "platform_fine", second="privacy_data"))

    chat.press("入会要不要交钱")

    assert "您还提到过“身份证号给你们安全吗”" in chat.said
    chat.say("要")
    assert "加密保存,只用于入会审核。" in chat.said
    assert "还提到过" not in chat.said


def test_none_of_the_choices_drops_both():
    chat = Chat()
    chat.say("那个钱,还有身份证", suggest("join_cost", "platform_fine", second="privacy_data"))

    chat.press("都不是")
    chat.say("工会电话", answer("union_contact"))

    assert "还提到过" not in chat.said
