"""What workers come for on Telegram. A message of the bot may be lost for good there (its send was cut off): then they
do what people do, and ask again."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from random import Random

import httpx

from tests.faults.notices import responses
from tests.faults.visits import PATIENCE_SECONDS, TITLES
from tests.people import Person
from tests.telegram_double import TelegramWorker

ASKS_AGAIN_AFTER_SECONDS = 4.0


@dataclass
class TelegramVisit:
    """One chat and what must have come of it; `updates` are the ids of what the worker did."""

    worker: TelegramWorker
    person: Person
    chance: Random
    client: httpx.Client
    enrollments: int = 0
    updates: list[int] = field(default_factory=list)

    def say(self, text: str) -> bool:
        """Type, and wait for any answer; False when none came."""
        before = len(self.worker.messages)
        self.updates.append(self.worker.type(text))
        deadline = time.monotonic() + ASKS_AGAIN_AFTER_SECONDS
        while len(self.worker.messages) == before:
            if time.monotonic() > deadline:
                return False
            time.sleep(0.05)
        return True


def asks_on_telegram(visit: TelegramVisit) -> None:
    """Questions by their title."""
    for title in visit.chance.sample(TITLES, 4):
        visit.say(title)


def joins_on_telegram(visit: TelegramVisit) -> None:
    """Trade, platform and county in the chat, the rest on the single-use page."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    for text in ("我要入会", "美团", "包河区"):
        visit.say(text)
    while (url := _link(visit)) is None:
        assert time.monotonic() < deadline, f"no link to the page: {visit.worker.texts[-3:]}"
        visit.say("我要入会")
    if _fills_in(visit, url, deadline):
        visit.enrollments += 1


def _link(visit: TelegramVisit) -> str | None:
    try:
        return visit.worker.link(responses().text("link.page"))
    except AssertionError:
        return None


def _fills_in(visit: TelegramVisit, url: str, deadline: float) -> bool:
    """Whether the page took it: it said so, or it says that the link was used, and nobody else had it."""
    person = visit.person
    typed = {"name": person.name, "id_number": person.id_number, "phone": person.phone, "consent": "yes"}
    while True:
        assert time.monotonic() < deadline, "the page never took the form"
        try:
            answer = visit.client.post(url, data=typed)
        except httpx.TransportError:
            time.sleep(0.1)
            continue
        if answer.status_code < 500:
            assert answer.status_code in (200, 410), answer.text
            return True
        time.sleep(0.1)
