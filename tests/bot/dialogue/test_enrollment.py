"""Joining on the spot: the enrollment form from the first word to the union's number."""

from __future__ import annotations

import pytest

from bot.dialogue.forms import FORMS
from bot.dialogue.state import State
from tests.bot.dialogue.driver import Chat, answer, feed
from tests.bot.dialogue.people import NAME, PHONE, id_number
from tests.bot.dialogue.riders import rider_at, rider_at_consent


def test_what_was_said_with_the_request_is_not_asked_again():
    chat = rider_at_consent()

    assert chat.outcome.asks == "consent"
    asked = [field.name for field in FORMS["enroll"].fields_of(chat.state.form)]
    assert {name: value.value for name, value in chat.state.form.values.items() if name in asked} == {
        "trade": "rider",
        "platform": "meituan",
        "region": "340111",
    }
    assert "外卖骑手、美团、合肥市包河区" in chat.said


def test_a_whole_form_ends_in_one_sealed_command():
    chat = rider_at("confirm")
    assert "340102**********" not in chat.said
    assert id_number()[:4] + "*" * 10 + id_number()[-4:] in chat.said
    assert "190****4711" in chat.said
    assert "张**" in chat.said

    outcome = chat.press("确认提交")

    [command] = outcome.commands
    assert command.kind == "submit_enrollment"
    assert command.body["trade"] == "rider"
    assert command.body["platform"] == "meituan"
    assert command.body["region"] == "340111"
    assert command.body["consent"]["version"]
    assert command.body["consent"]["given_at"].endswith("+00:00")
    assert set(command.body["sealed"]) == {"name", "id_number", "phone"}
    assert "已收好" in chat.said
    assert outcome.asks is None


def test_no_personal_value_is_readable_in_what_is_kept_or_said():
    chat = rider_at("confirm")

    kept = str(chat.state.to_json())
    for secret in (NAME, PHONE, id_number()):
        assert secret not in kept
        assert secret not in chat.said


def test_a_courier_is_asked_everything_in_order():
    chat = Chat()
    chat.say("我要入会", answer("enroll"))
    asked = [chat.outcome.asks]
    for text in ("快递员", "顺丰", "蜀山区", "同意", NAME, id_number(), PHONE):
        chat.say(text)
        asked.append(chat.outcome.asks)

    assert asked == ["trade", "platform", "region", "consent", "name", "id_number", "phone", "confirm"]


def test_a_name_in_the_request_is_used_only_after_consent():
    chat = Chat()
    chat.say("我叫张三,要入会", answer("enroll"))
    assert chat.state.form.values["name"].sealed

    for text in ("外卖骑手", "美团", "包河区", "同意"):
        chat.say(text)

    assert chat.outcome.asks == "id_number"


def test_without_consent_nothing_personal_is_kept():
    chat = rider_at_consent()

    outcome = chat.press("不同意")

    assert outcome.asks is None
    assert not outcome.commands
    assert chat.state.form is None
    assert "sealed" not in str(chat.state.to_json())


def test_a_double_tap_on_submit_files_once():
    chat = rider_at("confirm")
    submit = chat.button("确认提交")

    first = chat.press_button(submit)
    second = chat.press_button(submit)

    assert len(first.commands) == 1
    assert not second.commands
    assert "已经交上去了" in chat.said


def test_the_number_and_the_union_are_told_when_actions_took_it():
    chat = rider_at("confirm")
    chat.press("确认提交")

    chat.result("submit_enrollment", status="done", body={"number": "XF20261122", "union": {"name": "包河区总工会"}})

    assert "XF20261122" in chat.said
    assert "包河区总工会" in chat.said
    assert not chat.state.submitted


def test_a_late_hand_over_is_told():
    chat = rider_at("confirm")
    chat.press("确认提交")

    chat.turn("command_delayed", data={"kind": "submit_enrollment"})

    assert "加密存好" in chat.said


def test_a_refused_field_is_asked_alone():
    chat = rider_at("confirm")
    chat.press("确认提交")

    chat.result("submit_enrollment", status="refused", problem="invalid-field", field="phone")
    assert chat.outcome.asks == "phone"
    chat.say("19000139000")
    assert chat.outcome.asks == "confirm"

    [command] = chat.press("确认提交").commands
    assert set(command.body["sealed"]) == {"name", "id_number", "phone"}


@pytest.mark.parametrize(
    ("problem", "said"),
    [
        ("open-application-exists", "已经有一份"),
        ("already-a-member", "已经是工会会员"),
        ("not-confirmed-together", "没能确认上"),
        ("unheard-of", "没有办成"),
    ],
)
def test_each_refusal_has_plain_words(problem: str, said: str):
    chat = rider_at("confirm")
    chat.press("确认提交")

    chat.result("submit_enrollment", status="refused", problem=problem)

    assert said in chat.said
    assert "转人工" in chat.titles


def test_name_and_number_that_could_not_be_confirmed_are_asked_again_and_the_rest_is_kept():
    chat = rider_at("confirm")
    chat.press("确认提交")

    chat.result("submit_enrollment", status="refused", problem="not-confirmed-together")

    assert "已经" not in chat.said
    assert chat.outcome.asks == "name"
    chat.say(NAME)
    assert chat.outcome.asks == "id_number"
    chat.say(id_number())
    assert chat.outcome.asks == "confirm"
    [command] = chat.press("确认提交").commands
    assert set(command.body["sealed"]) == {"name", "id_number", "phone"}


def test_forms_work_while_nlu_is_down():
    chat = Chat(nlu_down=True)
    chat.say("我要入会")
    for text in ("外卖骑手", "饿了么", "包河区", "同意", NAME, id_number(), PHONE):
        chat.say(text)

    assert chat.outcome.asks == "confirm"
    assert len(chat.say("确认").commands) == 1


def test_the_whole_consent_text_is_said_once_and_then_only_asked_for():
    chat = rider_at_consent()
    assert "谁收" in chat.said

    chat.say("要交钱吗", answer("join_cost"))

    assert "谁收" not in chat.said
    assert chat.titles[-2:] == ["同意，继续", "不同意"]


def test_a_fresh_state_comes_from_an_empty_object():
    assert State.from_json({}) == State()
    assert len(feed()) > 0
