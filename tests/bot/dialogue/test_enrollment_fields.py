"""What each field of the enrollment form takes, and what it says to what it cannot read."""

from __future__ import annotations

import pytest

from tests.bot.dialogue.driver import Chat, answer, fallback, region, suggest
from tests.bot.dialogue.people import NAME, PHONE, id_number, id_number_ending_in_x
from tests.bot.dialogue.riders import rider_at


def test_a_company_typed_instead_of_a_platform_is_read_back_alone():
    chat = rider_at("confirm")

    chat.say("平台改成张记快餐公司")

    assert "公司名称改好了：张记快餐公司" in chat.said
    assert "公司名称：张记快餐公司" in chat.said
    assert "其他" not in chat.said


def test_no_platform_and_no_company_is_read_back_as_said():
    chat = rider_at("confirm")
    chat.press("要改一下")
    chat.press("平台/公司")
    chat.press("其他平台")
    chat.press("跳过")

    assert "平台/公司：其他平台" in chat.said


def test_a_name_with_the_keyboards_dot_is_taken():
    chat = rider_at("name")

    chat.say("阿依古丽.买买提")

    assert chat.outcome.asks == "id_number"
    assert chat.state.form.values["name"].label == "阿依古丽**"


def test_only_a_truck_driver_is_asked_for_a_plate_and_may_skip_it():
    chat = Chat()
    chat.say("我要入会", answer("enroll"))
    for text in ("货车司机", "货拉拉", "肥西县", "同意", NAME, id_number(), PHONE):
        chat.say(text)
    assert chat.outcome.asks == "plate"

    chat.press("跳过")

    assert chat.outcome.asks == "confirm"
    [command] = chat.press("确认提交").commands
    assert "plate" not in command.body["sealed"]


def test_a_plate_of_another_province_is_taken():
    chat = Chat()
    chat.say("我要入会", answer("enroll"))
    for text in ("货车司机", "货拉拉", "肥西县", "同意", NAME, id_number(), PHONE, "苏A·B123挂"):
        chat.say(text)

    assert chat.outcome.asks == "confirm"
    assert "苏A***3挂" in chat.said


def test_a_company_outside_the_list_is_taken_by_name():
    chat = Chat()
    chat.say("我要入会", answer("enroll"))
    chat.say("快递员")
    chat.say("安徽蜂巢供应链有限公司")

    assert chat.outcome.asks == "region"
    assert chat.state.form.values["employer"].value == "安徽蜂巢供应链有限公司"


def asked_for_the_company() -> Chat:
    chat = Chat()
    chat.say("我要入会", answer("enroll"))
    chat.press("外卖骑手")
    chat.press("其他平台")
    assert chat.outcome.asks == "employer"
    return chat


@pytest.mark.parametrize(
    ("text", "words", "understanding"),
    [
        ("x" * 300, "公司名字没看清", fallback()),
        ("x" * 300, "公司名字没看清", answer("cancel")),
        ("111111", "公司名字没看清", fallback()),
        ("哈哈哈哈", "公司名字没看清", fallback()),
        ("颍上通达速配有限责任公司" * 5, "打 40 个字以内的简称就行", fallback()),
    ],
)
def test_a_company_nobody_can_read_gets_one_sentence_and_nothing_is_lost(text: str, words: str, understanding):
    chat = asked_for_the_company()

    chat.say(text, understanding)

    [reply] = chat.replies
    assert words in reply.text
    assert "跳过" in reply.text
    assert chat.outcome.asks == "employer"
    assert chat.state.form.values["trade"].value == "rider"

    chat.say("通达速配")
    assert chat.state.form.values["employer"].value == "通达速配"


@pytest.mark.parametrize("text", ["不知道", "没有公司", "说不准"])
def test_who_knows_of_no_company_skips_it(text: str):
    chat = asked_for_the_company()

    chat.say(text)

    assert chat.state.form.values["employer"].label == "不填"
    assert chat.outcome.asks == "region"


