"""Which messages a reply becomes."""

from __future__ import annotations

import pytest
from prcoords import wgs_gcj
from telegram import InlineKeyboardMarkup, ReplyKeyboardMarkup

from bot.channels.channel import OutgoingButton, OutgoingReply
from bot.channels.telegram.composition import TextMessage, VenueMessage, compose
from bot.dialogue.messages import Link, StationCard
from bot.dialogue.responses import Responses

STATION = StationCard(
    name="示例工会驿站",
    address="示例路1号",
    distance_m=347,
    hours="08:00-20:00",
    open_now=True,
    facilities=("饮水",),
    lat=31.8206,
    lon=117.2272,
    map_url="https://uri.amap.com/marker?position=117.2272,31.8206",
    sample=True,
)


def inline(message: TextMessage | VenueMessage) -> list[list[str]]:
    assert isinstance(message.keyboard, InlineKeyboardMarkup)
    return [[button.text for button in row] for row in message.keyboard.inline_keyboard]


def test_a_plain_reply_is_one_message_without_a_keyboard(responses: Responses) -> None:
    assert compose(OutgoingReply("您好"), responses) == (TextMessage("您好"),)


def test_buttons_stand_under_the_last_part_of_a_long_text(responses: Responses) -> None:
    reply = OutgoingReply("会" * 5000, buttons=(OutgoingButton("我要入会", "b-1"),))

    first, last = compose(reply, responses)

    assert first.keyboard is None
    assert inline(last) == [["我要入会"]]
    assert isinstance(last.keyboard, InlineKeyboardMarkup)
    assert last.keyboard.inline_keyboard[0][0].callback_data == "b-1"


def test_two_short_buttons_share_a_row_and_a_long_one_has_its_own(responses: Responses) -> None:
    titles = ("是", "不是", "都不是，我想找人工客服")
    reply = OutgoingReply("对吗？", buttons=tuple(OutgoingButton(title, title) for title in titles))

    [message] = compose(reply, responses)

    assert inline(message) == [["是", "不是"], ["都不是，我想找人工客服"]]


def test_web_links_are_buttons_above_the_quick_replies(responses: Responses) -> None:
    reply = OutgoingReply(
        "填资料", buttons=(OutgoingButton("返回", "b-1"),), links=(Link("打开表单", "https://bot.example.org/form/x"),)
    )

    [message] = compose(reply, responses)

    assert inline(message) == [["打开表单"], ["返回"]]


@pytest.mark.parametrize(
    ("url", "line"),
    [
        ("tel:12351", "职工热线：12351"),
        ("http://localhost:8080/form/x", "职工热线：http://localhost:8080/form/x"),
        ("weixin://dl/chat", "职工热线：weixin://dl/chat"),
        ("https://[broken", "职工热线：https://[broken"),
    ],
)
def test_a_link_telegram_would_refuse_as_a_button_is_spelled_out(responses: Responses, url: str, line: str) -> None:
    [message] = compose(OutgoingReply("可以打电话", links=(Link("职工热线", url),)), responses)

    assert message == TextMessage(f"可以打电话\n{line}")


def test_a_number_already_in_the_title_is_not_said_twice(responses: Responses) -> None:
    [message] = compose(OutgoingReply("可以打电话", links=(Link("拨打12351", "tel:12351"),)), responses)

    assert message == TextMessage("可以打电话\n拨打12351")


def test_a_station_is_a_venue_after_the_text_with_what_matters_in_its_line(responses: Responses) -> None:
    text, venue = compose(OutgoingReply("离您最近：", stations=(STATION,)), responses)

    assert isinstance(text, TextMessage)
    assert isinstance(venue, VenueMessage)
    assert venue.title == "示例工会驿站"
    assert venue.address == "示例路1号 · 约350米 · 08:00-20:00 · 营业中"
    assert inline(venue) == [["打开地图"]]


def test_a_venues_pin_is_converted_to_wgs84(responses: Responses) -> None:
    [venue] = compose(OutgoingReply("", stations=(STATION,)), responses)

    assert isinstance(venue, VenueMessage)
    back = wgs_gcj((venue.lat, venue.lon))
    assert (back.lat, back.lon) == pytest.approx((STATION.lat, STATION.lon), abs=2e-6)
    assert abs(venue.lon - STATION.lon) > 0.004  # GCJ-02 and WGS-84 lie about half a kilometre apart in Hefei


def test_under_the_last_venue_stand_its_map_and_the_replys_buttons(responses: Responses) -> None:
    reply = OutgoingReply("离您最近：", buttons=(OutgoingButton("只看营业中", "b-1"),), stations=(STATION, STATION))

    text, first, last = compose(reply, responses)

    assert text.keyboard is None
    assert inline(first) == [["打开地图"]]
    assert inline(last) == [["打开地图"], ["只看营业中"]]


@pytest.mark.parametrize(("distance_m", "shown"), [(0, "约10米"), (991, "约1000米"), (1240, "约1.2公里")])
def test_distances_are_rounded_as_people_say_them(responses: Responses, distance_m: int, shown: str) -> None:
    card = StationCard(**{**vars(STATION), "distance_m": distance_m})

    [venue] = compose(OutgoingReply("", stations=(card,)), responses)

    assert isinstance(venue, VenueMessage)
    assert f" · {shown} · " in venue.address


def test_asked_for_a_place_the_worker_gets_a_key_that_shares_the_position(responses: Responses) -> None:
    [message] = compose(OutgoingReply("您在哪一带？", asks="place"), responses)

    assert isinstance(message.keyboard, ReplyKeyboardMarkup)
    [[key]] = message.keyboard.keyboard
    assert (key.text, key.request_location) == ("发送我的位置", True)


def test_beside_buttons_that_key_hangs_on_a_message_of_its_own(responses: Responses) -> None:
    reply = OutgoingReply("您在哪一带？", buttons=(OutgoingButton("算了", "b-1"),), asks="place")

    question, hint = compose(reply, responses)

    assert inline(question) == [["算了"]]
    assert isinstance(hint.keyboard, ReplyKeyboardMarkup)


@pytest.mark.parametrize("asks", ["phone", "name", "id_number", "plate", "region", None])
def test_nothing_else_is_ever_requested_by_a_key_least_of_all_the_phone(responses: Responses, asks: str | None) -> None:
    [message] = compose(OutgoingReply("请说", asks=asks), responses)

    assert message.keyboard is None
