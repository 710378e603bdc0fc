"""What each kind of update becomes. The updates are made by the double's worker, as Telegram would."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from telegram import Update

from bot.channels.channel import Arrival
from bot.channels.telegram.arrivals import arrival_from
from bot.dialogue.messages import Location
from tests.telegram_double.chats import Chats
from tests.telegram_double.updates import Updates
from tests.telegram_double.worker import TelegramWorker

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
CODE = "BCDFG-HJKMP"  # made up, with a right check sign
PHONE = "86" + "138" + "00000000"


def arrival_of(doing: Callable[[TelegramWorker], Any]) -> Arrival | None:
    chats, updates = Chats(), Updates(1000, lambda: None)
    doing(TelegramWorker(chats, updates, 70_001, "测试"))
    [packed] = updates.take(0, 100)
    update = Update.de_json(packed, None)
    assert update is not None
    return arrival_from(update, NOW)


@pytest.mark.parametrize(
    ("doing", "kind", "text"),
    [
        (lambda w: w.type("怎么入会"), "text", "怎么入会"),
        (lambda w: w.type("/start"), "start", "/start"),
        (lambda w: w.type("/start from-poster"), "start", "/start from-poster"),
        (lambda w: w.type("/help"), "help", "/help"),
        (lambda w: w.type("/help@xiaofeng_double_bot"), "help", "/help@xiaofeng_double_bot"),
        (lambda w: w.type("/greet"), "text", "/greet"),
        (lambda w: w.type("/"), "text", "/"),
        (lambda w: w.type("/start BCDFG-HJKMY"), "start", "/start BCDFG-HJKMY"),  # no code: its check sign is wrong
        (lambda w: w.type(f"/start {CODE.lower()}"), "text", CODE),
        (lambda w: w.type("你好 /start"), "text", "你好 /start"),
        (lambda w: w.share_contact(PHONE), "contact", PHONE),
        (lambda w: w.send_photo(), "photo", ""),
        (lambda w: w.send_photo("罚单拍下来了"), "photo", "罚单拍下来了"),
        (lambda w: w.send_document("image/png"), "photo", ""),
        (lambda w: w.send_document("application/pdf"), "sticker", ""),
        (lambda w: w.send_voice(), "voice", ""),
        (lambda w: w.write({"audio": {"file_id": "a", "file_unique_id": "a", "duration": 9}}), "voice", ""),
        (lambda w: w.write({"video_note": {"file_id": "v", "file_unique_id": "v", "length": 9, "duration": 9}}),
         "voice", ""),
        (lambda w: w.send_sticker(), "sticker", ""),
        (lambda w: w.write({"dice": {"emoji": "🎲", "value": 3}}), "sticker", ""),
        (lambda w: w.write({"invented_next_year": {"x": 1}}), "sticker", ""),
    ],
)  # fmt: skip
def test_each_kind_of_message_has_its_kind_of_inbound(doing: Any, kind: str, text: str) -> None:
    arrival = arrival_of(doing)

    assert arrival is not None
    assert (arrival.inbound.kind, arrival.inbound.text) == (kind, text)
    assert (arrival.update_id, arrival.address, arrival.message_ref) == ("1000", "70001", "1")


@pytest.mark.parametrize(
    "doing", [lambda w: w.share_location(31.82, 117.22), lambda w: w.share_venue(31.82, 117.22, "明珠广场")]
)
def test_a_pin_and_a_venue_are_points_in_wgs84(doing: Any) -> None:
    arrival = arrival_of(doing)

    assert arrival is not None
    assert arrival.inbound.kind == "location"
    assert arrival.inbound.location == Location(31.82, 117.22, "wgs84")


@pytest.mark.parametrize("own", [True, False])
def test_a_contact_card_says_whether_it_is_the_senders_own(own: bool) -> None:
    arrival = arrival_of(lambda worker: worker.share_contact(PHONE, own=own))

    assert arrival is not None
    assert arrival.inbound.data == {"own": own}


def test_a_pressed_button_brings_its_id_and_is_dated_by_our_clock() -> None:
    chats, updates = Chats(), Updates(1000, lambda: None)
    worker = TelegramWorker(chats, updates, 70_001, "测试")
    worker.start()
    markup = {"inline_keyboard": [[{"text": "我要入会", "callback_data": "b-17"}]]}
    chats.keep(70_001, "sendMessage", {"text": "想办什么？"}, markup)
    worker.press("入会")

    update = Update.de_json(updates.take(1001, 1)[0], None)
    assert update is not None
    arrival = arrival_from(update, NOW)

    assert arrival is not None
    assert (arrival.inbound.kind, arrival.button_id, arrival.inbound.at) == ("button", "b-17", NOW)
    assert arrival.inbound.button is None
    assert arrival.address == "70001"


def test_a_message_is_dated_by_telegram_in_utc() -> None:
    arrival = arrival_of(lambda worker: worker.write({"text": "在吗", "date": 1_790_000_000}))

    assert arrival is not None
    assert arrival.inbound.at == datetime.fromtimestamp(1_790_000_000, UTC)
    assert arrival.inbound.at.tzinfo is not None


def test_a_picture_names_the_file_of_its_largest_size_and_its_album() -> None:
    arrival = arrival_of(lambda worker: worker.send_photo("罚单在这里", album="77"))

    assert arrival is not None
    assert arrival.inbound.text == "罚单在这里"
    assert arrival.inbound.data == {"file": "photo-file", "album": "77"}


def test_a_picture_sent_as_a_file_is_one_too() -> None:
    arrival = arrival_of(lambda worker: worker.send_document("image/png"))

    assert arrival is not None
    assert (arrival.inbound.kind, arrival.inbound.data) == ("photo", {"file": "document-file"})


def a_button_in_a_group(worker: TelegramWorker) -> None:
    message = {"message_id": 1, "date": 1_790_000_000, "chat": {"id": -5, "type": "group", "title": "群"}}
    user = {"id": 9, "is_bot": False, "first_name": "测试"}
    query = {"id": "1", "from": user, "chat_instance": "1", "message": message, "data": "b-1"}
    worker._updates.add("callback_query", query)


@pytest.mark.parametrize(
    "doing",
    [
        lambda w: w._updates.add("edited_message", w._message(1, {"text": "改了", "edit_date": 1_790_000_000})),
        lambda w: w._updates.add("channel_post", {**w._message(1, {"text": "频道"}),
                                                  "chat": {"id": -7, "type": "channel", "title": "频道"}}),
        lambda w: w.write({"text": "大家好", "chat": {"id": -5, "type": "group", "title": "群"}}),
        lambda w: w.write({"text": "我是机器人", "from": {"id": 8, "is_bot": True, "first_name": "机"}}),
        lambda w: w.write({"pinned_message": w._message(1, {"text": "置顶"})}),
        a_button_in_a_group,
    ],
    ids=["edit", "channel post", "group", "robot", "pinned note", "button in a group"],
)  # fmt: skip
def test_what_is_not_said_to_us_in_private_is_left_alone(doing: Any) -> None:
    assert arrival_of(doing) is None
