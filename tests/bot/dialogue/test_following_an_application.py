"""Following an application in chat: every step with its day, what can be done now, and nothing promised."""

from __future__ import annotations

import re

import pytest

from bot.dialogue.messages import Unavailable
from tests.bot.dialogue.driver import Chat, answer, platform, suggest
from tests.bot.dialogue.followed_applications import SENT_BACK, UNION, application, chat_about, step
from tests.bot.dialogue.people import NAME, PHONE


def test_every_step_is_told_with_its_day_its_union_and_why():
    chat = chat_about(
        application(
            "approved",
            *SENT_BACK,
            step("corrected", 23, fields=["name", "phone"]),
            step("forwarded", 24),
            step("approved", 25, membership={"number": "HY26-000001-8"}),
        )
    )
    chat.say("审核了吗", answer("enrollment_status"))

    assert chat.said.splitlines()[1:] == [
        "· 11月20日 交了申请，由龙子湖区总工会审核",
        "· 11月21日 龙子湖区总工会开始审核",
        "· 11月22日 龙子湖区总工会退回，要改：姓名（少一个字）、手机号（打不通）",
        "· 11月23日 您改好交回：姓名、手机号，由龙子湖区总工会审核",
        "· 11月24日 第一步通过，接着由龙子湖区总工会审第二步",
        "· 11月25日 通过，您是龙子湖区总工会的会员了，会员编号 HY26-000001-8",
    ]


def test_a_step_of_another_year_names_it():
    chat = chat_about(application("submitted", {**step("submitted", 20), "at": "2025-12-31T17:00:00+00:00"}))
    chat.say("到哪了", answer("enrollment_status"))
    assert "· 1月1日 交了申请" in chat.said

    chat = chat_about(application("submitted", {**step("submitted", 20), "at": "2025-12-31T15:00:00+00:00"}))
    chat.say("到哪了", answer("enrollment_status"))
    assert "2025年12月31日" in chat.said


@pytest.mark.parametrize("state", ["submitted", "in_review", "returned", "rejected", "approved", "withdrawn"])
def test_no_number_of_days_is_promised(state: str):
    chat = chat_about(application(state, step("submitted", 20)))
    chat.say("到哪了", answer("enrollment_status"))
    assert not re.search(r"\d+ *(?:天|个?工作日|小时)", chat.said)


@pytest.mark.parametrize(
    ("cause", "said"),
    [("not_verified", "工作记录"), ("under_age", "满 16 周岁以后"), ("elsewhere", "那个省"), ("new", "重新申请")],
)
def test_a_rejection_is_told_with_its_reason_and_what_to_do(cause: str, said: str):
    rejected = step("rejected", 22, cause=cause, reason="资料对不上")
    chat = chat_about(application("rejected", step("submitted", 20), rejected, cause=cause, reason="资料对不上"))
    chat.say("到哪了", answer("enrollment_status"))

    assert "资料对不上" in chat.said
    assert said in chat.said
    assert "我要入会" in chat.titles


def test_news_of_a_release_and_of_a_move_are_told():
    chat = Chat()
    chat.news("enrollment.released", number="XF1", union=UNION)
    assert "核对好了" in chat.said
    chat.news("enrollment.moved", number="XF1")
    assert "12351" in chat.said


def test_with_notifications_off_the_status_and_own_data_say_so():
    chat = chat_about(application("submitted", step("submitted", 20)))
    chat.actions["personal_data_of"] = {}
    chat.say("关闭通知", answer("notifications_off"))
    chat.say("到哪了", answer("enrollment_status"))
    assert "您关了通知" in chat.said
    chat.say("你们存了我什么", answer("my_data"))
    assert "通知：您关着" in chat.said

    chat.say("打开通知", answer("notifications_on"))
    chat.say("你们存了我什么", answer("my_data"))
    assert "您关着" not in chat.said


def test_each_returned_field_is_asked_with_the_reviewers_reason_and_nothing_else():
    chat = chat_about(
        application(
            "returned", *SENT_BACK, returned_fields=["name", "phone"], reasons={"name": "少一个字", "phone": "打不通"}
        )
    )
    chat.say("我来补正", answer("enrollment_correct"))
    assert chat.outcome.asks == "name"
    assert "工会退回的原因：少一个字" in chat.said
    assert "打不通" not in chat.said

    chat.say(NAME)
    assert chat.outcome.asks == "phone"
    assert "工会退回的原因：打不通" in chat.said

    chat.say(PHONE)
    [command] = chat.press("确认提交").commands
    assert set(command.body) == {"number", "sealed"}
    assert set(command.body["sealed"]) == {"name", "phone"}


def test_a_field_named_besides_is_asked_together_with_the_returned_ones():
    chat = chat_about(application("returned", returned_fields=["name"], reasons={"name": "少一个字"}))
    chat.say("我要改一下手机号", answer("enrollment_correct"))

    chat.say(NAME)
    assert chat.outcome.asks == "phone"
    assert "工会退回" not in chat.said


def test_the_page_of_telegram_is_offered_with_every_reason():
    chat = chat_about(
        application("returned", returned_fields=["name", "phone"], reasons={"name": "少一个字", "phone": "打不通"}),
        channel="telegram",
    )
    chat.say("我来补正", answer("enrollment_correct"))

    assert chat.state.asked_field == "page"
    assert "· 姓名：少一个字" in chat.said
    assert "· 手机号：打不通" in chat.said


def test_without_actions_a_returned_field_is_asked_all_the_same():
    chat = chat_about(application("returned", returned_fields=["name", "phone"]))
    chat.say("我来补正", answer("enrollment_correct"))
    chat.actions["enrollments_of"] = Unavailable()
    chat.say(NAME)
    assert chat.outcome.asks == "phone"


def test_once_somebody_reviews_it_nothing_is_changed_and_what_can_be_done_is_said():
    chat = chat_about(application("in_review", step("submitted", 20), step("taken", 21)))
    chat.say("改手机号", answer("enrollment_correct"))

    assert "龙子湖区总工会的同志已经在审了" in chat.said
    assert chat.titles == ["撤回", "转人工"]
    chat.press("撤回")
    assert chat.outcome.asks == "confirm"


def test_applying_again_begins_afresh_and_says_why_it_was_rejected():
    chat = chat_about(application("rejected", cause="not_verified", reason="资料对不上"))
    chat.say("我送美团的", answer("enroll", entities=(platform("meituan", "美团"),)))
    chat.say("取消")
    chat.say("我要再申请一次", answer("enroll"))

    assert "资料对不上" in chat.said
    assert chat.outcome.asks == "trade"


@pytest.mark.parametrize("said", ["重新申请", "再次申请", "再申请一次", "我要重新申请"])
def test_who_was_told_to_apply_anew_may_say_just_that(said: str):
    chat = chat_about(application("rejected"))
    chat.say("查进度", answer("enrollment_status"))

    chat.say(said, suggest("restart", "enrollment_correct"))

    assert chat.state.form.name == "enroll"
