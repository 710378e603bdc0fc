"""An invitation code starts the form with what the roster holds; name and phone only after the worker has agreed."""

from __future__ import annotations

from typing import Any

import pytest

from bot.dialogue.lines import LONGEST_LINE
from bot.dialogue.messages import Query, Unavailable
from bot.dialogue.page_form import invited_on_page, page_fields
from bot.dialogue.personal import redact
from tests.bot.dialogue.driver import Chat, answer, reference, suggest
from tests.bot.dialogue.people import NAME, PHONE, id_number

INVITED = {
    "site": "东升站",
    "employer": "举例速递",
    "region": "340302",
    "masked": {"name": "张**", "phone": "139****0001"},
}
NEITHER: dict[str, Any] = {"enterprise": None, "townships": []}


def with_check_sign(signs: str) -> str:
    known = "BCDFGHJKMNPQRTWXY34679A"
    check = known[sum(place * known.index(sign) for place, sign in enumerate(signs, 1)) % len(known)]
    return f"{signs[:5]}-{signs[5:]}{check}"


CODE = with_check_sign("BCDFGHJKM")


def chat(found: Any = INVITED, **more: Any) -> Chat:
    return Chat(actions={"invitation": found, "unions_for": NEITHER}, **more)


def agreed(found: Any = INVITED) -> Chat:
    """Up to the field after the consent."""
    talk = chat(found)
    talk.say(f"我有邀请码 {CODE.lower().replace('-', ' ')}")
    talk.say("快递员")
    talk.press("同意，继续")
    return talk


def test_the_code_alone_opens_the_form_with_place_and_company():
    talk = chat()
    talk.say(CODE)

    assert talk.question is None, "nlu is not shown codes"
    assert talk.asked[0] == Query("invitation", (("code", CODE),))
    assert "东升站" in talk.said
    assert "举例速递" in talk.said
    assert "龙子湖区" in talk.said
    assert "其他" not in talk.said
    assert talk.outcome.asks == "trade"


def test_consent_comes_before_anything_of_the_person_is_shown():
    talk = chat()
    talk.say(CODE)
    said = talk.said
    talk.say("快递员")
    said += talk.said

    assert talk.outcome.asks == "consent"
    assert "张" not in said
    assert "139" not in said
    talk.press("同意，继续")
    assert "张**、139****0001" in talk.said
    assert talk.outcome.asks == "id_number"


def test_what_is_sent_is_the_code_and_no_name_or_phone():
    talk = agreed()
    talk.say(id_number())
    assert "姓名：张**" in talk.said
    assert "手机号：139****0001" in talk.said
    assert "公司名称：举例速递" in talk.said
    assert "其他" not in talk.said
    [command] = talk.press("确认提交").commands

    assert command.body["invitation"] == CODE
    assert set(command.body["sealed"]) == {"id_number"}
    assert (command.body["region"], command.body["employer"]) == ("340302", "举例速递")


def test_name_or_phone_can_be_changed_and_the_code_still_goes_along():
    talk = agreed()
    talk.say(id_number())
    talk.say("手机号填错了")
    assert talk.outcome.asks == "phone"
    talk.say(PHONE)
    [command] = talk.press("确认提交").commands

    assert set(command.body["sealed"]) == {"id_number", "phone"}
    assert command.body["invitation"] == CODE


def test_who_does_not_agree_gives_nothing():
    talk = chat()
    talk.say(CODE)
    talk.say("快递员")
    talk.press("不同意")

    assert talk.state.form is None
    assert talk.outcome.commands == ()


@pytest.mark.parametrize(
    "text",
    [
        "我有个邀请码",
        "邀请码咋用",
        "单位给了我一个码",
        "公司发了个码让我入会",
        "我有个码",
        "入会码在哪填",
        "群里发给我一串码",
    ],
)
def test_who_speaks_of_a_code_is_asked_for_it(text: str):
    talk = chat()
    talk.say(text, suggest("submit_proposal", "report_problem"))

    assert "直接发给我" in talk.said
    assert "提建议" not in "".join(talk.titles)
    talk.say(CODE)
    assert talk.outcome.asks == "trade"


