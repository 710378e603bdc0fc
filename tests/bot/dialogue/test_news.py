"""News of an application, as they are told when they arrive, and turning them off."""

from __future__ import annotations

import pytest

from tests.bot.dialogue.applications import application, with_applications
from tests.bot.dialogue.driver import Chat, answer


def test_muted_news_say_nothing_until_wanted_again():
    chat = Chat()
    chat.say("别再给我发消息", answer("notifications_off"))
    assert not chat.turn("news", data={"kind": "enrollment.approved", "data": {"number": "XF0001"}}).replies

    chat.say("恢复通知", answer("notifications_on"))
    chat.turn("news", data={"kind": "enrollment.approved", "data": {"number": "XF0001", "union": "包河区总工会"}})
    assert "包河区总工会" in chat.said


def test_a_returned_application_can_be_corrected_from_the_news():
    chat = with_applications(application("returned", returned_fields=["name"]))
    chat.turn(
        "news",
        data={"kind": "enrollment.returned", "data": {"number": "XF0001", "reason": "姓名不符", "fields": ["name"]}},
    )
    assert "姓名不符" in chat.said

    chat.press("修改/补正")

    assert chat.outcome.asks == "name"


def test_each_returned_field_is_told_with_its_reason():
    chat = Chat()
    chat.news(
        "enrollment.returned",
        number="XF0001",
        union={"name": "包河区总工会"},
        returned_fields=["name", "phone"],
        reasons={"name": "少一个字", "phone": "打不通"},
    )

    assert "要改的是：姓名、手机号" in chat.said
    assert "姓名：少一个字" in chat.said
    assert "手机号：打不通" in chat.said


@pytest.mark.parametrize(
    ("cause", "said"),
    [("elsewhere", "原因：您不在安徽工作。在江苏跑车"), ("other", "原因：在江苏跑车"), ("new", "原因：在江苏跑车")],
)
def test_a_rejection_is_told_with_its_cause_and_words(cause: str, said: str):
    chat = Chat()
    chat.news("enrollment.rejected", number="XF0001", union={"name": "包河区总工会"}, cause=cause, reason="在江苏跑车")
    assert said in chat.said


@pytest.mark.parametrize(
    ("kind", "said"), [("taken", "开始审核了"), ("forwarded", "审第二步"), ("handed_over", "转给包河区总工会")]
)
def test_each_step_of_a_review_is_told_without_a_number_of_days(kind: str, said: str):
    chat = Chat()
    chat.news(f"enrollment.{kind}", number="XF0001", union={"name": "包河区总工会"})

    assert said in chat.said
    assert "包河区总工会" in chat.said
    assert "天" not in chat.said
