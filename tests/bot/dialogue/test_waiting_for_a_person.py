"""Asking for a person while the desk is open, and what the queue is told and tells."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.dialogue.messages import Unavailable
from tests.bot.dialogue.desk import (
    NUMBER,
    OPEN,
    SHUT,
    at_an_open_desk,
    attended,
    in_queue,
    lines,
    order,
    orders,
    queued,
    told,
)
from tests.bot.dialogue.driver import Chat, answer, fallback, region, suggest
from tests.bot.dialogue.people import NAME, PHONE, id_number


def reason_of(chat: Chat) -> str:
    return str(order(chat, "open_takeover").body["reason"])


def test_while_the_desk_is_open_asking_for_a_person_opens_a_takeover():
    chat = at_an_open_desk()

    chat.say("转人工", answer("human"))

    assert chat.owner == "queue"
    assert orders(chat) == ["open_takeover"]
    assert reason_of(chat) == "asked"
    assert chat.titles == ["排到几了", "不等了"]
    assert chat.outcome.asks is None


@pytest.mark.parametrize("standing", [SHUT, Unavailable(), {"problem": "not-found", "detail": ""}])
def test_where_nobody_would_come_a_message_is_taken_down(standing: object):
    chat = Chat(actions={"standing": standing})

    chat.say("转人工", answer("human"))

    assert chat.owner == "bot"
    assert orders(chat) == []
    assert chat.outcome.asks == "description"


def test_after_hours_the_hours_are_told():
    chat = Chat(actions={"standing": SHUT})

    chat.say("转人工", answer("human"))

    assert "每天 8:30–17:30" in chat.said


def test_what_was_said_before_goes_along_without_personal_values():
    chat = at_an_open_desk()
    chat.say(f"我叫{NAME},电话{PHONE},证件{id_number()},入会要钱吗", answer("join_cost"))

    chat.say("转人工", answer("human"))

    sent = lines(chat)
    assert [line["from"] for line in sent] == ["worker", "bot", "worker", "bot"]
    assert sent[0]["text"] == "我叫[姓名],电话[手机号],证件[身份证号],入会要钱吗"
    assert sent[0]["understood"]["topics"] == ["join_cost"]
    assert sent[1]["text"].startswith("申请入会不收任何费用。")
    assert sent[2]["text"] == "转人工"
    assert not any(secret in str(sent) for secret in (NAME, PHONE, id_number()))


def test_what_was_said_to_a_form_goes_along_as_that():
    chat = at_an_open_desk()
    chat.say("入会要钱吗", answer("join_cost"))
    chat.say("我要入会", answer("enroll"))
    chat.say("送外卖的", suggest("join_cost", "privacy_data"))

    chat.say("转人工", answer("human"))

    told_to_form = {
        line["text"]: line["understood"].get("to_form", False)
        for line in lines(chat)
        if line["from"] == "worker" and "understood" in line
    }
    assert told_to_form["入会要钱吗"] is False
    assert told_to_form["送外卖的"] is True


def settled(chat: Chat, name: str) -> list[str]:
    """The words of the lines that what was handed over names as dealt with, or as missed."""
    said = {line["at"]: line["text"] for line in lines(chat) if line["from"] == "worker"}
    return [said.get(at, "(earlier)") for line in lines(chat) for at in line.get("understood", {}).get(name, ())]


def test_what_the_bot_answered_did_or_noted_goes_along_as_dealt_with():
    chat = at_an_open_desk()
    chat.say("入会要钱吗", answer("join_cost"))
    chat.say("合肥市包河区的", suggest("join_how", entities=(region("340111", "包河区"),)))
    chat.say("包河区哪有驿站", answer("find_station", entities=(region("340111", "包河区"),)))

    chat.say("转人工", answer("human"))

    assert settled(chat, "dealt_with") == ["入会要钱吗", "合肥市包河区的", "包河区哪有驿站"]
    assert settled(chat, "missed") == []


def test_what_was_not_understood_and_choices_nobody_took_are_not_dealt_with():
    chat = at_an_open_desk()
    chat.say("咕咕咕咕", fallback())
    chat.say("那个费用的事", suggest("join_cost", "join_how"))

    chat.say("转人工", answer("human"))

    assert settled(chat, "dealt_with") == []


def test_a_question_one_of_whose_choices_was_taken_is_dealt_with():
    chat = at_an_open_desk()
    chat.say("那个费用的事", suggest("join_cost", "join_how"))
    chat.press("入会要不要交钱")

    chat.say("转人工", answer("human"))

    assert settled(chat, "dealt_with") == ["那个费用的事"]


def test_an_answer_the_worker_complains_of_in_the_queue_goes_along_as_missed():
    chat = queued()
    chat.say("入会要钱吗", answer("join_cost"))
    assert settled(chat, "dealt_with") == ["入会要钱吗"]
    asked_at = lines(chat)[0]["at"]

    chat.say("没答对", fallback())

    [complaint] = [line for line in lines(chat) if line["from"] == "worker"]
    assert complaint["understood"]["missed"] == [asked_at]


def test_what_was_answered_right_before_a_person_is_asked_for_goes_along_as_doubted():
    chat = at_an_open_desk()
    chat.say("包河区哪有驿站", answer("find_station", entities=(region("340111", "包河区"),)))
    chat.say("入会要钱吗", answer("join_cost"))

    chat.say("帮我叫个真人来说", answer("human"))

    assert settled(chat, "dealt_with") == ["包河区哪有驿站", "入会要钱吗"]
    assert settled(chat, "doubted") == ["入会要钱吗"]


def test_an_answer_something_else_was_said_after_is_not_doubted():
    chat = at_an_open_desk()
    chat.say("入会要钱吗", answer("join_cost"))
    chat.say("谢谢", answer("thanks"))

    chat.say("转人工", answer("human"))

    assert settled(chat, "doubted") == []


@pytest.mark.parametrize(
    "take_up", [lambda chat: chat.press("转人工"), lambda chat: chat.say("转人工", answer("human"))]
)
def test_where_a_person_was_offered_with_the_answer_it_is_not_doubted(take_up: Callable[[Chat], object]):
    chat = at_an_open_desk()
    chat.say("罚款申诉", answer("platform_fine"))

    take_up(chat)

    assert orders(chat) == ["open_takeover"]
    assert settled(chat, "doubted") == []


def test_what_is_said_while_a_person_is_there_is_theirs_to_deal_with():
    chat = attended()

    chat.say("入会要钱吗", answer("join_cost"))

    assert settled(chat, "dealt_with") == []


@pytest.mark.parametrize("request_", ["转人工", "找人工", "人工", "帮我叫个真人来说"])
def test_beside_a_request_for_a_person_no_topic_is_named(request_: str):
    chat = at_an_open_desk()

    chat.say(request_, answer("human"))

    [line, _] = lines(chat)
    assert line["text"] == request_
    assert "understood" not in line


def test_beside_a_request_for_a_person_about_something_the_topic_is_named():
    chat = at_an_open_desk()

    chat.say("入会要不要钱,转人工", answer("human", second="join_cost"))

    assert lines(chat)[0]["understood"]["topics"] == ["human", "join_cost"]


@pytest.mark.parametrize("begin", [queued, attended])
@pytest.mark.parametrize("said", ["排到几了", "还要等多久", "不等了", "取消排队", "好的", "谢谢"])
def test_beside_words_about_the_waiting_and_thanks_no_topic_is_named(begin: Callable[[], Chat], said: str):
    chat = begin()

    chat.say(said, suggest("join_cost", "join_how"))

    assert "understood" not in lines(chat)[0]


def test_beside_a_button_of_the_waiting_no_topic_is_named():
    chat = attended()

    chat.turn("button", button={"do": "waiting", "step": "leave", "title": "不等了"})

    [line] = lines(chat)
    assert (line["kind"], line["text"]) == ("button", "不等了")
    assert "understood" not in line


def test_a_place_named_with_the_request_for_a_person_is_kept():
    chat = at_an_open_desk()

    chat.say("我在包河区,转人工", answer("human", entities=(region("340111", "包河区"),)))

    assert lines(chat)[0]["understood"] == {"topics": [], "region": "340111"}


def test_at_most_thirty_lines_go_along():
    chat = at_an_open_desk()
    for _ in range(40):
        chat.say("谢谢", answer("thanks"))

    chat.say("转人工", answer("human"))

    assert len(lines(chat)) <= 30
    assert lines(chat)[-2]["text"] == "转人工"


def test_region_and_topic_are_told():
    chat = at_an_open_desk()
    chat.say("包河区平台乱扣钱", answer("platform_fine", entities=(region("340111", "包河区"),)))
    chat.say("转人工", answer("human", entities=(region("340111", "包河区"),)))

    body = order(chat, "open_takeover").body
    assert (body["region"], body["topic"]) == ("340111", "platform_fine")


def test_the_region_named_before_and_the_task_begun_are_told():
    chat = at_an_open_desk()
    chat.say("我在包河区送外卖,想入会", answer("enroll", entities=(region("340111", "包河区"),)))
    chat.say("谢谢", answer("thanks"))
    chat.say("转人工", answer("human"))

    body = order(chat, "open_takeover").body
    assert (body["region"], body["topic"]) == ("340111", "enroll")


def test_of_two_regions_named_the_latest_is_told():
    chat = at_an_open_desk()
    chat.say("包河区入会要钱吗", answer("join_cost", entities=(region("340111", "包河区"),)))
    chat.say("庐阳区入会要钱吗", answer("join_cost", entities=(region("340103", "庐阳区"),)))
    chat.say("转人工", answer("human"))

    assert order(chat, "open_takeover").body["region"] == "340103"


def test_a_button_under_a_sensitive_answer_says_so():
    chat = at_an_open_desk()
    chat.say("平台乱扣钱", answer("platform_fine"))
    chat.press("转人工")

    assert reason_of(chat) == "sensitive"


def test_two_misses_and_yes_to_the_offer():
    chat = at_an_open_desk()
    chat.say("嘎嘣脆", fallback())
    chat.say("稀里哗啦", fallback())
    chat.say("要", answer("affirm"))

    assert reason_of(chat) == "misses"


def test_an_emergency_and_yes_to_the_offer():
    chat = at_an_open_desk()
    chat.say("我出车祸了,动不了了")
    assert "120" in chat.said
    chat.say("要", answer("affirm"))

    assert reason_of(chat) == "emergency"
    assert lines(chat)[0]["emergency"] is True


def test_while_waiting_the_bot_goes_on_answering_and_both_sides_are_passed_on():
    chat = queued()

    chat.say("入会要钱吗", answer("join_cost"))

    assert "申请入会不收任何费用。" in chat.said
    assert [(author, text.splitlines()[0]) for author, _, text in told(chat)] == [
        ("worker", "入会要钱吗"),
        ("bot", "申请入会不收任何费用。"),
    ]


@pytest.mark.parametrize(
    "text", ["排到几了", "现在排到第几了?", "前面还有几个人", "还要等多久", "轮到我了吗", "怎么还没人"]
)
def test_the_place_is_told_to_whoever_asks(text: str):
    chat = queued()

    chat.say(text)

    assert "第 3 位" in chat.said
    assert "每天 8:30–17:30" in chat.said
    assert "12351" in chat.said


def test_asking_for_a_person_again_tells_the_place():
    chat = queued()

    chat.say("转人工", answer("human"))

    assert "第 3 位" in chat.said
    assert "open_takeover" not in orders(chat)


def test_a_claim_on_its_way_is_no_place():
    chat = queued()
    chat.actions["standing"] = {**in_queue(), "state": "pending", "position": None}

    chat.say("排到几了")

    assert "快轮到" in chat.said


def test_after_hours_a_waiting_worker_may_leave_a_message():
    chat = queued()
    chat.actions["standing"] = {**in_queue(), "open": False}
    chat.say("排到几了")
    chat.press("留个言")

    assert chat.owner == "bot"
    assert orders(chat) == ["takeover_lines", "leave_takeover"]
    assert chat.outcome.asks == "description"


def test_the_place_is_not_made_up_while_actions_are_down():
    chat = queued()
    chat.actions["standing"] = Unavailable()

    chat.say("排到几了")

    assert chat.owner == "queue"
    assert "第 " not in chat.said


def test_a_takeover_actions_know_nothing_of_is_over():
    chat = queued()
    chat.actions["standing"] = OPEN

    chat.say("排到几了")

    assert chat.owner == "bot"


def test_one_that_is_not_opened_yet_is_not():
    chat = at_an_open_desk()
    chat.say("转人工", answer("human"))

    chat.say("排到几了")

    assert chat.owner == "queue"


@pytest.mark.parametrize("text", ["不等了", "取消排队", "算了不等了", "取消"])
def test_a_worker_who_does_not_want_to_wait_leaves(text: str):
    chat = queued()

    chat.say(text)

    assert chat.owner == "bot"
    assert orders(chat)[-1] == "leave_takeover"


@pytest.mark.parametrize("words", ["", "罚款单"])
def test_a_photo_waits_for_the_person_too(words: str):
    chat = queued()
    photo = {"type": "image/jpeg", "data": "/9j/4AAQ"}

    chat.turn("photo", text=words, data={"photo": photo}, understanding=fallback())

    assert lines(chat)[0]["photo"] == photo
    assert "转给工会的同志" in chat.said
    assert "没有保存" not in chat.said


def test_other_questions_about_waiting_are_not_about_the_queue():
    chat = queued()

    chat.say("入会审核要等多久", answer("join_cost"))

    assert "申请入会不收任何费用。" in chat.said


def test_a_form_is_put_aside_and_offered_when_the_worker_leaves():
    chat = at_an_open_desk()
    chat.say("我要入会", answer("enroll"))
    chat.say("转人工", answer("human"))
    assert chat.state.form is None

    chat.say("不等了")

    assert "接着填" in chat.said


def test_buttons_of_a_queue_that_is_over_are_old():
    chat = queued()
    chat.say("排到几了")
    late = chat.button("不等了")
    chat.say("不等了")

    chat.press_button(late)

    assert "过期" in chat.said
    assert orders(chat) == []


def test_nobody_came_for_long_is_said_honestly():
    chat = queued()

    chat.news("takeover.climbed", number=NUMBER, position=3)

    assert "12351" in chat.said
    assert "留个言" in chat.titles
    assert [author for author, _, _ in told(chat)] == ["bot"]


def test_an_opening_that_was_refused_takes_a_message_down():
    chat = at_an_open_desk()
    chat.say("转人工", answer("human"))

    chat.result("open_takeover", status="refused", problem="invalid-field")

    assert chat.owner == "bot"
    assert orders(chat) == []
    assert chat.outcome.asks == "description"


def test_nlu_being_out_opens_the_conversation_to_people():
    chat = Chat(nlu_down=True, nlu_out=True, actions={"standing": OPEN})

    chat.say("我这个单子被扣了好几块")

    assert reason_of(chat) == "outage"
    assert chat.owner == "queue"
    assert "12351" in chat.said


@pytest.mark.parametrize(("out", "standing"), [(False, OPEN), (True, SHUT), (True, Unavailable())])
def test_a_short_outage_or_a_closed_desk_brings_the_menu(out: bool, standing: object):
    chat = Chat(nlu_down=True, nlu_out=out, actions={"standing": standing})

    chat.say("我这个单子被扣了好几块")

    assert chat.owner == "bot"
    assert "先点下面的按钮" in chat.said
