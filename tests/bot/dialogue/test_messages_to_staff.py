"""Messages taken down for people: each small form, and what may stand in it."""

from __future__ import annotations

import pytest

from tests.bot.dialogue.driver import Chat, answer
from tests.bot.dialogue.people import NAME, PHONE, id_number


@pytest.mark.parametrize(
    ("task", "texts", "kind"),
    [
        ("human", ("站长不给我排班",), "human"),
        ("report_problem", ("平台无故扣我三百块",), "report_problem"),
        ("claim", ("上周三送餐摔了,在省立医院",), "claim"),
        ("suggest_station", ("肥西县桃花镇物流园门口没水喝",), "suggest_station"),
        ("submit_proposal", ("单价太低,希望谈一谈",), "submit_proposal"),
    ],
)
def test_each_small_form_takes_a_message_down(task: str, texts: tuple[str, ...], kind: str):
    chat = Chat()
    chat.say("我想办件事", answer(task))
    for text in texts:
        chat.say(text)
    if chat.outcome.asks == "phone":
        chat.say(PHONE)
    outcome = chat.press("确认提交") if chat.outcome.asks == "confirm" else chat.outcome

    [command] = outcome.commands
    assert command.kind == "open_ticket"
    assert command.body["kind"] == kind
    assert texts[0] in command.body["text"]
    chat.result("open_ticket", status="done", body={"number": "T0007"})
    assert "T0007" in chat.said


def test_a_ticket_holds_no_personal_value():
    chat = Chat()
    chat.say("我要反映问题", answer("report_problem"))
    chat.say(f"我叫{NAME},电话{PHONE},身份证{id_number()},站长扣我钱")
    chat.press("跳过") if chat.outcome.asks == "phone" else None
    [command] = chat.press("确认提交").commands

    assert "站长扣我钱" in command.body["text"]
    assert all(secret not in str(command.body) for secret in (NAME, PHONE, id_number()))


def test_the_story_told_with_the_request_is_not_asked_again():
    chat = Chat()

    chat.say("我要投诉,站长无缘无故扣了我三百块钱还骂人", answer("report_problem"))

    assert chat.outcome.asks == "phone"


def test_a_statement_understood_as_a_topic_is_still_the_description():
    chat = Chat()
    chat.say("我要反映问题", answer("report_problem"))

    chat.say("平台无故罚款三百", answer("platform_fine"))

    assert chat.outcome.asks == "phone"


def test_a_question_in_a_description_is_answered_first():
    chat = Chat()
    chat.say("我要反映问题", answer("report_problem"))

    chat.say("平台罚款怎么申诉?", answer("platform_fine"))

    assert "先在平台申诉" in chat.said
    assert chat.outcome.asks == "description"


@pytest.mark.parametrize("task", ["report_problem", "claim", "submit_proposal"])
@pytest.mark.parametrize("text", ["跳过", "没有"])
def test_what_a_message_to_staff_is_about_cannot_be_skipped(task: str, text: str):
    chat = Chat()
    chat.say("办事", answer(task))

    chat.say(text)

    assert chat.outcome.asks == "description"
    assert chat.said


@pytest.mark.parametrize("text", ["高温天单价能不能涨一点", "能不能多建几个驿站", "可不可以少扣点钱"])
def test_a_wish_put_as_a_question_is_a_proposal(text: str):
    chat = Chat()
    chat.say("提个建议", answer("submit_proposal"))

    chat.say(text, answer("platform_fine"))

    assert chat.outcome.asks == "confirm"
    assert chat.state.form.values["description"].value == text


def test_a_question_in_a_proposal_is_answered_first():
    chat = Chat()
    chat.say("提个建议", answer("submit_proposal"))

    chat.say("平台扣钱不合理怎么申诉能不能少扣", answer("platform_fine"))

    assert chat.outcome.asks == "description"
    assert "先在平台申诉" in chat.said
