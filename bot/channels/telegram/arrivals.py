"""A Telegram update as an arrival: which updates are ours, and what kind of thing each one is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from telegram import CallbackQuery, Message, Update
from telegram.constants import ChatType

from bot.channels.channel import Arrival
from bot.channels.telegram.pictures import picture_of
from bot.dialogue.invitation_code import code_in
from bot.dialogue.messages import Inbound, InboundKind, Location

# Edits, channel posts, reactions and memberships are not asked for.
ALLOWED_UPDATES = ("message", "callback_query")

_COMMANDS: Mapping[str, InboundKind] = {"/start": "start", "/help": "help"}
_RECORDINGS = ("voice", "audio", "video_note", "video")
# What Telegram itself writes into a private chat; nobody said anything.
_SERVICE_NOTES = (
    "pinned_message",
    "message_auto_delete_timer_changed",
    "write_access_allowed",
    "connected_website",
    "chat_background_set",
    "proximity_alert_triggered",
    "users_shared",
    "chat_shared",
    "gift",
    "unique_gift",
)


def arrival_from(update: Update, now: datetime) -> Arrival | None:
    """The arrival in an update; None when it is not for us: a group, an edit, a robot, a note of Telegram's own.

    `now` (UTC) dates a pressed button: Telegram only tells when the message above it was sent.
    """
    if update.callback_query is not None:
        return _pressed(update.update_id, update.callback_query, now)
    message = update.message
    if message is None or message.chat.type != ChatType.PRIVATE:
        return None
    if message.from_user is None or message.from_user.is_bot or any(getattr(message, note) for note in _SERVICE_NOTES):
        return None
    return Arrival(
        update_id=str(update.update_id),
        address=str(message.chat.id),
        inbound=_inbound(message),
        message_ref=str(message.message_id),
    )


def _pressed(update_id: int, query: CallbackQuery, now: datetime) -> Arrival | None:
    if query.message is None or query.message.chat.type != ChatType.PRIVATE or query.data is None:
        return None
    return Arrival(
        update_id=str(update_id),
        address=str(query.message.chat.id),
        inbound=Inbound(kind="button", at=now),
        button_id=query.data,
    )


def _inbound(message: Message) -> Inbound:
    at = message.date
    if message.text is not None:
        if _command(message.text) == "start" and (code := code_in(message.text)):
            return Inbound(kind="text", at=at, text=code)  # t.me/…?start=CODE: an invitation was opened
        return Inbound(kind=_command(message.text) or "text", at=at, text=message.text)
    if message.location is not None:  # a venue carries its location too
        point = Location(lat=message.location.latitude, lon=message.location.longitude, crs="wgs84")
        return Inbound(kind="location", at=at, location=point)
    if message.contact is not None:
        return Inbound(kind="contact", at=at, text=message.contact.phone_number, data=_whose(message))
    kind = _medium(message)
    return Inbound(kind=kind, at=at, text=message.caption or "", data=_picture(message) if kind == "photo" else {})


def _picture(message: Message) -> dict[str, Any]:
    """Where the picture is kept, and the album it came in: its pictures are so many updates."""
    known = {"file": picture_of(message), "album": message.media_group_id}
    return {key: value for key, value in known.items() if value}


def _command(text: str) -> InboundKind | None:
    """The kind of a command we have; any other text that begins with a slash is only text."""
    first = text.split(maxsplit=1)[0] if text.strip() else ""
    return _COMMANDS.get(first.partition("@")[0].lower())


def _whose(message: Message) -> dict[str, Any]:
    """`own` is true only for the sender's own card; a card without a user id may be anybody's."""
    card, sender = message.contact, message.from_user
    return {"own": card is not None and sender is not None and card.user_id == sender.id}


def _medium(message: Message) -> InboundKind:
    document = message.document
    if message.photo or (document is not None and (document.mime_type or "").startswith("image/")):
        return "photo"
    if any(getattr(message, recording) for recording in _RECORDINGS):
        return "voice"
    return "sticker"  # stickers, other files, games, polls, and kinds that are yet to be invented
