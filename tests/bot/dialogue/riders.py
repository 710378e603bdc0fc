"""Riders in the middle of joining, where many tests begin."""

from __future__ import annotations

from tests.bot.dialogue.driver import Chat, answer, platform, region
from tests.bot.dialogue.people import NAME, PHONE, id_number

RIDER_IN_BAOHE = answer("enroll", entities=(region("340111", "包河区"), platform("meituan", "美团")))


def rider_at_consent() -> Chat:
    chat = Chat()
    chat.say("我在包河区送美团,想加入工会", RIDER_IN_BAOHE)
    return chat


def rider_at(field: str) -> Chat:
    """A rider's form up to a field: name, id_number, phone or confirm."""
    chat = rider_at_consent()
    chat.press("同意，继续")
    for name, text in (("name", NAME), ("id_number", id_number()), ("phone", PHONE)):
        if chat.state.asked_field == field:
            break
        assert chat.state.asked_field == name
        chat.say(text)
    assert chat.state.asked_field == field
    return chat
