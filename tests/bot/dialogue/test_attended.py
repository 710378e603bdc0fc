"""While a person has the conversation the bot is silent: everything goes to the desk, nothing of it is lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.dialogue.messages import Photo
from tests.bot.dialogue.desk import NUMBER, at_an_open_desk, attended, lines, order, orders, queued, told
from tests.bot.dialogue.driver import Chat, answer
from tests.bot.dialogue.people import NAME, PHONE, id_number
from tests.bot.dialogue.riders import rider_at

JPEG = {"type": "image/jpeg", "data": "/9j/4AAQ"}
HEFEI_SOUTH = (31.80, 117.29)
MIDDLE_OF_NOWHERE = (33.9, 116.4)


def test_the_claim_is_one_turn_that_introduces_the_person_and_acknowledges():
    chat = queued()
    said_until_now = chat.last_seq

    outcome = chat.news("takeover.claimed", number=NUMBER, claim=7, by="王师傅")

    assert (outcome.owner, outcome.raises_epoch) == ("person", True)
    [reply] = outcome.replies
    assert (reply.text, reply.author, reply.speaker) == ("工会的王师傅来接待您了。", "person", "王师傅")
    assert order(chat, "acknowledge_claim").body == {"claim": 7, "last_seq": said_until_now}


def test_a_persons_words_are_shown_word_for_word():
    chat = attended()

    outcome = chat.news("takeover.line", number=NUMBER, claim=1, seq=4, text="  您好,{请说} 12351 \n", photo=JPEG)

    [reply] = outcome.replies
    assert reply.text == "  您好,{请说} 12351 \n"
    assert reply.speaker == "王师傅"
    assert reply.photo == Photo("image/jpeg", "/9j/4AAQ")
    assert orders(chat) == []


@pytest.mark.parametrize(
    ("act", "line"),
    [
        (lambda chat: chat.say("入会要钱吗", answer("join_cost")), ("worker", "text", "入会要钱吗")),
        (lambda chat: chat.say("😀"), ("worker", "text", "😀")),
        (lambda chat: chat.say("转人工", answer("human")), ("worker", "text", "转人工")),
        (lambda chat: chat.turn("voice"), ("worker", "voice", "（发来一段语音或视频，没有转过来）")),
        (lambda chat: chat.turn("sticker"), ("worker", "sticker", "（发来一个表情或文件）")),
        (lambda chat: chat.turn("photo", text="罚款单"), ("worker", "photo", "罚款单")),
        (lambda chat: chat.turn("start"), ("worker", "text", "（打开了聊天）")),
        (lambda chat: chat.turn("button", button=None), ("worker", "button", "（点了一个旧按钮）")),
        (
            lambda chat: chat.turn("button", button={"do": "task", "id": "enroll", "title": "我要入会"}),
            ("worker", "button", "我要入会"),
        ),
        (lambda chat: chat.turn("contact", text=PHONE), ("worker", "contact", "（发来一张名片，号码没有转过来）")),
    ],
)
def test_whatever_the_worker_sends_goes_to_the_desk(act: Callable[[Chat], object], line: tuple[str, str, str]):
    chat = attended()

    act(chat)

    assert chat.replies == ()
    assert told(chat) == [line]
    assert chat.owner == "person"


def test_a_pin_becomes_words_without_coordinates():
    chat = attended()

    chat.point(*HEFEI_SOUTH)

    [line] = lines(chat)
    assert line["kind"] == "location"
    assert "合肥南站" in line["text"]
    assert line["understood"]["place"]
    assert line["understood"]["region"] == "340111"
    assert not any(number in str(line) for number in ("31.8", "117.2"))


def test_far_from_every_landmark_the_county_is_named():
    chat = attended()

    chat.point(*MIDDLE_OF_NOWHERE)

    [line] = lines(chat)
    assert "一带" in line["text"]
    assert "place" not in line["understood"]


def test_a_pin_outside_anhui_is_only_that():
    chat = attended()

    chat.point(39.9, 116.4)

    assert "不在安徽" in lines(chat)[0]["text"]
    assert "understood" not in lines(chat)[0]


def test_photos_go_along_from_the_page_and_from_a_channel():
    chat = attended()

    chat.turn("photo", data={"photo": JPEG})
    assert lines(chat)[0]["photo"] == JPEG
    chat.turn("photo", data={"file": "AgAD", "album": "9"})
    assert lines(chat)[0]["photo"] == {"file": "AgAD"}
    chat.turn("photo", data={"file": "AgAE", "album": "9"})
    assert lines(chat)[0]["photo"] == {"file": "AgAE"}


def test_an_emergency_is_flagged():
    chat = attended()

    chat.say("有人拿刀要砍我")

    assert chat.replies == ()
    assert lines(chat)[0]["emergency"] is True


def test_personal_values_are_masked_and_on_telegram_the_message_goes():
    text = f"我叫{NAME},身份证{id_number()},手机{PHONE}"
    for channel, goes in (("web", False), ("telegram", True)):
        chat = attended(channel)

        outcome = chat.say(text)

        assert lines(chat)[0]["text"] == "我叫[姓名],身份证[身份证号],手机[手机号]"
        assert outcome.delete_inbound is goes
        assert outcome.replies == ()


def test_news_from_elsewhere_go_to_the_desk():
    chat = attended()

    chat.news("enrollment.approved", number="XF0001", union="包河区总工会")

    assert chat.replies == ()
    [(author, kind, text)] = told(chat)
    assert (author, kind) == ("house", "news")
    assert "XF0001" in text


def test_what_became_of_a_command_goes_to_the_desk():
    chat = rider_at("confirm")
    chat.actions["standing"] = at_an_open_desk().actions["standing"]
    chat.press("确认提交")
    chat.say("转人工", answer("human"))
    chat.news("takeover.claimed", number=NUMBER, claim=1, by="王师傅")

    chat.result("submit_enrollment", status="done", body={"number": "XF0001", "union": {"name": "包河区总工会"}})

    assert chat.replies == ()
    assert "XF0001" in told(chat)[0][2]
    assert chat.state.submitted == ()


def test_a_page_filled_in_meanwhile_is_still_handed_over():
    chat = Chat(channel="telegram", actions=at_an_open_desk().actions)
    chat.say("我要入会", answer("enroll"))
    for text in ("外卖骑手", "美团", "包河区"):
        chat.say(text)
    chat.say("转人工", answer("human"))
    chat.news("takeover.claimed", number=NUMBER, claim=1, by="王师傅")

    values = {"name": NAME, "id_number": id_number(), "phone": PHONE}
    chat.turn("page_form", data={"consent": True, "values": values})

    assert sorted(orders(chat)) == ["submit_enrollment", "takeover_lines"]
    assert chat.replies == ()
    assert not any(value in str(lines(chat)) for value in values.values())


def test_a_transfer_puts_the_worker_back_into_the_queue():
    chat = attended()

    outcome = chat.news("takeover.returned", number=NUMBER, claim=1, why="transfer")

    assert (outcome.owner, outcome.raises_epoch) == ("queue", True)
    assert "换一位同志" in chat.said
    assert outcome.replies[0].author == "bot"


def test_an_unacknowledged_claim_is_told_as_what_it_is():
    chat = attended()

    chat.news("takeover.returned", number=NUMBER, claim=1, why="unacknowledged")

    assert "没接上" in chat.said


def test_the_close_gives_the_conversation_back_and_offers_the_form_of_before():
    chat = at_an_open_desk()
    chat.say("我要入会", answer("enroll"))
    chat.say("转人工", answer("human"))
    chat.news("takeover.claimed", number=NUMBER, claim=1, by="王师傅")

    outcome = chat.news("takeover.closed", number=NUMBER, claim=1, outcome="solved")

    assert (outcome.owner, outcome.raises_epoch) == ("bot", True)
    assert "现在又是我小蜂了" in chat.said
    assert "接着填" in chat.titles
    chat.press("接着填")
    assert chat.outcome.asks == "trade"


def test_late_news_of_a_first_takeover_do_not_end_the_second():
    chat = queued()
    chat.say("不等了")
    chat.actions["standing"] = at_an_open_desk().actions["standing"]
    chat.say("转人工", answer("human"))

    chat.news("takeover.closed", number=NUMBER, claim=0, outcome="left")

    assert chat.owner == "queue"
    assert chat.replies == ()


def test_the_close_of_a_takeover_the_worker_left_says_nothing():
    chat = queued()
    chat.say("不等了")

    chat.news("takeover.closed", number=NUMBER, claim=0, outcome="left")

    assert (chat.owner, chat.replies) == ("bot", ())


def test_whoever_left_as_somebody_came_is_heard_from_the_start():
    chat = queued()
    chat.say("不等了")
    chat.say("入会要钱吗", answer("join_cost"))

    chat.news("takeover.claimed", number=NUMBER, claim=1, by="王师傅")

    assert [(author, text.splitlines()[0]) for author, _, text in told(chat)] == [
        ("worker", "入会要钱吗"),
        ("bot", "申请入会不收任何费用。"),
    ]
    assert orders(chat) == ["takeover_lines", "acknowledge_claim"]


def test_news_nobody_wants_are_no_reason_to_miss_a_person():
    chat = queued()
    chat.say("别给我发通知了", answer("notifications_off"))

    chat.news("takeover.claimed", number=NUMBER, claim=1, by="王师傅")

    assert chat.owner == "person"


def test_lines_nobody_knows_the_takeover_of_bring_the_bot_back():
    chat = attended()

    chat.result("takeover_lines", status="refused", problem="not-found")

    assert chat.owner == "bot"
    assert chat.replies


def test_the_takeover_ends_with_the_erasure_of_its_worker():
    chat = attended()

    outcome = chat.result("erase_person", status="done", body={"kept": []})

    assert (outcome.owner, outcome.raises_epoch) == ("bot", True)
    assert orders(chat) == []
