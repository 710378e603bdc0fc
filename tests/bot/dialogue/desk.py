"""A desk that is open, or not, and conversations as they stand with it."""

from __future__ import annotations

from typing import Any

from bot.dialogue.messages import Command, JsonObject
from tests.bot.dialogue.driver import Chat, answer

OPEN = {"open": True, "hours": "每天 8:30–17:30", "state": None, "position": None, "number": None}
SHUT = {**OPEN, "open": False}
NUMBER = "T26-000001-4"


def in_queue(position: int = 3) -> JsonObject:
    return {**OPEN, "state": "waiting", "position": position, "number": NUMBER}


def at_an_open_desk(channel: str = "web", **more: Any) -> Chat:
    return Chat(channel=channel, actions={"standing": OPEN, **more})


def queued(channel: str = "web", **more: Any) -> Chat:
    """Somebody who asked for a person and waits, third in the queue."""
    chat = at_an_open_desk(channel, **more)
    chat.say("转人工", answer("human"))
    chat.result("open_takeover", status="done", body={"number": NUMBER, "state": "waiting", "position": 3})
    chat.actions["standing"] = in_queue()
    return chat


def attended(channel: str = "web", **more: Any) -> Chat:
    """The same, taken by a person who shows the name 王师傅."""
    chat = queued(channel, **more)
    chat.news("takeover.claimed", number=NUMBER, claim=1, by="王师傅")
    return chat


def orders(chat: Chat) -> list[str]:
    assert chat.outcome is not None
    return [command.kind for command in chat.outcome.commands]


def order(chat: Chat, kind: str) -> Command:
    assert chat.outcome is not None
    [command] = [command for command in chat.outcome.commands if command.kind == kind]
    return command


def lines(chat: Chat) -> list[JsonObject]:
    """The lines this turn handed to the desk."""
    assert chat.outcome is not None
    return [line for command in chat.outcome.commands for line in command.body.get("lines", ())]


def told(chat: Chat) -> list[tuple[str, str, str]]:
    return [(line["from"], line["kind"], line["text"]) for line in lines(chat)]
