"""我的信息 and 删除我的信息: what is remembered of somebody, and having it deleted."""

from __future__ import annotations

from bot.dialogue.state import State
from tests.bot.dialogue.applications import application
from tests.bot.dialogue.driver import Chat, answer
from tests.bot.dialogue.riders import rider_at


def test_my_data_is_shown_masked():
    chat = Chat(
        actions={"personal_data_of": {"enrollments": [application()], "tickets": [{"number": "T1"}], "memberships": []}}
    )

    chat.say("你们存了我什么", answer("my_data"))

    assert all(words in chat.said for words in ("3401**********1234", "190****4711", "T1"))


def test_my_data_tells_what_is_remembered_for_people():
    chat = Chat(actions={"personal_data_of": {"takeovers": [{"number": "RG1", "lines": 12}]}})
    chat.say("入会要交钱吗", answer("join_cost"))
    chat.say("你们存了我什么", answer("my_data"))

    assert "RG1：记了 12 句" in chat.said
    assert "最近说的 1 句话" in chat.said


def test_my_data_tells_of_questions_nobody_answered():
    asked = {"text": "雨天津贴算到几点", "reason": "fallback", "state": "open", "asked_at": "2026-11-22T04:03:00+00:00"}
    chat = Chat(actions={"personal_data_of": {"questions": [asked, asked]}})

    chat.say("你们存了我什么", answer("my_data"))

    assert "没给您答好的 2 个问题" in chat.said


def test_deleting_asks_once_and_tells_what_is_kept():
    chat = rider_at("confirm")
    chat.say("删除我的信息")
    assert "找不回来" in chat.said

    [command] = chat.press("确认删除").commands
    assert command.kind == "erase_person"
    assert chat.state.region == ""
    assert "sealed" not in str(chat.state.to_json())

    chat.result("erase_person", status="done", body={"erased": {}, "kept": [{"what": "会员登记", "why": "依法保存"}]})
    assert "会员登记：依法保存" in chat.said


def test_an_erasure_forgets_where_stations_were_looked_for():
    chat = Chat(state=State(region="340103", searched="region:340103"))

    chat.say("删除我的信息")
    chat.press("确认删除")

    assert (chat.state.region, chat.state.searched) == ("", "")
