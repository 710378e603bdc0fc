"""Asking for one's application: where it stands, another phone's, corrections, withdrawing it."""

from __future__ import annotations

import pytest

from bot.dialogue.messages import Unavailable
from tests.bot.dialogue.applications import application, with_applications
from tests.bot.dialogue.driver import Chat, answer, region
from tests.bot.dialogue.people import PHONE, id_number


def test_status_names_number_state_union_and_reason():
    chat = with_applications(application("returned", reason="名字与证件不一致", returned_fields=["name"]))

    chat.say("到哪一步了", answer("enrollment_status"))

    assert all(words in chat.said for words in ("XF0001", "退回补正", "包河区总工会", "名字与证件不一致", "姓名"))


def test_without_an_application_here_another_can_be_looked_up():
    chat = with_applications()
    chat.say("到哪一步了", answer("enrollment_status"))

    chat.press("不是在这里交的")
    assert "申请时留的手机号" in chat.said
    assert "审核时好联系您" not in chat.said
    chat.say(PHONE)
    assert chat.outcome.asks == "id_tail"
    outcome = chat.say(id_number()[-6:])

    [command] = outcome.commands
    assert command.kind == "look_up_enrollments"
    assert set(command.body["sealed"]) == {"phone", "id_tail"}
    chat.result("look_up_enrollments", status="done", body={"enrollments": [application()]})
    assert "XF0001" in chat.said


@pytest.mark.parametrize("problem", ["not-found", "too-many-tries"])
def test_a_lookup_that_fails_says_how_to_go_on(problem: str):
    chat = Chat()

    chat.result("look_up_enrollments", status="refused", problem=problem)

    assert "转人工" in chat.titles


def test_a_returned_application_asks_only_the_returned_fields():
    chat = with_applications(application("returned", returned_fields=["phone"]))
    chat.say("我要补正", answer("enrollment_correct"))
    assert chat.outcome.asks == "phone"

    chat.say("19000139000")
    [command] = chat.press("确认提交").commands

    assert command.kind == "correct_enrollment"
    assert command.body["number"] == "XF0001"
    assert set(command.body) == {"number", "sealed"}
    assert set(command.body["sealed"]) == {"phone"}


def test_a_named_field_is_corrected_in_an_application_not_yet_reviewed():
    chat = with_applications(application())

    chat.say("我申请里地区要改成蜀山区", answer("enrollment_correct", entities=(region("340104", "蜀山区"),)))

    [command] = chat.press("确认提交").commands
    assert dict(command.body) == {"number": "XF0001", "region": "340104"}


def test_an_unnamed_correction_asks_which_field():
    chat = with_applications(application())
    chat.say("改申请", answer("enrollment_correct"))
    assert "要改哪一项" in chat.said

    chat.press("姓名")

    assert chat.outcome.asks == "name"


def test_a_decided_application_cannot_be_corrected():
    chat = with_applications(application("approved"))

    chat.say("改申请", answer("enrollment_correct"))

    assert "改不了" in chat.said
    assert chat.state.form is None


def test_withdrawing_takes_one_confirmation_and_survives_a_side_question():
    chat = with_applications(application())
    chat.say("撤回申请", answer("enrollment_withdraw"))
    assert chat.outcome.asks == "confirm"
    chat.say("入会要钱吗", answer("join_cost"))
    assert chat.outcome.asks == "confirm"

    [command] = chat.say("确认").commands

    assert (command.kind, command.body) == ("withdraw_enrollment", {"number": "XF0001"})


def test_no_keeps_the_application():
    chat = with_applications(application())
    chat.say("撤回申请", answer("enrollment_withdraw"))

    outcome = chat.say("不")

    assert not outcome.commands
    assert "不撤回" in chat.said


def test_of_several_applications_the_worker_picks_one():
    chat = with_applications(application(number="XF0001"), application("in_review", number="XF0002"))
    chat.say("撤回申请", answer("enrollment_withdraw"))

    chat.press("XF0002（正在审核）")

    assert chat.state.form.target == "XF0002"


def test_actions_down_is_said_for_every_question_to_them():
    for task in ("enrollment_status", "enrollment_correct", "enrollment_withdraw", "my_data"):
        chat = Chat(actions={"enrollments_of": Unavailable(), "personal_data_of": Unavailable()})
        chat.say("看看我的", answer(task))
        assert "连不上" in chat.said
