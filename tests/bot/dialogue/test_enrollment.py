"""Joining on the spot: the enrollment form from the first word to the union's number."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.dialogue.forms import FORMS
from bot.dialogue.state import State
from tests.bot.dialogue.driver import Chat, answer, fallback, feed, platform, region, suggest
from tests.bot.dialogue.people import NAME, PHONE, id_number, id_number_ending_in_x

RIDER_IN_BAOHE = answer("enroll", entities=(region("340111", "包河区"), platform("meituan", "美团")))


def rider_at_consent() -> Chat:
    chat = Chat()
    chat.say("我在包河区送美团,想加入工会", RIDER_IN_BAOHE)
    return chat


def rider_at(field: str) -> Chat:
    """A rider's form up to a field: name, id_number, phone or confirm."""
    chat = rider_at_consent()
    chat.press("同意，继续")
    for name, text in (("name", NAME), ("id_number", id_number()), ("phone", PHONE)):
        if chat.state.asked_field == field:
            break
        assert chat.state.asked_field == name
        chat.say(text)
    assert chat.state.asked_field == field
    return chat


def test_what_was_said_with_the_request_is_not_asked_again():
    chat = rider_at_consent()

    assert chat.outcome.asks == "consent"
    asked = [field.name for field in FORMS["enroll"].fields_of(chat.state.form)]
    assert {name: value.value for name, value in chat.state.form.values.items() if name in asked} == {
        "trade": "rider",
        "platform": "meituan",
        "region": "340111",
    }
    assert "外卖骑手、美团、合肥市包河区" in chat.said


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


def test_a_whole_form_ends_in_one_sealed_command():
    chat = rider_at("confirm")
    assert "340102**********" not in chat.said
    assert id_number()[:4] + "*" * 10 + id_number()[-4:] in chat.said
    assert "190****4711" in chat.said
    assert "张**" in chat.said

    outcome = chat.press("确认提交")

    [command] = outcome.commands
    assert command.kind == "submit_enrollment"
    assert command.body["trade"] == "rider"
    assert command.body["platform"] == "meituan"
    assert command.body["region"] == "340111"
    assert command.body["consent"]["version"]
    assert command.body["consent"]["given_at"].endswith("+00:00")
    assert set(command.body["sealed"]) == {"name", "id_number", "phone"}
    assert "已收好" in chat.said
    assert outcome.asks is None


def test_no_personal_value_is_readable_in_what_is_kept_or_said():
    chat = rider_at("confirm")

    kept = str(chat.state.to_json())
    for secret in (NAME, PHONE, id_number()):
        assert secret not in kept
        assert secret not in chat.said


def test_a_name_with_the_keyboards_dot_is_taken():
    chat = rider_at("name")

    chat.say("阿依古丽.买买提")

    assert chat.outcome.asks == "id_number"
    assert chat.state.form.values["name"].label == "阿依古丽**"


def test_a_courier_is_asked_everything_in_order():
    chat = Chat()
    chat.say("我要入会", answer("enroll"))
    asked = [chat.outcome.asks]
    for text in ("快递员", "顺丰", "蜀山区", "同意", NAME, id_number(), PHONE):
        chat.say(text)
        asked.append(chat.outcome.asks)

    assert asked == ["trade", "platform", "region", "consent", "name", "id_number", "phone", "confirm"]


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


def test_any_number_of_side_questions_changes_nothing():
    chat = rider_at("id_number")
    before = chat.state.form.values
    for _ in range(12):
        chat.say("要交钱吗", answer("join_cost"))
        assert chat.replies[0].text.startswith("申请入会不收任何费用。")
        assert chat.outcome.asks == "id_number"

    assert chat.state.form.values == before
    assert chat.state.form.tries == 0
    chat.say(id_number())
    assert chat.outcome.asks == "phone"


def test_a_side_question_naming_a_platform_fills_nothing_in():
    chat = Chat()
    chat.say("我要入会", answer("enroll"))
    chat.say("外卖骑手")

    chat.say("美团扣我钱怎么申诉", answer("platform_fine", entities=(platform("meituan", "美团"),)))

    assert "先在平台申诉" in chat.said
    assert chat.outcome.asks == "platform"


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


def test_a_name_in_the_request_is_used_only_after_consent():
    chat = Chat()
    chat.say("我叫张三,要入会", answer("enroll"))
    assert chat.state.form.values["name"].sealed

    for text in ("外卖骑手", "美团", "包河区", "同意"):
        chat.say(text)

    assert chat.outcome.asks == "id_number"


