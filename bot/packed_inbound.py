"""`Inbound` records as the inbox keeps them: JSON, to be encrypted."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from bot.dialogue.messages import Inbound, JsonObject, Location


class Unpacked(NamedTuple):
    """What a payload held; `inbound.button` is still to be looked up under `button_id`."""

    inbound: Inbound
    button_id: str | None
    message_ref: str | None


def pack(inbound: Inbound, *, button_id: str | None = None, message_ref: str | None = None) -> JsonObject:
    """Leaves out what is empty; `inbound.button` is never packed."""
    location = inbound.location
    packed = {
        "kind": inbound.kind,
        "at": inbound.at.isoformat(),
        "text": inbound.text,
        "location": [location.lat, location.lon, location.crs] if location else None,
        "data": dict(inbound.data),
        "button_id": button_id,
        "message_ref": message_ref,
    }
    return {key: value for key, value in packed.items() if value}


def unpack(packed: dict[str, Any]) -> Unpacked:
    """The same again."""
    inbound = Inbound(
        kind=packed["kind"],
        at=datetime.fromisoformat(packed["at"]),
        text=packed.get("text", ""),
        location=Location(*packed["location"]) if "location" in packed else None,
        data=packed.get("data", {}),
    )
    return Unpacked(inbound, packed.get("button_id"), packed.get("message_ref"))