def test_who_knows_of_no_platform_goes_on_with_none_of_the_list():
    chat = Chat()
    chat.say("我要入会", answer("enroll"))
    chat.press("外卖骑手")

    chat.say("不知道")

    assert chat.state.form.values["platform"].value == "other"


def test_a_question_is_no_company_name():
    chat = Chat()
    chat.say("我要入会", answer("enroll"))
    chat.say("快递员")

    chat.say("要交钱吗", answer("join_cost"))

    assert "申请入会不收任何费用。" in chat.said
    assert chat.outcome.asks == "platform"
    assert "employer" not in chat.state.form.values


def test_several_values_in_one_message_fill_several_fields():
    chat = rider_at("name")

    chat.say(f"{NAME} {id_number()} {PHONE}")

    assert chat.outcome.asks == "confirm"


def test_a_phone_number_given_early_is_kept_and_the_asked_field_asked_again():
    chat = rider_at("id_number")

    chat.say(PHONE)

    assert chat.outcome.asks == "id_number"
    assert chat.state.form.tries == 0
    chat.say(id_number())
    assert chat.outcome.asks == "confirm"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (id_number()[:-1], "17 位"),
        (id_number() + "1", "19 位"),
        (id_number(born="19901307"), "出生日期"),
        (id_number(born="20990101"), "出生日期"),
        (id_number()[:-1] + ("1" if id_number()[-1] != "1" else "2"), "最后一位"),
    ],
)
def test_each_fault_of_an_id_number_has_its_own_sentence(wrong: str, said: str):
    chat = rider_at("id_number")

    chat.say(wrong)

    assert said in chat.said
    assert chat.outcome.asks == "id_number"
    assert chat.state.form.tries == 1


def test_an_id_number_may_come_full_width_with_spaces_and_a_small_x():
    number = id_number_ending_in_x()
    spaced = f"{number[:6]} {number[6:14]}-{number[14:17]}×"
    chat = rider_at("id_number")

    chat.say("".join(chr(ord(sign) + 0xFEE0) if sign.isdigit() else sign for sign in spaced))

    assert chat.outcome.asks == "phone"


def test_three_unreadable_answers_bring_the_offer_of_a_person():
    chat = rider_at("id_number")
    for _ in range(3):
        chat.say("12345")

    assert "转人工" in chat.titles
    chat.say("要")
    assert chat.state.form.name == "human"


def test_a_city_leads_to_its_counties_as_buttons():
    chat = Chat()
    chat.say("我要入会", answer("enroll"))
    chat.say("外卖骑手")
    chat.say("美团")

    chat.say("合肥", fallback(region("340100", "合肥")))

    assert chat.outcome.asks == "region"
    assert "合肥市包河区" in chat.titles
    chat.press("合肥市包河区")
    assert chat.state.form.values["region"].value == "340111"


def test_an_ambiguous_region_is_asked_back():
    chat = Chat()
    chat.say("我要入会", answer("enroll"))
    chat.say("外卖骑手")
    chat.say("美团")

    chat.say("合肥经开区")

    assert chat.outcome.asks == "region"
    assert {"合肥市蜀山区", "合肥市包河区", "合肥市肥西县"} == set(chat.titles)


def test_a_question_about_a_hotline_is_no_phone_number():
    chat = rider_at("phone")

    chat.say("12351是干什么的", answer("union_contact"))

    assert "打 12351。" in chat.said
    assert chat.outcome.asks == "phone"
    assert chat.state.form.tries == 0


def test_the_region_comes_from_nearby_words_only_when_asked():
    chat = rider_at("phone")

    chat.say("包河区工会电话多少", answer("union_contact", entities=(region("340111", "包河区"),)))

    assert "打 12351。" in chat.said
    assert chat.outcome.asks == "phone"


@pytest.mark.parametrize("said", ["同意，继续", "好的", "不要"])
def test_a_mere_yes_or_no_is_no_answer_to_what_was_asked(said: str):
    chat = Chat()
    chat.say("我要入会", answer("enroll"))

    chat.say(said, suggest("notifications_on", "enroll"))

    assert chat.said.startswith("没认出是哪一行")
    assert chat.outcome.asks == "trade"
