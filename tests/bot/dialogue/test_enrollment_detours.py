"""Whatever is not the next answer of the enrollment form: questions, corrections, going back, leaving, coming again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.bot.dialogue.driver import Chat, answer, platform, region, suggest
from tests.bot.dialogue.people import PHONE, id_number
from tests.bot.dialogue.riders import rider_at


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


def test_a_yes_after_a_side_answer_belongs_to_the_form():
    chat = rider_at("id_number")
    chat.say("平台乱扣钱怎么申诉", answer("platform_fine"))

    chat.say("好的")

    assert chat.state.form.name == "enroll"


def test_long_stories_and_forms_put_aside_keep_the_state_small():
    chat = rider_at("confirm")
    for task in ("report_problem", "claim", "submit_proposal", "suggest_station"):
        chat.say("办件事", answer(task))
        chat.say("单位扣了我的钱" * 250)

    assert len(chat.state.suspended) == 2