@pytest.mark.parametrize("text", ["我收不到验证码", "站点给我发了个二维码", "我在码头干活", "站长给的衣服码数不对"])
def test_other_codes_are_none(text: str):
    talk = chat()
    talk.say(text, suggest("submit_proposal", "report_problem"))

    assert "直接发给我" not in talk.said


def test_spoken_of_inside_the_form_it_is_asked_for_and_the_form_goes_on():
    talk = chat()
    talk.say("我要入会", answer("enroll"))
    talk.say("快递员")
    talk.say("我有个邀请码")

    assert "直接发给我" in talk.said
    assert talk.outcome.asks == "platform"
    assert "platform" not in talk.state.form.values
    talk.say(CODE)
    assert "东升站" in talk.said


def test_of_a_problem_that_is_being_told_it_is_a_part():
    talk = chat()
    talk.say("我要反映问题", answer("report_problem"))
    talk.say("站点给的邀请码被人拿去用了")

    assert "直接发给我" not in talk.said


@pytest.mark.parametrize("problem", ["not-found", "invalid-field"])
def test_a_code_that_cannot_be_used_is_told_without_a_hint(problem: str):
    talk = chat({"problem": problem, "detail": "x"})
    talk.say(CODE)

    assert "没有对上" in talk.said
    assert talk.state.form is None
    assert "我要入会" in talk.titles or "入会" in "".join(talk.titles)


def test_too_many_tries_and_actions_away_are_told():
    talk = chat({"problem": "too-many-tries", "detail": "x"})
    talk.say(CODE)
    assert "明天再试" in talk.said
    talk = chat(Unavailable())
    talk.say(CODE)
    assert "后台这会儿连不上" in talk.said


def test_a_slip_of_the_pen_is_no_code():
    talk = chat()
    talk.say("BCDFG-HJKMB" if not CODE.endswith("B") else "BCDFG-HJKMC")

    assert talk.asked == []
    assert talk.question is not None


def test_a_code_in_the_middle_of_the_form_fills_in_what_is_missing_only():
    talk = chat()
    talk.say("我要入会", answer("enroll"))
    for text in ("外卖骑手", "美团", "包河区", "同意", NAME):
        talk.say(text)
    talk.say(CODE)

    values = talk.state.form.values
    assert (values["region"].value, values["platform"].value) == ("340111", "meituan")
    assert values["name"].sealed
    assert values["phone"].label == "139****0001"
    assert talk.outcome.asks == "id_number"


def test_a_platform_of_the_list_is_taken_by_its_code():
    talk = chat({**INVITED, "employer": "美团"})
    talk.say(CODE)

    assert talk.state.form.values["platform"].value == "meituan"
    assert "employer" not in talk.state.form.values


def test_a_code_somebody_else_used_first_leaves_name_and_phone_to_be_asked():
    talk = agreed()
    talk.say(id_number())
    talk.press("确认提交")
    talk.result("submit_enrollment", status="refused", problem="invitation-used", field="invitation")

    assert "用过或者过期" in talk.said
    assert talk.outcome.asks == "name"
    talk.say(NAME)
    talk.say(PHONE)
    [command] = talk.press("确认提交").commands
    assert "invitation" not in command.body
    assert set(command.body["sealed"]) == {"name", "id_number", "phone"}


def test_on_telegram_nothing_of_the_person_is_said_and_the_page_asks():
    talk = chat(channel="telegram")
    talk.say(CODE)
    talk.say("快递员")

    assert talk.state.asked_field == "page"
    assert "张" not in talk.said
    assert page_fields(talk.state) == (("name", True), ("id_number", False), ("phone", True))
    assert invited_on_page(talk.state) == {"name": "张**", "phone": "139****0001"}

    talk.turn("page_form", data={"values": {"id_number": id_number(), "phone": PHONE}, "consent": True})
    [command] = talk.outcome.commands
    assert set(command.body["sealed"]) == {"id_number", "phone"}
    assert command.body["invitation"] == CODE


def test_a_code_is_never_kept_in_what_others_read():
    talk = chat()
    assert redact(talk.state, f"码{CODE}是我的", reference().names)[:LONGEST_LINE] == "码[邀请码]是我的"
    talk.say(f"邀请码{CODE}")
    assert CODE not in str(talk.said_before)
    assert not talk.outcome.delete_inbound
