"""What people get wrong or leave out while a form runs, and how the form takes it."""

from __future__ import annotations

import pytest

from bot.dialogue.messages import Entity
from tests.bot.dialogue.driver import Chat, answer, fallback, platform, region
from tests.bot.dialogue.people import NAME, PHONE, id_number
from tests.bot.dialogue.riders import rider_at, rider_at_consent
from tests.bot.dialogue.test_stations import searching, station


def rider_asked_for_a_region() -> Chat:
    chat = Chat()
    chat.say("我要入会", answer("enroll"))
    chat.press("外卖骑手")
    chat.press("美团")
    return chat


def test_a_platform_whose_name_ends_like_a_question_is_corrected():
    chat = rider_at("confirm")

    chat.say("平台不是美团是饿了么", answer("platform_fine"))

    assert chat.state.form.values["platform"].value == "eleme"
    assert chat.outcome.asks == "confirm"


def test_yes_takes_the_one_region_that_is_offered():
    chat = rider_at_consent()
    chat.press("不同意")
    chat.say("我要入会", answer("enroll"))
    assert chat.outcome.asks == "region"

    chat.say("对")

    assert chat.state.form.values["region"].value == "340111"
    assert chat.outcome.asks == "consent"


def test_a_city_in_the_first_sentence_leaves_only_its_counties():
    chat = Chat()

    chat.say(
        "我在蚌埠跑美团,要入会",
        answer("enroll", entities=(region("340300", "蚌埠"), platform("meituan", "美团"))),
    )

    assert chat.outcome.asks == "region"
    assert chat.button("蚌埠市龙子湖区")


def test_a_region_said_to_be_wrong_while_it_is_asked_is_asked_from_its_beginning():
    chat = rider_asked_for_a_region()
    chat.say("蚌埠市")
    assert chat.state.form.choices

    chat.say("地区填错了", answer("back"))

    assert chat.outcome.asks == "region"
    assert not chat.state.form.choices


@pytest.mark.parametrize("text", ["包河区", "合肥市"])
def test_a_region_is_no_company(text: str):
    chat = Chat()
    chat.say("我要入会", answer("enroll"))
    chat.press("快递员")

    chat.say(text)

    assert chat.outcome.asks == "platform"
    assert "employer" not in chat.state.form.values


@pytest.mark.parametrize(("half", "trade"), [("快递", "courier"), ("外卖", "rider"), ("货车", "truck_driver")])
def test_half_the_name_of_a_trade_is_enough(half: str, trade: str):
    chat = Chat()
    chat.say("我要入会", answer("enroll"))

    chat.say(half)

    assert chat.state.form.values["trade"].value == trade


def test_another_trade_has_the_platform_asked_again_when_it_has_none_of_it():
    chat = rider_at("id_number")

    chat.say("我不是送外卖的,我是送快递的")

    assert chat.state.form.values["trade"].value == "courier"
    assert chat.outcome.asks == "platform"


def test_a_remembered_platform_of_another_trade_is_not_proposed():
    chat = Chat()
    chat.say("我要入会", answer("enroll"))
    chat.press("外卖骑手")
    chat.press("美团")
    chat.say("上一步")
    chat.say("上一步")
    chat.press("快递员")
    chat.say("取消")

    chat.say("我要入会", answer("enroll"))

    assert chat.outcome.asks == "platform"


def test_what_was_said_along_with_an_answer_is_named():
    chat = rider_at("name")

    chat.say(f"{NAME} {PHONE}")

    assert chat.outcome.asks == "id_number"
    assert "190****4711" in chat.said


@pytest.mark.parametrize("introduction", ["我叫", "我是", "姓名:", "本人"])
def test_a_name_with_a_rare_surname_may_be_introduced(introduction: str):
    chat = rider_at("name")

    chat.say(f"{introduction}谯大勇")

    assert chat.outcome.asks == "id_number"
    assert "谯**" in (chat.say(id_number()), chat.say(PHONE))[1].replies[-1].text


def test_the_task_of_a_form_named_again_at_its_end_asks_the_same_again():
    chat = Chat()
    chat.say("删除我的个人信息", answer("delete_my_data"))

    chat.say("删除我的个人信息", answer("delete_my_data"))

    assert chat.outcome.asks == "confirm"
    assert "没太明白" not in chat.said


def test_a_yes_or_no_that_was_not_understood_names_no_fields():
    chat = Chat()
    chat.say("删除我的个人信息", answer("delete_my_data"))

    chat.say("070503")

    assert chat.outcome.asks == "confirm"
    assert "没太明白。要办就点下面第一个按钮" in chat.said
    assert "要改哪一项" not in chat.said


def test_a_wish_without_a_place_is_kept_and_the_place_asked_again():
    chat = searching(station())
    chat.say("找驿站", answer("find_station"))

    chat.say("附近有没有能热饭的驿站", answer("find_station", entities=(Entity("facility", "microwave", "热饭"),)))
    assert chat.outcome.asks == "place"
    assert not chat.asked

    chat.say("包河区")
    assert dict(chat.asked[-1].params) == {"facility": "microwave", "region": "340111"}


