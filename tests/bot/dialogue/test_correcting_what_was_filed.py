"""What somebody filled in wrongly, told right after handing the form over."""

from __future__ import annotations

from typing import Any

import pytest

from bot.dialogue.messages import Understanding
from bot.dialogue.page_form import page_fields
from tests.bot.dialogue.driver import Chat, answer, fallback, suggest
from tests.bot.dialogue.followed_applications import UNION, application, chat_about
from tests.bot.dialogue.riders import rider_at


def just_filed(*applications: dict[str, Any], channel: str = "web") -> Chat:
    """A rider whose form was handed over a moment ago, and what actions then say of applications."""
    chat = rider_at("confirm")
    chat.press("确认提交")
    chat.channel, chat.actions["enrollments_of"] = channel, {"enrollments": list(applications)}
    return chat


@pytest.mark.parametrize(
    "heard", [answer("back"), answer("membership_update_info"), suggest("membership_update_info"), fallback()]
)
@pytest.mark.parametrize(
    ("said", "field"),
    [
        ("手机号填错了", "phone"),
        ("名字写错了", "name"),
        ("身份证号填错了", "id_number"),
        ("身份证号不对，能改吗", "id_number"),
        ("平台选错了", "platform"),
    ],
)
def test_the_field_that_was_filled_in_wrongly_is_asked_anew(said: str, field: str, heard: Understanding):
    chat = just_filed(application("submitted"))
    chat.result("submit_enrollment", status="done", body={"number": "XF1", "union": UNION})

    chat.say(said, heard)

    assert (chat.state.form.name, chat.state.form.only) == ("enrollment_correct", (field,))
    assert chat.outcome.asks == field


def test_the_title_of_an_answer_about_wrong_fields_gets_that_answer():
    chat = just_filed(application("submitted"))
    chat.result("submit_enrollment", status="done", body={"number": "XF1", "union": UNION})

    chat.say("换手机号或信息填错怎么改", answer("membership_update_info"))

    assert chat.state.form is None
    assert "审核前可以直接改。" in chat.said


@pytest.mark.parametrize(("said", "field"), [("我要改手机号", "phone"), ("平台要换一个", "platform")])
def test_a_field_somebody_would_go_back_to_change_is_asked_anew(said: str, field: str):
    chat = just_filed(application("submitted"))
    chat.result("submit_enrollment", status="done", body={"number": "XF1", "union": UNION})

    chat.say(said, answer("back"))

    assert chat.outcome.asks == field


def test_what_is_right_may_come_along_and_stays_with_the_bot():
    chat = just_filed(application("submitted"))

    chat.say("手机号填错了，应该是19000139000")
    assert chat.question.wording == "手机号填错了,应该是[手机号]"
    assert "190****9000" in chat.said
    [command] = chat.press("确认提交").commands

    assert set(command.body) == {"number", "sealed"}
    assert set(command.body["sealed"]) == {"phone"}
    assert "19000139000" not in str(chat.state.to_json())


@pytest.mark.parametrize(
    ("said", "mask"),
    [
        ("名字写错了，应该是欧阳小满", "欧阳**"),
        ("名字打错了，我叫张小满", "张**"),
        ("姓名填错了,改成李小满", "李**"),
        ("名字写错了是张小满不是张大满", "张**"),
    ],
)
def test_the_right_name_is_taken_and_hidden_from_nlu(said: str, mask: str):
    chat = just_filed(application("submitted"))

    chat.say(said, answer("back"))

    assert "满" not in chat.question.wording
    assert f"姓名：{mask}" in chat.said
    assert chat.outcome.asks == "confirm"


def test_while_nlu_is_away_the_field_is_asked_anew_too():
    chat = just_filed(application("submitted"))
    chat.nlu_down = True

    chat.say("名字写错了")

    assert chat.outcome.asks == "name"


def test_on_telegram_our_own_page_asks_it():
    chat = just_filed(application("submitted"), channel="telegram")

    chat.say("手机号填错了", answer("back"))

    assert page_fields(chat.state) == (("phone", False),)


def test_what_is_still_on_its_way_is_told_so():
    chat = just_filed()

    chat.say("手机号填错了", answer("back"))

    assert "还没递到后台" in chat.said


def test_once_somebody_reviews_what_was_filled_in_wrongly_it_is_told_so():
    chat = just_filed(application("in_review"))
    chat.result("submit_enrollment", status="done", body={"number": "XF1", "union": UNION})

    chat.say("手机号填错了", answer("back"))

    assert "已经在审了" in chat.said


@pytest.mark.parametrize("said", ["平台扣错钱了", "车牌怎么填"])
def test_something_else_said_after_filing_opens_no_correction(said: str):
    chat = just_filed(application("submitted"))

    chat.say(said, answer("platform_fine"))

    assert chat.state.form is None


def test_without_an_application_the_same_words_get_the_stored_answer():
    chat = chat_about(application("submitted"))

    chat.say("手机号填错了咋改", answer("membership_update_info"))

    assert chat.state.form is None


def test_only_that_something_is_wrong_is_led_to_the_correction():
    chat = just_filed(application("submitted"))
    chat.say("填错了")

    chat.press("修改/补正申请")

    assert "要改哪一项" in chat.said
