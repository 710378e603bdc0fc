"""Whose company has a union is asked which one shall decide; everybody else is not."""

from __future__ import annotations

from typing import Any

from bot.dialogue.messages import Unavailable
from tests.bot.dialogue.driver import Chat, answer, platform, region
from tests.bot.dialogue.people import NAME, PHONE, id_number

BOTH = {"enterprise": {"name": "通达速配工会"}, "townships": ["东升街道", "曹山街道"]}
NEITHER: dict[str, Any] = {"enterprise": None, "townships": []}


def courier(found: Any, channel: str = "web") -> Chat:
    """A courier of a company that is in no list, at the question after the county."""
    chat = Chat(channel=channel, actions={"unions_for": found})
    chat.say("我要入会", answer("enroll"))
    for text in ("快递员", "通达速配有限公司", "龙子湖区"):
        chat.say(text)
    return chat


def sent(chat: Chat) -> dict[str, Any]:
    """The rest of the form; what is handed over."""
    for text in ("同意", NAME, id_number(), PHONE):
        chat.say(text)
    [command] = chat.press("确认提交").commands
    return dict(command.body)


def test_the_choice_is_asked_with_what_it_means():
    chat = courier(BOTH)

    assert chat.outcome.asks == "union"
    assert "不会告诉您公司" in chat.said
    assert chat.titles == ["公司的：通达速配工会", "干活地方的工会"]
    assert dict(chat.asked[-1].params) == {
        "trade": "courier",
        "region": "340302",
        "employer": "通达速配有限公司",
    }


def test_who_chooses_the_company_is_asked_for_no_township():
    chat = courier(BOTH)
    chat.press("公司的：通达速配工会")

    assert chat.outcome.asks == "consent"
    assert sent(chat)["union"] == "enterprise"
    assert "township" not in chat.outcome.commands[0].body


def test_who_chooses_the_place_may_name_a_township_or_skip_it():
    chat = courier(BOTH)
    chat.press("干活地方的工会")
    assert chat.outcome.asks == "township"
    chat.press("曹山街道")
    body = sent(chat)
    assert (body["union"], body["township"]) == ("territorial", "曹山街道")

    skipping = courier({**NEITHER, "townships": ["东升街道"]})
    assert skipping.outcome.asks == "township"
    skipping.press("跳过")
    assert {"union", "township"}.isdisjoint(sent(skipping))


def test_the_choice_may_be_written():
    for text, chosen in (("别告诉公司", "territorial"), ("我们公司的", "enterprise"), ("当地的", "territorial")):
        chat = courier(BOTH)
        chat.say(text)
        assert chat.state.form.values["union"].value == chosen, text


def test_the_summary_shows_what_was_chosen():
    chat = courier(BOTH)
    chat.press("干活地方的工会")
    chat.press("跳过")
    for text in ("同意", NAME, id_number(), PHONE):
        chat.say(text)

    assert "审核工会：干活地方的工会" in chat.said


def test_nobody_else_is_asked():
    chat = courier(NEITHER)

    assert chat.outcome.asks == "consent"
    assert {"union", "township"}.isdisjoint(sent(chat))


def test_while_actions_is_down_nothing_goes_to_a_company_that_was_not_asked_about():
    chat = courier(Unavailable())

    assert chat.outcome.asks == "consent"
    assert sent(chat)["union"] == "territorial"


def test_another_company_is_asked_about_anew_and_only_then():
    chat = courier(BOTH)
    chat.press("公司的：通达速配工会")
    asked = len(chat.asked)
    chat.say("地区改成蚌山区", answer("enroll", entities=(region("340303", "蚌山区"),)))

    assert len(chat.asked) == asked + 1
    assert chat.outcome.asks == "union"
    assert "union" not in chat.state.form.values


def test_a_rider_of_a_platform_is_asked_about_by_its_code():
    chat = Chat(actions={"unions_for": NEITHER})
    chat.say(
        "我在包河区送美团,想加入工会",
        answer("enroll", entities=(region("340111", "包河区"), platform("meituan", "美团"))),
    )

    assert dict(chat.asked[-1].params) == {"trade": "rider", "region": "340111", "platform": "meituan"}


def test_on_telegram_the_choice_is_made_in_the_chat():
    chat = courier(BOTH, channel="telegram")
    chat.press("干活地方的工会")
    chat.press("跳过")

    assert chat.state.asked_field == "page"
