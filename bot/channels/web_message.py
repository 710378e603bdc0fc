"""Reading a web message: JSON of design §9 in, an `Arrival` out, or a Problem that names the field."""

from __future__ import annotations

import base64
import json
import math
import re
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from bot.channels.channel import Arrival
from bot.channels.photos import LARGEST_PHOTO_BYTES, photo_of
from bot.channels.problems import Problem
from bot.dialogue.messages import Inbound, InboundKind, Location

SECRET_BITS = 128
LONGEST_MESSAGE_ID = 200
LONGEST_BUTTON_ID = 64
# Room for 20,000 characters written as JSON escapes: an overlong text gets an answer, not an error.
LONGEST_BODY_BYTES = 256 * 1024
LONGEST_BODY_WITH_PHOTO_BYTES = LARGEST_PHOTO_BYTES * 4 // 3 + LONGEST_BODY_BYTES
_SECRET = re.compile(r"[A-Za-z0-9_.~-]{22,256}")
_FEWEST_DIFFERENT_SIGNS = 6
_KEYS = {"conversation", "message_id", "text", "location", "button", "photo"}
_COMMANDS: dict[str, InboundKind] = {"/start": "start", "/help": "help"}


def arrival_from(body: bytes, *, at: datetime) -> Arrival:
    """Raises Problem for anything that is not ours. Without content it is the opening of the conversation."""
    may_hold_photo = b'"photo"' in body
    if len(body) > LONGEST_BODY_BYTES and not may_hold_photo:
        raise Problem("body-too-large")
    message = _object(body)
    for key in message:
        if key not in _KEYS:
            raise Problem("unknown-field", field=_shown(key))
    if len(body) > LONGEST_BODY_BYTES and not message.get("photo"):
        raise Problem("body-too-large")
    secret = checked_secret(_text(message, "conversation", longest=256), field="conversation")
    message_id = _text(message, "message_id", longest=LONGEST_MESSAGE_ID)
    inbound, button_id = _content(message, at)
    return Arrival(update_id=message_id, address=secret, inbound=inbound, button_id=button_id)


def checked_secret(secret: str, *, field: str) -> str:
    """The client's secret, if it can hold 128 random bits. Raises Problem weak-secret."""
    # How many bits a sign can carry depends on the signs in use: ten digits, sixteen hex digits, or the base64 ones.
    bits_a_sign = 6.0
    if re.fullmatch(r"[0-9a-fA-F-]*", secret):
        bits_a_sign = 4.0 if re.search(r"[a-fA-F]", secret) else math.log2(10)
    random_signs = len(secret.replace("-", "")) if bits_a_sign < 6 else len(secret)
    is_strong = random_signs * bits_a_sign >= SECRET_BITS and len(set(secret)) >= _FEWEST_DIFFERENT_SIGNS
    if not (_SECRET.fullmatch(secret) and is_strong):
        raise Problem("weak-secret", field=field)
    return secret


def _content(message: Mapping[str, Any], at: datetime) -> tuple[Inbound, str | None]:
    """What was sent; where a message carries several kinds, a button comes before a place, a photo and words."""
    text = _without_lone_surrogates(_text(message, "text")) if message.get("text") is not None else None
    location = _location(message["location"]) if message.get("location") is not None else None
    photo = message.get("photo")
    if photo is not None and not isinstance(photo, dict):
        raise Problem("invalid-field", field="photo")
    if message.get("button") is not None:
        button = _text(message, "button", longest=LONGEST_BUTTON_ID)
        # The page opens a conversation with this word in place of an id; no button ever gets it.
        return (Inbound("start", at), None) if button == "start" else (Inbound("button", at), button)
    if location is not None:
        return Inbound("location", at, location=location), None
    if photo is not None:
        return Inbound("photo", at, text=text or "", data=_photo(photo)), None
    if text is None:
        return Inbound("start", at), None
    return Inbound(_COMMANDS.get(text.strip(), "text"), at, text=text), None


def _photo(photo: Mapping[str, Any]) -> dict[str, Any]:
    """The photo itself, when it is sent along: it goes to a person if one has the conversation, and nowhere else."""
    if "type" not in photo:
        return {}
    data = photo.get("data")
    if not isinstance(data, str):
        raise Problem("invalid-field", field="photo.data")
    try:
        content = base64.b64decode(data, validate=True)
    except ValueError as error:  # of which binascii.Error is one; signs beyond ASCII are another
        raise Problem("invalid-field", field="photo.data") from error
    if len(content) > LARGEST_PHOTO_BYTES:
        raise Problem("photo-too-large", field="photo.data")
    read = photo_of(content)
    if read is None or read.type != photo["type"]:
        raise Problem("unreadable-photo", field="photo")
    return {"photo": asdict(read)}


def _object(body: bytes) -> dict[str, Any]:
    try:
        message = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Problem("unreadable-body") from error
    if not isinstance(message, dict):
        raise Problem("unreadable-body")
    return message


def _text(message: Mapping[str, Any], key: str, *, longest: int | None = None) -> str:
    value = message.get(key)
    if value is None:
        raise Problem("missing-field", field=key)
    if not isinstance(value, str):
        raise Problem("invalid-field", field=key)
    if longest is not None and not (1 <= len(value) <= longest and _is_sound(value)):
        raise Problem("weak-secret" if key == "conversation" else "invalid-field", field=key)
    return value


def _location(value: Any) -> Location:
    if not isinstance(value, dict):
        raise Problem("invalid-field", field="location")
    for key in value:
        if key not in ("lat", "lon", "crs"):
            raise Problem("unknown-field", field=_shown(f"location.{key}"))
    crs = value.get("crs", "wgs84")
    if crs not in ("wgs84", "gcj02"):
        raise Problem("invalid-field", field="location.crs")
    return Location(_degrees(value, "lat", limit=90), _degrees(value, "lon", limit=180), crs)


def _degrees(value: Mapping[str, Any], key: str, *, limit: int) -> float:
    degrees = value.get(key)
    if degrees is None:
        raise Problem("missing-field", field=f"location.{key}")
    if isinstance(degrees, bool) or not isinstance(degrees, int | float) or not abs(degrees) <= limit:
        raise Problem("invalid-field", field=f"location.{key}")
    return float(degrees)


def _is_sound(text: str) -> bool:
    return text.isprintable()


def _shown(key: str) -> str:
    # The name of a field nobody knows is foreign text: only its harmless signs are repeated.
    return re.sub(r"[^A-Za-z0-9_.-]", "?", key)[:40]


def _without_lone_surrogates(text: str) -> str:
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
