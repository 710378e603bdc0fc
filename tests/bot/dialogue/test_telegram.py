"""On a channel whose servers are abroad no personal field is collected."""

from __future__ import annotations

import pytest

from bot.dialogue.page_form import page_fields
from tests.bot.dialogue.applications import application
from tests.bot.dialogue.driver import Chat, answer
from tests.bot.dialogue.people import NAME, PHONE, id_number
from tests.bot.dialogue.riders import RIDER_IN_BAOHE


def at_the_page() -> Chat:
    chat = Chat(channel="telegram")
    chat.say("我在包河区送美团,想加入工会", RIDER_IN_BAOHE)
    return chat


def page(**values: str) -> dict[str, object]:
    return {"consent": True, "values": {"name": NAME, "id_number": id_number(), "phone": PHONE, **values}}


def test_only_trade_platform_and_region_are_asked_then_the_page_takes_over():
    chat = Chat(channel="telegram")
    chat.say("我要入会", answer("enroll"))
    asked = [chat.outcome.asks]
    for text in ("外卖骑手", "美团", "包河区"):
        asked.append(chat.say(text).asks)

    assert asked == ["trade", "platform", "region", None]
    assert [link.page for reply in chat.replies for link in reply.links] == ["enrollment"]
    assert page_fields(chat.state) == (("name", False), ("id_number", False), ("phone", False))


def test_the_page_submits_the_whole_form():
    chat = at_the_page()

    [command] = chat.turn("page_form", data=page()).commands

    assert command.kind == "submit_enrollment"
    assert command.body["channel"] == "telegram"
    assert command.body["consent"]["version"]
    assert set(command.body["sealed"]) == {"name", "id_number", "phone"}


def test_the_page_works_though_something_else_was_begun_meanwhile():
    chat = at_the_page()
    chat.say("找驿站", answer("find_station"))
    assert page_fields(chat.state)

    assert len(chat.turn("page_form", data=page()).commands) == 1


def test_faults_on_the_page_are_told_and_nothing_is_handed_over():
    chat = at_the_page()

    outcome = chat.turn("page_form", data=page(id_number="123", phone="10086"))

    assert not outcome.commands
    assert "18 位" in chat.said
    assert "11 位" in chat.said
    assert [link.page for reply in chat.replies for link in reply.links] == ["enrollment"]


@pytest.mark.parametrize("data", [{}, {"values": {}}, {"consent": False, "values": {}}, {"consent": True}])
def test_an_empty_page_hands_nothing_over(data: dict[str, object]):
    chat = at_the_page()

    assert not chat.turn("page_form", data=data).commands
    assert chat.replies


def test_a_page_without_a_form_is_too_late():
    chat = Chat(channel="telegram")

    assert not chat.turn("page_form", data=page()).commands
    assert "过期" in chat.said


def test_a_number_pasted_anyway_is_sealed_removed_and_explained():
    chat = at_the_page()

    outcome = chat.say(id_number())

    assert outcome.delete_inbound
    assert "境外" in chat.said
    assert chat.state.form.values["id_number"].sealed
    assert page_fields(chat.state) == (("name", False), ("phone", False))


def test_a_number_nobody_asked_for_is_removed_and_not_kept():
    chat = Chat(channel="telegram")

    outcome = chat.say(id_number())

    assert outcome.delete_inbound
    assert "sealed" not in str(outcome.state.to_json())


def test_a_question_with_a_number_in_it_is_still_answered():
    chat = at_the_page()

    outcome = chat.say(f"我手机{PHONE}要交钱吗", answer("join_cost"))

    assert outcome.delete_inbound
    assert "申请入会不收任何费用。" in chat.said


def test_a_contact_card_is_removed_too():
    chat = at_the_page()

    outcome = chat.turn("contact", text=PHONE)

    assert outcome.delete_inbound
    assert chat.state.form.values["phone"].sealed


@pytest.mark.parametrize("kind", ["photo", "voice", "sticker"])
def test_a_number_under_a_photo_is_sealed_removed_and_explained(kind: str):
    chat = at_the_page()

    outcome = chat.turn(kind, text=f"我的证件 {id_number()}")

    assert outcome.delete_inbound
    assert "境外" in chat.said
    assert chat.state.form.values["id_number"].sealed


@pytest.mark.parametrize("around", ["出车祸了,人躺在地上,我电话", "我要投诉" * 600], ids=["emergency", "too long"])
def test_a_number_is_removed_whatever_else_the_message_says(around: str):
    chat = Chat(channel="telegram")

    outcome = chat.say(f"{around} {PHONE}")

    assert outcome.delete_inbound
    assert "境外" in chat.said


def test_a_photo_without_words_stays():
    chat = at_the_page()

    assert not chat.turn("photo").delete_inbound


def test_small_forms_leave_the_phone_out():
    chat = Chat(channel="telegram")
    chat.say("我要反映问题", answer("report_problem"))
    chat.say("平台无故扣我三百块")

    assert chat.outcome.asks == "confirm"


def test_a_returned_personal_field_goes_to_the_page():
    chat = Chat(
        channel="telegram",
        actions={"enrollments_of": {"enrollments": [application("returned", returned_fields=["phone"])]}},
    )
    chat.say("补正", answer("enrollment_correct"))
    assert page_fields(chat.state) == (("phone", False),)

    chat.turn("page_form", data={"consent": True, "values": {"phone": PHONE}})
    [command] = chat.press("确认提交").commands if chat.outcome.asks == "confirm" else chat.outcome.commands

    assert command.kind == "correct_enrollment"
    assert set(command.body["sealed"]) == {"phone"}


def test_no_field_asked_on_telegram_is_personal():
    chat = Chat(channel="telegram", actions={"enrollments_of": {"enrollments": []}})
    for task in (
        "enroll",
        "human",
        "claim",
        "report_problem",
        "suggest_station",
        "submit_proposal",
        "enrollment_status",
    ):
        chat.say("办事", answer(task))
        for _ in range(6):
            assert chat.outcome.asks not in ("name", "id_number", "phone", "plate", "id_tail", "consent")
            chat.say("随便说点什么吧")
        chat.say("取消")