def test_words_that_only_say_near_here_are_no_place():
    chat = searching(station())
    chat.say("找驿站", answer("find_station"))

    chat.say("附近有没有驿站", answer("find_station"))

    assert chat.outcome.asks == "place"
    assert not chat.asked


def test_nothing_but_the_line_for_help_while_somebody_threatens():
    chat = Chat()

    chat.say("顾客拿刀要砍我", answer("customer_conflict"))

    assert "110" in chat.said
    assert "先取证" not in chat.said


@pytest.mark.parametrize("text", ["姓张", "同上", "是我本人"])
def test_words_about_a_name_are_no_name(text: str):
    chat = rider_at("name")

    chat.say(text)

    assert chat.outcome.asks == "name"


def test_a_phone_number_may_be_written_as_from_abroad():
    chat = rider_at("phone")

    chat.say(f"0086-{PHONE}")

    assert chat.outcome.asks == "confirm"


def courier_asked_for_a_company(field: str) -> Chat:
    chat = Chat()
    chat.say("我要入会", answer("enroll"))
    chat.press("快递员")
    if field == "employer":
        chat.press("其他平台")
    assert chat.outcome.asks == field
    return chat


@pytest.mark.parametrize("field", ["platform", "employer"])
@pytest.mark.parametrize(
    "text", [NAME, f"{NAME}。", f"给{NAME}干活", "王建国", "欧阳小雨", "买买提·吐尔逊", "王芳 李强"]
)
def test_a_name_in_place_of_a_company_is_asked_back_and_not_kept(field: str, text: str):
    chat = courier_asked_for_a_company(field)

    chat.say(text)

    assert chat.outcome.asks == field
    assert "公司名还是人名" in chat.said
    assert "employer" not in chat.state.form.values
    assert not any(name in str(chat.state.to_json()) for name in (NAME, "王建国", "欧阳", "吐尔逊", "王芳", "李强"))


@pytest.mark.parametrize("field", ["platform", "employer"])
@pytest.mark.parametrize("company", ["日日顺", "张记快餐", "金鹰公司", "东方物流", "欧阳家政", "颍上通达速配"])
def test_a_short_company_is_taken_by_its_name(field: str, company: str):
    chat = courier_asked_for_a_company(field)

    chat.say(company)

    assert chat.state.form.values["employer"].value == company


@pytest.mark.parametrize(("text", "code"), [("顺丰", "sf"), ("元通", "yto"), ("吉兔", "jitu")])
def test_a_platform_that_sounds_like_a_name_is_still_the_platform(text: str, code: str):
    chat = courier_asked_for_a_company("platform")

    chat.say(text)

    assert chat.state.form.values["platform"].value == code


@pytest.mark.parametrize("task", ["report_problem", "suggest_station", "find_station"])
def test_a_bare_name_is_neither_a_description_nor_a_place(task: str):
    chat = searching()
    chat.say("办事", answer(task))

    chat.say(NAME)

    assert NAME not in str(chat.state.to_json())
    assert chat.state.form is not None


@pytest.mark.parametrize("place", ["明光", "李集镇", "老街口"])
def test_a_place_that_sounds_like_a_name_is_still_a_place(place: str):
    chat = Chat()
    chat.say("想要个驿站", answer("suggest_station"))

    chat.say(place)

    assert chat.state.form is None or chat.state.form.values["place"].value == place


def test_a_company_corrected_to_a_name_is_asked_back_too():
    chat = courier_asked_for_a_company("employer")
    chat.say("张记快餐")

    chat.say(f"公司名称改成{NAME}")

    assert "公司名还是人名" in chat.said
    assert NAME not in str(chat.state.to_json())


@pytest.mark.parametrize("entity", [Entity("trade", "rider", "骑手"), platform("meituan", "美团")])
def test_a_trade_or_platform_is_nobodys_name(entity: Entity):
    chat = rider_at("name")

    chat.say(entity.text, fallback(entity))

    assert chat.outcome.asks == "name"
    assert "name" not in chat.state.form.values


@pytest.mark.parametrize("said", ["继续填表", "接着填", "继续填写"])
@pytest.mark.parametrize("asked", ["consent", "name", "id_number", "phone", "confirm"])
def test_going_on_asks_the_same_again_and_neither_agrees_nor_files_nor_gives_up(asked: str, said: str):
    """As "继续填表" is what a page says to write, though the model takes it for giving up."""
    chat = rider_at_consent() if asked == "consent" else rider_at(asked)
    values = chat.state.form.values

    turn = chat.say(said, answer("cancel"))

    assert chat.outcome.asks == asked
    assert chat.state.form.values == values
    assert not turn.commands
    assert "接着来" in chat.said
