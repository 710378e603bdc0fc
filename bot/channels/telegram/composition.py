"""A reply as the Telegram messages it becomes, always the same ones in the same order.

A photo comes first, with the text under it where that is short enough. Else the text does, in as many messages as it
needs; then one venue for each station. Links and buttons stand under the last of them. A keyboard that shares the place
has to hang on a message of its own when buttons are there too: Telegram allows one keyboard a message.
"""

from __future__ import annotations

import base64
import math
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from prcoords import gcj_wgs_bored
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, KeyboardButton, ReplyKeyboardMarkup

from bot.channels.channel import OutgoingReply
from bot.channels.telegram.text_parts import MOST_CAPTION_UNITS, text_parts
from bot.dialogue.messages import Link, Photo, StationCard
from bot.dialogue.responses import Responses

Keyboard = InlineKeyboardMarkup | ReplyKeyboardMarkup
_SHORT_TITLE = 8  # characters; two such buttons fit side by side on a small phone


@dataclass(frozen=True)
class TextMessage:
    """One sendMessage: plain text."""

    text: str
    keyboard: Keyboard | None = None


@dataclass(frozen=True)
class VenueMessage:
    """One sendVenue; degrees in WGS-84."""

    lat: float
    lon: float
    title: str
    address: str
    keyboard: Keyboard | None = None


@dataclass(frozen=True)
class PhotoMessage:
    """One sendPhoto: the picture's bytes and the words under it."""

    content: bytes
    caption: str = ""
    keyboard: Keyboard | None = None


OutgoingMessage = TextMessage | VenueMessage | PhotoMessage


def compose(reply: OutgoingReply, responses: Responses) -> tuple[OutgoingMessage, ...]:
    """The messages of one reply, in the order in which they are sent."""
    spelled = [_spelled_out(link) for link in reply.links if not _fits_button(link.url)]
    messages: list[OutgoingMessage] = _opening("\n".join((reply.text, *spelled)), reply.photo)
    messages += [_venue(card, responses) for card in reply.stations]
    rows = _link_rows(reply) + _button_rows(reply)
    if messages and rows:
        last = messages[-1]
        above = list(last.keyboard.inline_keyboard) if isinstance(last.keyboard, InlineKeyboardMarkup) else []
        messages[-1] = replace(last, keyboard=InlineKeyboardMarkup([*above, *rows]))
    if reply.asks == "place" and messages:
        messages[-1:] = _with_place_keyboard(messages[-1], responses)
    return tuple(messages)


def _opening(text: str, photo: Photo | None) -> list[OutgoingMessage]:
    if photo is None:
        return [TextMessage(part) for part in text_parts(text)]
    content = base64.b64decode(photo.data)
    if len(text_parts(text, MOST_CAPTION_UNITS)) <= 1:
        return [PhotoMessage(content, text)]
    return [PhotoMessage(content), *(TextMessage(part) for part in text_parts(text))]


def _venue(card: StationCard, responses: Responses) -> VenueMessage:
    # Telegram's maps are WGS-84, a station's position is GCJ-02: unconverted, the pin stands half a kilometre off.
    point = gcj_wgs_bored((card.lat, card.lon))
    facts = [card.address]
    if card.distance_m is not None:
        facts.append(_distance(card.distance_m, responses))
    facts.append(card.hours)
    if card.open_now is not None:
        facts.append(responses.text("telegram.station_open" if card.open_now else "telegram.station_closed"))
    on_map = Link(responses.text("telegram.open_map"), card.map_url)
    return VenueMessage(
        lat=round(point.lat, 6),
        lon=round(point.lon, 6),
        title=card.name,
        address=" · ".join(fact for fact in facts if fact),
        keyboard=InlineKeyboardMarkup([[_link_button(on_map)]]) if _fits_button(on_map.url) else None,
    )


def _distance(distance_m: int, responses: Responses) -> str:
    if distance_m < 1000:
        return responses.text("telegram.distance_m", metres=max(10, math.ceil(distance_m / 10) * 10))
    return responses.text("telegram.distance_km", kilometres=f"{distance_m / 1000:.1f}")


def _link_rows(reply: OutgoingReply) -> list[list[InlineKeyboardButton]]:
    return [[_link_button(link)] for link in reply.links if _fits_button(link.url)]


def _button_rows(reply: OutgoingReply) -> list[list[InlineKeyboardButton]]:
    rows: list[list[InlineKeyboardButton]] = []
    for button in reply.buttons:
        shown = InlineKeyboardButton(button.title, callback_data=button.id)
        beside = rows and len(rows[-1]) == 1 and len(rows[-1][0].text) <= _SHORT_TITLE
        if beside and len(button.title) <= _SHORT_TITLE:
            rows[-1].append(shown)
        else:
            rows.append([shown])
    return rows


def _with_place_keyboard(last: OutgoingMessage, responses: Responses) -> list[OutgoingMessage]:
    share = KeyboardButton(responses.text("telegram.share_location"), request_location=True)
    keyboard = ReplyKeyboardMarkup([[share]], resize_keyboard=True, one_time_keyboard=True)
    if last.keyboard is None:
        return [replace(last, keyboard=keyboard)]
    return [last, TextMessage(responses.text("telegram.share_location_hint"), keyboard)]


def _link_button(link: Link) -> InlineKeyboardButton:
    return InlineKeyboardButton(link.title, url=link.url)


def _spelled_out(link: Link) -> str:
    target = (link.url or "").removeprefix("tel:")
    return link.title if target in link.title else f"{link.title}：{target}"


def _fits_button(url: str | None) -> bool:
    """Telegram refuses the whole message over a button that leads to tel: or to a host without a dot (localhost)."""
    try:
        parts = urlsplit(url or "")
        return parts.scheme in ("http", "https") and "." in (parts.hostname or "")
    except ValueError:
        return False