def test_without_consent_nothing_personal_is_kept():
    chat = rider_at_consent()

    outcome = chat.press("不同意")

    assert outcome.asks is None
    assert not outcome.commands
    assert chat.state.form is None
    assert "sealed" not in str(chat.state.to_json())


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


@pytest.mark.parametrize("asked", ["phone", "confirm"])
def test_a_correction_may_name_another_field(asked: str):
    chat = rider_at(asked)

    chat.say("身份证号填错了", answer("back"))

    assert chat.outcome.asks == "id_number"
    chat.say(id_number(order="124"))
    assert chat.outcome.asks == asked


def test_a_correction_may_bring_the_new_value_along():
    chat = rider_at("confirm")
    before = chat.state.form.values["phone"].sealed

    chat.say("手机号错了,应该是" + "19000139000")

    assert chat.outcome.asks == "confirm"
    assert chat.state.form.values["phone"].sealed != before
    assert "190****9000" in chat.said


def test_the_region_is_changed_in_one_sentence():
    chat = rider_at("phone")

    chat.say("地区改成蜀山区", answer("back", entities=(region("340104", "蜀山区"),)))

    assert chat.outcome.asks == "phone"
    assert chat.state.form.values["region"].value == "340104"


@pytest.mark.parametrize(
    "sentence", ["平台不是美团是饿了么", "不是美团,是饿了么", "我是送饿了么的,不是美团", "平台换成饿了么"]
)
def test_not_this_but_that_changes_the_platform(sentence: str):
    chat = rider_at("confirm")

    chat.say(sentence)

    assert chat.state.form.values["platform"].value == "eleme"
    assert chat.outcome.asks == "confirm"


def test_the_summary_lets_one_field_be_changed_by_button():
    chat = rider_at("confirm")

    chat.press("要改一下")
    chat.press("手机号")

    assert chat.outcome.asks == "phone"
    chat.say("19000139000")
    assert chat.outcome.asks == "confirm"


def test_no_at_the_summary_asks_what_to_change():
    chat = rider_at("confirm")

    chat.say("不对", answer("deny"))

    assert "要改哪一项" in chat.said
    chat.say("名字")
    assert chat.outcome.asks == "name"


def test_back_asks_the_field_before():
    chat = rider_at("phone")

    chat.say("上一步")

    assert chat.outcome.asks == "id_number"


def test_cancel_drops_the_form_and_says_so():
    chat = rider_at("phone")

    chat.say("算了")

    assert chat.state.form is None
    assert "sealed" not in str(chat.state.to_json())
    assert "没有提交" in chat.said
    assert chat.state.region == "340111"


def test_restart_clears_what_was_remembered_and_old_buttons_stay_stale():
    chat = rider_at("confirm")
    submit = chat.button("确认提交")

    chat.say("重新开始")
    chat.press_button(submit)

    assert not chat.outcome.commands
    assert "过期" in chat.said
    assert chat.state.region == ""


def test_a_double_tap_on_submit_files_once():
    chat = rider_at("confirm")
    submit = chat.button("确认提交")

    first = chat.press_button(submit)
    second = chat.press_button(submit)

    assert len(first.commands) == 1
    assert not second.commands
    assert "已经交上去了" in chat.said


def test_a_form_left_alone_is_offered_after_days_and_goes_on_where_it_was():
    chat = rider_at("phone")
    chat.now += timedelta(days=3)

    chat.say("要交钱吗", answer("join_cost"))
    assert "上次填到“手机号”" in chat.said
    assert chat.outcome.asks is None

    chat.say("好的")
    assert chat.outcome.asks == "phone"
    chat.say(PHONE)
    assert chat.outcome.asks == "confirm"


def test_a_plain_answer_after_days_still_counts():
    chat = rider_at("phone")
    chat.now += timedelta(days=2)

    chat.say(PHONE)

    assert chat.outcome.asks == "confirm"


def test_after_seven_days_a_form_is_gone():
    chat = rider_at("phone")
    chat.now += timedelta(days=8)

    chat.say("我要入会", answer("enroll"))

    assert set(chat.state.form.values) == {"trade", "platform"}
    assert chat.outcome.asks == "region"
    assert chat.titles == ["合肥市包河区"]


def test_another_task_in_between_offers_the_form_again():
    chat = rider_at("id_number")
    chat.say("转人工")
    assert chat.state.form.name == "human"
    chat.say("站长不给我排班")
    chat.press("跳过")

    assert "入会申请" in chat.said
    chat.press("接着填")
    assert chat.outcome.asks == "id_number"


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


