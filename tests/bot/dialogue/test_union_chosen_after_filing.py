"""The union an application goes to, chosen after it was filed: the company's own or the one of the place."""

from __future__ import annotations

from bot.dialogue.messages import Unavailable
from bot.dialogue.page_form import consent_key, page_fields, page_form
from tests.bot.dialogue.driver import Chat, answer, region, responses
from tests.bot.dialogue.followed_applications import FOUND, NONE, application, chat_about, step
from tests.bot.dialogue.people import PHONE


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
