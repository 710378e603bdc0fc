"""Answers from the list, one or two at once, unsure or none at all, and without nlu."""

from __future__ import annotations

import pytest

from tests.bot.dialogue.driver import Chat, answer, fallback, region, suggest
from tests.bot.dialogue.riders import rider_at


def test_an_answer_is_the_stored_text_with_its_source_and_buttons():
    chat = Chat()

    chat.say("入会花钱不", answer("join_cost"))

    assert chat.replies[0].text == "申请入会不收任何费用。\n\n来源：中国工会章程，2023-10-12"
    assert chat.titles == ["我要入会", "没答对"]


def test_a_sensitive_answer_offers_a_person():
    chat = Chat()

    chat.say("平台乱扣钱", answer("platform_fine"))

    assert chat.replies[0].text.startswith("先在平台申诉,留好截图。")
    assert "转人工" in chat.titles


def test_two_needs_get_both_answers():
    chat = Chat()

    chat.say("入会要钱吗,身份证安全吗", answer("join_cost", second="privacy_data"))

    assert [reply.text.splitlines()[0] for reply in chat.replies] == [
        "申请入会不收任何费用。",
        "加密保存,只用于入会审核。",
    ]


def test_an_answer_and_a_task_come_in_that_order():
    chat = Chat()

    chat.say("我要入会,要钱吗", answer("enroll", second="join_cost"))

    assert chat.replies[0].text.startswith("申请入会不收任何费用。")
    assert chat.outcome.asks == "trade"


def test_unsure_shows_choices_and_none_of_these():
    chat = Chat()

    chat.say("那个钱的事", suggest("join_cost", "platform_fine", "gone_topic"))
    assert chat.titles == ["入会要不要交钱", "平台罚款/扣钱不合理怎么申诉", "都不是"]

    chat.press("都不是")
    assert "换个说法" in chat.said
    assert "转人工" in chat.titles


def test_a_choice_is_answered_when_pressed():
    chat = Chat()
    chat.say("那个钱的事", suggest("join_cost", "platform_fine"))

    chat.press("入会要不要交钱")

    assert "申请入会不收任何费用。" in chat.said


def test_a_person_is_offered_after_two_misses():
    chat = Chat()
    chat.say("哦豁呀")
    assert "我能办的事" in chat.said
    assert "12351" not in chat.said

    chat.say("哦豁呀呀")
    assert chat.titles[0] == "转人工"
    chat.say("好的")
    assert chat.state.form.name == "human"


def test_a_label_the_bot_does_not_hold_is_skipped():
    chat = Chat()

    chat.say("什么新东西", answer("unknown_topic"))

    assert chat.titles[0] == "入会要不要交钱"


@pytest.mark.parametrize(
    "task", ["greet", "thanks", "goodbye", "bot_challenge", "complain_bot", "out_of_scope", "help"]
)
def test_every_chat_id_has_its_own_reply(task: str):
    chat = Chat()

    chat.say("随便一句什么话", answer(task))

    assert len(chat.replies) == 1
    assert chat.outcome.asks is None


def test_scolding_the_bot_brings_an_apology_near_topics_and_a_person():
    chat = Chat()
    chat.say("那个钱的事", suggest("join_cost", "platform_fine"))

    chat.say("你答非所问", answer("complain_bot"))

    assert "对不起" in chat.said
    assert chat.titles == ["入会要不要交钱", "平台罚款/扣钱不合理怎么申诉", "转人工"]


def test_a_region_alone_asks_what_is_wanted_there():
    chat = Chat()

    chat.say("包河区", fallback(region("340111", "包河区")))

    assert chat.titles == ["找那儿的驿站", "我要入会", "工会的电话和地址"]


def test_without_nlu_titles_and_control_words_still_work():
    chat = Chat(nlu_down=True)

    chat.say("入会要不要交钱?")
    assert "申请入会不收任何费用。" in chat.said
    chat.say("转人工")
    assert chat.outcome.asks == "description"


@pytest.mark.parametrize(
    ("text", "asks"),
    [("我在包河区送美团,想加入工会", "consent"), ("附近有没有驿站", "place"), ("给我转人工吧", "description")],
)
def test_without_nlu_plain_key_words_start_a_task(text: str, asks: str):
    chat = Chat(nlu_down=True)

    assert chat.say(text).asks == asks


def test_without_nlu_a_question_about_joining_starts_nothing():
    chat = Chat(nlu_down=True)

    assert chat.say("我要入会得交钱吗?").asks is None


def test_going_on_out_of_the_blue_finds_the_form_put_aside():
    chat = rider_at("phone")
    chat.turn("start")
    chat.say("入会要钱吗", answer("join_cost"))

    chat.say("继续")
    chat.press("接着填")

    assert chat.outcome.asks == "phone"


@pytest.mark.parametrize("said", ["同意，继续", "同意并继续", "确认提交"])
def test_agreeing_to_nothing_asks_what_is_wanted(said: str):
    chat = Chat()

    chat.say(said, suggest("notifications_on", "enroll"))

    assert chat.said == "好的。您想办什么？直接说，或者看看菜单。"
    assert chat.state.form is None


def test_without_nlu_the_rest_gets_the_menu():
    chat = Chat(nlu_down=True)

    chat.say("我那个事情你看怎么弄比较好")

    assert {"我要入会", "找驿站", "转人工"} <= set(chat.titles)


def test_asking_twice_for_a_person_goes_straight_on():
    chat = Chat()
    chat.say("转人工")
    chat.say("转人工")
    outcome = chat.press("跳过")

    [command] = outcome.commands
    assert command.body["kind"] == "human"
    assert command.body["text"]