def test_the_number_and_the_union_are_told_when_actions_took_it():
    chat = rider_at("confirm")
    chat.press("确认提交")

    chat.result("submit_enrollment", status="done", body={"number": "XF20261122", "union": {"name": "包河区总工会"}})

    assert "XF20261122" in chat.said
    assert "包河区总工会" in chat.said
    assert not chat.state.submitted


def test_a_late_hand_over_is_told():
    chat = rider_at("confirm")
    chat.press("确认提交")

    chat.turn("command_delayed", data={"kind": "submit_enrollment"})

    assert "加密存好" in chat.said


def test_a_refused_field_is_asked_alone():
    chat = rider_at("confirm")
    chat.press("确认提交")

    chat.result("submit_enrollment", status="refused", problem="invalid-field", field="phone")
    assert chat.outcome.asks == "phone"
    chat.say("19000139000")
    assert chat.outcome.asks == "confirm"

    [command] = chat.press("确认提交").commands
    assert set(command.body["sealed"]) == {"name", "id_number", "phone"}


@pytest.mark.parametrize(
    ("problem", "said"),
    [
        ("open-application-exists", "已经有一份"),
        ("already-a-member", "已经是工会会员"),
        ("not-confirmed-together", "没能确认上"),
        ("unheard-of", "没有办成"),
    ],
)
def test_each_refusal_has_plain_words(problem: str, said: str):
    chat = rider_at("confirm")
    chat.press("确认提交")

    chat.result("submit_enrollment", status="refused", problem=problem)

    assert said in chat.said
    assert "转人工" in chat.titles


def test_name_and_number_that_could_not_be_confirmed_are_asked_again_and_the_rest_is_kept():
    chat = rider_at("confirm")
    chat.press("确认提交")

    chat.result("submit_enrollment", status="refused", problem="not-confirmed-together")

    assert "已经" not in chat.said
    assert chat.outcome.asks == "name"
    chat.say(NAME)
    assert chat.outcome.asks == "id_number"
    chat.say(id_number())
    assert chat.outcome.asks == "confirm"
    [command] = chat.press("确认提交").commands
    assert set(command.body["sealed"]) == {"name", "id_number", "phone"}


def test_forms_work_while_nlu_is_down():
    chat = Chat(nlu_down=True)
    chat.say("我要入会")
    for text in ("外卖骑手", "饿了么", "包河区", "同意", NAME, id_number(), PHONE):
        chat.say(text)

    assert chat.outcome.asks == "confirm"
    assert len(chat.say("确认").commands) == 1


def test_asking_to_join_again_within_the_form_just_goes_on():
    chat = rider_at("phone")

    chat.say("我要入会", answer("enroll"))

    assert chat.outcome.asks == "phone"
    assert chat.state.form.tries == 0


def test_an_uncertain_question_in_a_form_shows_choices_and_asks_again():
    chat = rider_at("phone")

    chat.say("那个钱怎么说", suggest("join_cost", "platform_fine"))

    assert "入会要不要交钱" in chat.titles
    assert chat.outcome.asks == "phone"
    assert chat.state.form.tries == 0


def test_a_question_about_a_hotline_is_no_phone_number():
    chat = rider_at("phone")

    chat.say("12351是干什么的", answer("union_contact"))

    assert "打 12351。" in chat.said
    assert chat.outcome.asks == "phone"
    assert chat.state.form.tries == 0


def test_a_yes_after_a_side_answer_belongs_to_the_form():
    chat = rider_at("id_number")
    chat.say("平台乱扣钱怎么申诉", answer("platform_fine"))

    chat.say("好的")

    assert chat.state.form.name == "enroll"


def test_the_region_comes_from_nearby_words_only_when_asked():
    chat = rider_at("phone")

    chat.say("包河区工会电话多少", answer("union_contact", entities=(region("340111", "包河区"),)))

    assert "打 12351。" in chat.said
    assert chat.outcome.asks == "phone"


def test_the_whole_consent_text_is_said_once_and_then_only_asked_for():
    chat = rider_at_consent()
    assert "谁收" in chat.said

    chat.say("要交钱吗", answer("join_cost"))

    assert "谁收" not in chat.said
    assert chat.titles[-2:] == ["同意，继续", "不同意"]


def test_long_stories_and_forms_put_aside_keep_the_state_small():
    chat = rider_at("confirm")
    for task in ("report_problem", "claim", "submit_proposal", "suggest_station"):
        chat.say("办件事", answer(task))
        chat.say("单位扣了我的钱" * 250)

    assert len(chat.state.suspended) == 2


def test_a_fresh_state_comes_from_an_empty_object():
    assert State.from_json({}) == State()
    assert len(feed()) > 0
