"""What the web door takes and what it refuses, one row each."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.channels.problems import Problem
from bot.channels.web_message import arrival_from
from bot.dialogue.messages import Inbound, Location
from tests.bot.core import NOON, SECRET

FRAME = {"conversation": SECRET, "message_id": "m1"}


def body(**content: Any) -> bytes:
    return json.dumps({**FRAME, **content}).encode()


@pytest.mark.parametrize(
    ("content", "inbound", "button_id"),
    [
        ({}, Inbound("start", NOON), None),
        ({"button": "start"}, Inbound("start", NOON), None),
        ({"text": "/start"}, Inbound("start", NOON, text="/start"), None),
        ({"text": "/help"}, Inbound("help", NOON, text="/help"), None),
        ({"text": "怎么入会"}, Inbound("text", NOON, text="怎么入会"), None),
        ({"text": ""}, Inbound("text", NOON), None),
        ({"text": "字" * 20_000}, Inbound("text", NOON, text="字" * 20_000), None),
        ({"text": "a\u0000\u0007b"}, Inbound("text", NOON, text="a\u0000\u0007b"), None),
        ({"text": "😀😀"}, Inbound("text", NOON, text="😀😀"), None),
        ({"text": "半个\ud83d"}, Inbound("text", NOON, text="半个\ufffd"), None),
        ({"button": "nobody-knows-it"}, Inbound("button", NOON), "nobody-knows-it"),
        ({"button": "b1", "text": "我要入会"}, Inbound("button", NOON), "b1"),
        ({"location": {"lat": 31.8, "lon": 117}}, Inbound("location", NOON, location=Location(31.8, 117.0)), None),
        ({"location": {"lat": 31.8, "lon": 117.2, "crs": "gcj02"}},
         Inbound("location", NOON, location=Location(31.8, 117.2, "gcj02")), None),
        ({"photo": {"data": "…"}}, Inbound("photo", NOON), None),
        ({"text": None, "photo": None}, Inbound("start", NOON), None),
    ],
)  # fmt: skip
def test_it_takes(content: dict[str, Any], inbound: Inbound, button_id: str | None) -> None:
    arrival = arrival_from(body(**content), at=NOON)

    assert (arrival.inbound, arrival.button_id) == (inbound, button_id)
    assert (arrival.address, arrival.update_id) == (SECRET, "m1")


@pytest.mark.parametrize(
    ("sent", "slug", "field"),
    [
        (b"", "unreadable-body", None),
        (b"text=hello", "unreadable-body", None),
        (b"[1]", "unreadable-body", None),
        (b'"text"', "unreadable-body", None),
        (b"\xff\xfe\x00", "unreadable-body", None),
        (b"[" * 50_000, "unreadable-body", None),
        (b"{}", "missing-field", "conversation"),
        (json.dumps({"conversation": SECRET}).encode(), "missing-field", "message_id"),
        (body(message_id=""), "invalid-field", "message_id"),
        (body(message_id="x" * 201), "invalid-field", "message_id"),
        (body(message_id="a\nb"), "invalid-field", "message_id"),
        (body(message_id=7), "invalid-field", "message_id"),
        (body(conversation=7), "invalid-field", "conversation"),
        (body(conversation="short"), "weak-secret", "conversation"),
        (body(conversation="a" * 40), "weak-secret", "conversation"),
        (body(conversation="0123456789012345678901234567"), "weak-secret", "conversation"),
        (body(conversation="0123456789abcdef0123456789abcd"), "weak-secret", "conversation"),
        (body(conversation="聊天" * 20), "weak-secret", "conversation"),
        (body(conversation="x" * 5000), "weak-secret", "conversation"),
        (body(text=7), "invalid-field", "text"),
        (body(text=["a"]), "invalid-field", "text"),
        (body(button=""), "invalid-field", "button"),
        (body(button="x" * 65), "invalid-field", "button"),
        (body(button={"id": 1}), "invalid-field", "button"),
        (body(photo="abc"), "invalid-field", "photo"),
        (body(location="here"), "invalid-field", "location"),
        (body(location={"lat": 31}), "missing-field", "location.lon"),
        (body(location={"lat": "31", "lon": 117}), "invalid-field", "location.lat"),
        (body(location={"lat": True, "lon": 117}), "invalid-field", "location.lat"),
        (body(location={"lat": 91, "lon": 117}), "invalid-field", "location.lat"),
        (body(location={"lat": 31, "lon": -181}), "invalid-field", "location.lon"),
        (body(location={"lat": float("nan"), "lon": 117}), "invalid-field", "location.lat"),
        (body(location={"lat": 31, "lon": float("inf")}), "invalid-field", "location.lon"),
        (body(location={"lat": 31, "lon": 117, "crs": "bd09"}), "invalid-field", "location.crs"),
        (body(location={"lat": 31, "lon": 117, "speed": 3}), "unknown-field", "location.speed"),
        (body(voice="…"), "unknown-field", "voice"),
        (body(**{"<script>": 1}), "unknown-field", "?script?"),
    ],
)
def test_it_refuses_and_names_the_field(sent: bytes, slug: str, field: str | None) -> None:
    with pytest.raises(Problem) as caught:
        arrival_from(sent, at=NOON)

    assert (caught.value.slug, caught.value.field) == (slug, field)


@pytest.mark.parametrize(
    "secret",
    [
        "0123456789abcdef0123456789abcdef",
        "3f2b8c1e-9d4a-4b7c-8e21-5a6f0c9d7b34",
        "Zm9yLXRlc3RzLW9ubHk0Nw",
        "184467440737095516150123456789184467440",
    ],
)
def test_a_secret_that_can_hold_128_bits_is_taken(secret: str) -> None:
    assert arrival_from(body(conversation=secret), at=NOON).address == secret
