"""What is not an ordinary text, in every state: a clear reply, nothing stored, the form as it was."""

from __future__ import annotations

import pytest

from bot.dialogue.messages import Button
from tests.bot.dialogue.driver import Chat, answer
from tests.bot.dialogue.people import PHONE, id_number
from tests.bot.dialogue.riders import rider_at, rider_at_consent


@pytest.mark.parametrize("text", ["", "   ", "😀👍", "。。。", "/", "\u200b\u0000\u0007", "👨‍👩‍👧"])
def test_a_text_without_words_is_answered(text: str):
    chat = Chat()

    chat.say(text)

    assert "我只看得懂字" in chat.said


def test_a_leading_slash_changes_nothing():
    chat = Chat()

    chat.say("/转人工")

    assert chat.state.form.name == "human"


def test_control_characters_are_read_over():
    chat = Chat()

    chat.say("转\u0000人\u200b工")

    assert chat.state.form.name == "human"


@pytest.mark.parametrize("kind", ["photo", "voice", "sticker"])
def test_a_picture_a_voice_or_a_sticker_leaves_a_form_as_it_was(kind: str):
    chat = rider_at("phone")

    chat.turn(kind)

    assert len(chat.replies) == 2
    assert chat.outcome.asks == "phone"


@pytest.mark.parametrize("kind", ["photo", "voice", "sticker", "start", "help", "contact", "location"])
def test_every_kind_is_answered_outside_a_form(kind: str):
    chat = Chat()

    chat.turn(kind)

    assert chat.replies[0].text


def test_a_contact_card_fills_the_phone_in_when_it_is_asked():
    chat = rider_at("phone")

    chat.turn("contact", text=f"+86 {PHONE}")

    assert chat.outcome.asks == "confirm"


def test_a_contact_card_at_another_time_is_not_kept():
    chat = rider_at("id_number")

    chat.turn("contact", text=PHONE)

    assert "phone" not in chat.state.form.values
    assert chat.outcome.asks == "id_number"


@pytest.mark.parametrize(
    "action",
    [
        None,
        {},
        {"do": "dance"},
        {"do": "task", "id": "nothing"},
        {"do": "topic", "id": "gone"},
        {"do": "field", "run": 99, "field": "trade", "value": "rider"},
        {"do": "step", "run": 99, "step": "submit"},
        {"do": "stations", "where": "region:999999"},
        {"do": "application", "task": "other"},
    ],
)
def test_an_unknown_button_is_answered_and_a_form_goes_on(action: dict[str, object] | None):
    outside, inside = Chat(), rider_at("phone")

    outside.turn("button", button=action)
    inside.turn("button", button=action)

    assert outside.replies
    assert inside.outcome.asks == "phone"
    assert not inside.outcome.commands


def test_an_old_choice_pressed_later_corrects_that_field_and_what_no_longer_fits():
    chat = Chat()
    chat.say("我要入会", answer("enroll"))
    courier = chat.button("快递员")
    chat.press("外卖骑手")
    chat.press("美团")

    chat.press_button(courier)

    assert chat.state.form.values["trade"].value == "courier"
    assert chat.outcome.asks == "platform"


def test_submit_pressed_before_the_summary_submits_nothing():
    chat = rider_at("phone")
    run = chat.state.form.run

    outcome = chat.press_button(Button("确认提交", {"do": "step", "run": run, "step": "submit"}))

    assert not outcome.commands
    assert outcome.asks == "phone"


def test_withdrawing_consent_later_drops_the_form():
    chat = rider_at_consent()
    decline = chat.button("不同意")
    chat.press("同意，继续")

    chat.press_button(decline)

    assert chat.state.form is None


def test_opening_the_page_again_offers_the_form():
    chat = rider_at("phone")

    chat.turn("start")
    assert "我是小蜂" in chat.said
    chat.press("接着填")

    assert chat.outcome.asks == "phone"


def test_a_personal_number_nobody_asked_for_is_not_kept():
    chat = Chat()

    chat.say(id_number())

    assert "没有保存" in chat.said
    assert not chat.outcome.delete_inbound
    assert "sealed" not in str(chat.state.to_json())


@pytest.mark.parametrize("kind", ["photo", "voice", "sticker"])
def test_words_sent_along_are_heard(kind: str):
    chat = Chat()

    chat.turn(kind, text="入会要交钱吗", understanding=answer("join_cost"))

    assert "没有保存" in chat.replies[0].text
    assert "申请入会不收任何费用" in chat.said


def test_words_under_a_photo_answer_the_field_that_is_asked():
    chat = rider_at("phone")

    chat.turn("photo", text=PHONE)

    assert chat.outcome.asks == "confirm"


def test_an_emergency_under_a_photo_comes_before_everything():
    chat = Chat()

    chat.turn("photo", text="刚才出车祸了,人躺在地上")

    assert "120" in chat.replies[0].text


def test_a_photo_with_only_emoji_under_it_is_a_photo():
    chat = Chat()

    chat.turn("photo", text="😭😭")

    assert len(chat.replies) == 1
    assert "图片我看不懂" in chat.said


@pytest.mark.parametrize("asked", ["region", "place"])
def test_a_point_outside_anhui_leaves_the_question_open(asked: str):
    chat = Chat()
    chat.say(
        "我是送美团的,要入会" if asked == "region" else "找驿站",
        answer("enroll" if asked == "region" else "find_station"),
    )
    while chat.outcome.asks != asked:
        chat.press(chat.titles[0])

    chat.point(31.23, 121.47)

    assert "不在安徽" in chat.said
    assert chat.outcome.asks == asked
    assert not [query for query in chat.asked if query.kind.startswith("stations")]
