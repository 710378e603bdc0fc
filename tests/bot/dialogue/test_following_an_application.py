"""Following an application in chat: every step with its day, what can be done now, and nothing promised."""

from __future__ import annotations

import re
from typing import Any

import pytest

from bot.dialogue.messages import Unavailable, Understanding
from bot.dialogue.page_form import consent_key, page_fields, page_form
from tests.bot.dialogue.driver import Chat, answer, fallback, platform, region, responses, suggest
from tests.bot.dialogue.people import NAME, PHONE
from tests.bot.dialogue.test_enrollment import rider_at

UNION = {"name": "龙子湖区总工会"}
FOUND = {"enterprise": {"name": "通达速配工会"}, "townships": []}
NONE: dict[str, Any] = {"enterprise": None, "townships": []}


def step(event: str, day: int, **facts: Any) -> dict[str, Any]:
    return {"event": event, "at": f"2026-11-{day:02d}T01:00:00+00:00", "union": UNION, **facts}


def application(state: str, *steps: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "number": "XF1",
        "state": state,
        "union": UNION,
        "returned_fields": [],
        "reasons": {},
        "trade": "courier",
        "platform": None,
        "employer": "通达速配有限公司",
        "region": "340302",
        "township": None,
        "choice": "enterprise",
        "steps": list(steps),
        **more,
    }


def chat_about(one: dict[str, Any], unions: Any = FOUND, channel: str = "web") -> Chat:
    return Chat(channel=channel, actions={"enrollments_of": {"enrollments": [one]}, "unions_for": unions})


SENT_BACK = (
    step("submitted", 20),
    step("taken", 21),
    step("returned", 22, returned_fields=["name", "phone"], reasons={"name": "少一个字", "phone": "打不通"}),
)


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


# Returned


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


# Right after handing over


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


# Too late


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


# Which union


def test_the_territorial_union_can_be_chosen_after_filing_and_the_company_again():
    for said, chosen in (("不想让公司知道,换个工会审", "territorial"), ("换成公司的工会审", "enterprise")):
        chat = chat_about(application("submitted"))
        chat.say(said, answer("enrollment_correct"))
        [command] = chat.press("确认提交").commands
        assert dict(command.body) == {"number": "XF1", "union": chosen}


def test_the_choice_is_offered_below_the_status_and_asked_with_what_it_means():
    chat = chat_about(application("submitted", step("submitted", 20)))
    chat.say("到哪了", answer("enrollment_status"))
    chat.press("换一家工会审")
    assert chat.outcome.asks == "union"
    assert "不会告诉您公司" in chat.said

    chat.press("干活地方的工会")
    [command] = chat.press("确认提交").commands
    assert dict(command.body) == {"number": "XF1", "union": "territorial"}


def test_who_chooses_the_place_may_name_the_township_too():
    chat = chat_about(application("submitted"), {**FOUND, "townships": ["东升街道"]})
    chat.say("换成街道审", answer("enrollment_correct"))
    assert chat.outcome.asks == "township"
    chat.press("东升街道")
    [command] = chat.press("确认提交").commands
    assert dict(command.body) == {"number": "XF1", "union": "territorial", "township": "东升街道"}


def test_without_a_company_union_there_is_nothing_to_choose():
    chat = chat_about(application("submitted"), NONE)
    chat.say("换一家工会审", answer("enrollment_correct"))
    assert "没有别的好选" in chat.said
    assert chat.state.form is None


def test_another_company_is_asked_about_before_it_could_be_told():
    chat = chat_about(application("submitted"))
    chat.say("改申请", answer("enrollment_correct"))
    assert {"公司名称", "审核工会", "姓名"} <= set(chat.titles)
    chat.actions["unions_for"] = {"enterprise": {"name": "顺达货运工会"}, "townships": []}
    chat.press("公司名称")
    chat.say("顺达货运有限公司")
    assert chat.outcome.asks == "union"
    assert "公司的：顺达货运工会" in chat.titles
    chat.press("干活地方的工会")

    [command] = chat.press("确认提交").commands
    assert dict(command.body) == {"number": "XF1", "employer": "顺达货运有限公司", "union": "territorial"}


def test_while_actions_cannot_say_nothing_goes_to_the_other_company():
    chat = chat_about(application("submitted"))
    chat.say("改申请", answer("enrollment_correct"))
    chat.press("公司名称")
    chat.actions["unions_for"] = Unavailable()
    chat.say("顺达货运有限公司")
    [command] = chat.press("确认提交").commands
    assert command.body["union"] == "territorial"


def test_a_platform_that_is_not_in_the_list_asks_for_the_company():
    chat = chat_about(application("submitted", trade="rider", platform="meituan", employer=None, choice=None), NONE)
    chat.say("改申请", answer("enrollment_correct"))
    chat.press("平台/公司")
    chat.press("其他平台")
    assert chat.outcome.asks == "employer"
    chat.say("顺达货运有限公司")
    [command] = chat.press("确认提交").commands
    assert dict(command.body) == {"number": "XF1", "platform": "other", "employer": "顺达货运有限公司"}


def test_a_county_corrected_by_words_stays_one_correction():
    chat = chat_about(application("submitted", employer=None, choice=None, platform="meituan", trade="rider"), NONE)
    chat.say("地区要改成蚌山区", answer("enrollment_correct", entities=(region("340303", "蚌山区"),)))
    [command] = chat.press("确认提交").commands
    assert dict(command.body) == {"number": "XF1", "region": "340303"}


def test_on_telegram_it_is_looked_up_through_our_own_page():
    chat = Chat(channel="telegram", actions={"enrollments_of": {"enrollments": []}})
    chat.say("到哪了", answer("enrollment_status"))
    chat.press("不是在这里交的")
    assert chat.state.asked_field == "page"
    assert page_fields(chat.state) == (("phone", False), ("id_tail", False))
    assert consent_key(page_form(chat.state), responses()) == "page.consent.enrollment_lookup"

    wrong = chat.turn("page_form", data={"values": {"phone": PHONE, "id_tail": "12"}, "consent": True})
    assert not wrong.commands
    [command] = chat.turn("page_form", data={"values": {"phone": PHONE, "id_tail": "00123x"}, "consent": True}).commands
    assert command.kind == "look_up_enrollments"
    assert set(command.body["sealed"]) == {"phone", "id_tail"}


@pytest.mark.parametrize("said", ["重新申请", "再次申请", "再申请一次", "我要重新申请"])
def test_who_was_told_to_apply_anew_may_say_just_that(said: str):
    chat = chat_about(application("rejected"))
    chat.say("查进度", answer("enrollment_status"))

    chat.say(said, suggest("restart", "enrollment_correct"))

    assert chat.state.form.name == "enroll"
