"""Topics come and go with the feed; the bot knows no other list of them."""

from __future__ import annotations

from bot.dialogue.feed import Feed
from tests.bot.dialogue.driver import Chat, answer, entry, feed, feed_of, suggest

NEW = entry("night_canteen_2027", "夜宵食堂在哪", "在劳模路。", category="welfare_2027")
NOT_OURS = entry("not_ours_parcel_lost", "快递丢了找谁", "先找快递公司。", category="not_ours", sensitive=True)


def feed_with(*more: object) -> Feed:
    return feed_of(entry("join_cost", "入会要不要交钱", "不收。"), *more)  # type: ignore[arg-type]


def test_a_topic_published_a_moment_ago_is_answered_suggested_and_found_by_its_title():
    chat = Chat(feed=feed_with(NEW))

    chat.say("夜里哪儿吃饭", answer("night_canteen_2027"))
    assert "在劳模路。" in chat.said
    chat.say("吃饭的事", suggest("join_cost", "night_canteen_2027"))
    assert "夜宵食堂在哪" in chat.titles
    chat.nlu_down = True
    chat.say("夜宵食堂在哪？")
    assert "在劳模路。" in chat.said


def test_a_topic_retired_meanwhile_leaves_no_button_that_fails():
    chat = Chat(feed=feed_with(NEW))
    chat.say("吃饭的事", suggest("join_cost", "night_canteen_2027"))
    pressed = chat.button("夜宵食堂在哪")
    chat.feed = feed_with()

    chat.press_button(pressed)

    assert "暂时找不到了" in chat.said
    assert "我要入会" in chat.titles


def test_yes_to_a_topic_retired_meanwhile_says_that_it_is_gone():
    chat = Chat(feed=feed_with(NEW))
    chat.say("吃饭的事", suggest("night_canteen_2027"))
    chat.feed = feed_with()

    chat.say("是的")

    assert "暂时找不到了" in chat.said


def test_a_retired_topic_is_not_shown_as_the_next_best():
    chat = Chat(feed=feed_with(NEW))
    chat.say("吃饭的事", suggest("join_cost", "night_canteen_2027"))
    chat.press("入会要不要交钱")
    chat.feed = feed_with()

    chat.say("不是这个")

    assert chat.titles == ["转人工", "帮助/菜单"]


def test_what_had_to_wait_and_was_retired_is_not_offered():
    chat = Chat(feed=feed_with(NEW))
    chat.say("交钱,吃饭", suggest("join_cost", second="night_canteen_2027"))
    pressed = chat.button("入会要不要交钱")
    chat.feed = feed_with()

    chat.press_button(pressed)

    assert "不收。" in chat.said
    assert "还提到过" not in chat.said


def test_what_is_somebody_elses_business_is_answered_without_a_person():
    chat = Chat(feed=feed_with(NOT_OURS))

    chat.say("快递丢了", answer("not_ours_parcel_lost"))

    assert "先找快递公司。" in chat.said
    assert "来源：" in chat.said
    assert chat.titles == ["没答对"]
    assert chat.state.offer is None


def test_what_is_somebody_elses_business_is_not_on_the_menu():
    chat = Chat(feed=feed_with(NOT_OURS))

    chat.say("帮助")

    assert "快递丢了找谁" not in chat.titles


def test_keys_of_a_later_release_are_passed_over():
    packed = {"version": 9, "made_at": "2027-01-01", "entries": [{**NEW, "mood": {"x": 1}, "variants": None}]}

    assert Feed.from_json(packed).get("night_canteen_2027") is not None


def test_an_entry_without_the_newer_keys_still_works():
    assert feed().get("join_cost").variants == ()
