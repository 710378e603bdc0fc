"""One sender: a worker who asks, searches and fills in the enrollment form, in a fixed mix."""

from __future__ import annotations

import random
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from benchmarks.phrasebook import Phrasebook
from tests.people import person

Kind = Literal["faq", "form", "stations"]
KINDS: tuple[Kind, ...] = ("faq", "form", "stations")
# 60 % FAQ questions, 20 % form steps, 20 % station searches.
MIX: tuple[Kind, ...] = ("faq", "faq", "form", "faq", "stations", "faq", "form", "faq", "stations", "faq")
_START = "我要入会"
_FORM_ORDER = ("consent", "name", "id_number", "phone", "trade", "platform", "region", "confirm")


@dataclass(frozen=True)
class Message:
    """One thing to say; `field` is the form field it answers, None when it answers none."""

    kind: Kind
    text: str
    field: str | None = None


@dataclass(frozen=True)
class Heard:
    """What came back: the texts, the field now asked for, whether station cards came along."""

    texts: tuple[str, ...]
    asks: str | None = None
    stations: bool = False


class Sender:
    """A worker in one conversation after another; the same `number` says the same things to every system.

    With `guided`, a form step answers the field the bot asks for; otherwise the steps come in the form's order,
    for systems that have no form. When an application is finished a new person begins a new conversation, about
    every 45 messages.
    """

    def __init__(self, number: int, book: Phrasebook, *, guided: bool) -> None:
        self._number = number
        self._book = book
        self._guided = guided
        self._chance = random.Random(number)
        self._turn = number
        self._people = 0
        self._asks: str | None = None
        self._begin()

    def next_message(self) -> Message:
        """What to say now."""
        kind = MIX[self._turn % len(MIX)]
        self._turn += 1
        if kind == "faq":
            return Message(kind, self._book.question(self._chance))
        if kind == "stations":
            return Message(kind, self._book.search(self._chance))
        return self._form_step()

    def hear(self, message: Message, heard: Heard) -> bool:
        """Take the answer in; False when it is not what such a message should bring."""
        sensible = any(text.strip() for text in heard.texts)
        if self._guided:
            if message.kind == "stations":
                sensible = sensible and heard.stations
            if message.kind == "form":
                sensible = sensible and heard.asks != message.field and (heard.asks or message.field) is not None
        self._asks = heard.asks
        if message.field == "confirm" or (self._guided and message.kind == "form" and not sensible):
            self._begin()
        return sensible

    def give_up(self) -> None:
        """Leave a conversation that failed and begin another."""
        self._begin()

    def _begin(self) -> None:
        self.conversation = secrets.token_urlsafe(32)
        self._answers = _answers(self._number * 1000 + self._people)
        self._people += 1
        self._asks = None
        self._next_field = 0
        self._started = False

    def _form_step(self) -> Message:
        if self._guided:
            if self._asks is None:
                return Message("form", _START)
            return Message("form", self._answers.get(self._asks, "跳过"), self._asks)
        if not self._started:
            self._started = True
            return Message("form", _START)
        field = _FORM_ORDER[self._next_field]
        self._next_field += 1
        return Message("form", self._answers[field], field)


def _answers(seed: int) -> Mapping[str, str]:
    """What the made-up person `seed` types into each field."""
    born = date(1975, 1, 1) + timedelta(days=seed // 100_000)  # so that no two seeds share an ID number
    somebody = person(seed, born=f"{born:%Y%m%d}")
    return {
        "consent": "同意",
        "name": somebody.name,
        "id_number": somebody.id_number,
        "phone": somebody.phone,
        "trade": "外卖骑手",
        "platform": "美团",
        "employer": "没有",
        "region": "龙子湖区",
        "plate": somebody.plate,
        "place": "合肥南站",
        "confirm": "确认",
    }
