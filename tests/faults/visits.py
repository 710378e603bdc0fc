"""What workers come for on the web chat. Each script needs only words and buttons that also work while nlu is down.

A script counts in its `Visit` what it has confirmed; `reckoning.py` holds the house to it.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from launcher.paths import ROOT
from tests.faults.desk import Desk
from tests.faults.notices import heard, responses
from tests.faults.office import Office
from tests.journeys.worker import Worker
from tests.people import Person

MOST_QUESTIONS = 20
PATIENCE_SECONDS = 240.0
LISTENS_SECONDS = 5
TRIES_AGAIN_AFTER_SECONDS = 0.5
_ENTRIES = [yaml.safe_load(file.read_text()) for file in sorted((ROOT / "data" / "faq").glob("join/*.yaml"))]
# An answer by its title, as the pieces between its variables: what stands for them depends on the worker.
ANSWERS = {entry["title"]: re.split(r"\{[^}]*\}", entry["answer"].strip()) for entry in _ENTRIES}
TITLES = tuple(ANSWERS)
COUNTIES = ("包河区", "蜀山区", "龙子湖区", "肥西县", "镜湖区")
FREE_SENTENCES = ("今天站点又扣了我五十块", "下雨天送餐有没有补贴呀", "我那个申请到哪一步了", "师傅们冬天去哪里歇脚")
NOT_UNDERSTOOD = ("哦豁呀嘞", "蓝胡子蜂箱嗡嗡嗡", "叽里咕噜呱啦呱啦")
PINS = ((31.80, 117.29), (32.93, 117.39), (31.35, 118.43))


@dataclass(frozen=True)
class Help:
    """What a person did for a worker. Places are those among the worker's messages."""

    number: str
    asked_at: int
    last_at: int  # the person closes after this one was read; with the next they may have gone already
    written: tuple[str, ...]


@dataclass
class Visit:
    """One conversation and what must have come of it."""

    worker: Worker
    person: Person
    chance: Random
    office: Office
    desk: Desk
    patience_seconds: float = PATIENCE_SECONDS
    enrollments: int = 0
    approvals: int = 0
    rejections: int = 0
    corrections: int = 0
    tickets: int = 0
    erasures: int = 0
    lookups: int = 0
    covers: int = 0
    helped: Help | None = None
    badly_answered: list[str] = field(default_factory=list)

    @property
    def is_erased(self) -> bool:
        """Whether the house has forgotten what was said before the erasure."""
        return self.erasures > 0

    def say(self, text: str) -> list[dict[str, Any]]:
        return self._noted(text, self.worker.say(text))

    def ask(self, title: str) -> None:
        """A question in the words of an entry's title: its stored answer comes, whatever is down."""
        asked = self.worker.asks
        replies = self.say(title)
        if not any(all(piece in reply["text"] for piece in ANSWERS[title]) for reply in replies):
            self.badly_answered.append(
                f"{title} (while asked for {asked}) → {[reply['text'][:40] for reply in replies]}"
            )

    def press(self, title: str) -> list[dict[str, Any]]:
        return self._noted(f"[{title}]", self.worker.press(title))

    def waits_for(self, key: str) -> None:
        """Stay until the sentence `key` was heard."""
        self.worker.catch_up()  # it may have come before the answer to what was said last
        deadline = time.monotonic() + self.patience_seconds
        while not heard(key, self.worker.replies.values()):
            assert time.monotonic() < deadline, f"never heard {key}"
            self.worker.listen(LISTENS_SECONDS)

    def share_location(self, lat: float, lon: float) -> list[dict[str, Any]]:
        return self._noted("(pin)", self.worker.share_location(lat, lon))

    def _noted(self, what: str, replies: list[dict[str, Any]]) -> list[dict[str, Any]]:
        if not any(reply["text"].strip() for reply in replies):
            self.badly_answered.append(what)
        return replies


def joins(visit: Visit) -> None:
    """The whole form, with questions in between, until the number of the application is told."""
    county = visit.chance.choice(COUNTIES)
    answers: dict[str, Callable[[], Any]] = {
        "trade": lambda: visit.press("外卖骑手"),
        "platform": lambda: visit.press("美团"),
        "region": lambda: visit.say(county),
        "consent": lambda: visit.press(responses().text("button.agree")),
        "name": lambda: visit.say(visit.person.name),
        "id_number": lambda: visit.say(visit.person.id_number),
        "phone": lambda: visit.say(visit.person.phone),
    }
    visit.say("我要入会")
    for _ in range(MOST_QUESTIONS):
        if visit.worker.asks == "confirm":
            visit.press(responses().text("button.submit"))
            visit.enrollments += 1
            visit.waits_for("enroll.done")
            return
        assert visit.worker.asks in answers, f"asked for {visit.worker.asks!r}"
        if visit.chance.random() < 0.15:
            visit.ask(visit.chance.choice(TITLES))
        answers[visit.worker.asks]()
    raise AssertionError(f"the form never came to its end; it asks for {visit.worker.asks!r}")


def joins_and_is_approved(visit: Visit) -> None:
    """The form, then a reviewer's approval as soon as the number is known."""
    joins(visit)
    number = heard("enroll.done", visit.worker.replies.values())[0]["number"]
    visit.office.approve(number)
    visit.approvals += 1
    visit.waits_for("news.enrollment.approved")


def joins_and_is_covered(visit: Visit) -> None:
    """The same in a county with a quota, and the consent to be a candidate for the gifted cover."""
    visit.office.open_cover(datetime.now(ZoneInfo("Asia/Shanghai")).year)
    joins_and_is_approved(visit)
    while visit.worker.asks != "cover_consent":
        visit.say("参加意外保障")
        time.sleep(TRIES_AGAIN_AFTER_SECONDS)  # unless it asks, actions is down just now
    visit.press(responses().text("button.agree_cover"))
    visit.covers += 1
    visit.waits_for("cover_consent.listed")


def asks(visit: Visit) -> None:
    """Questions by their title, and one in one's own words."""
    for title in visit.chance.sample(TITLES, 3):
        visit.ask(title)
    visit.say(visit.chance.choice(FREE_SENTENCES))


def asks_in_vain(visit: Visit) -> None:
    """Something nobody has an answer to."""
    visit.say(visit.chance.choice(NOT_UNDERSTOOD))


def looks_for_a_station(visit: Visit) -> None:
    """By county and by pin."""
    visit.say("找驿站")
    if visit.worker.asks == "place":
        visit.say(visit.chance.choice(COUNTIES))
    visit.share_location(*visit.chance.choice(PINS))


def leaves_word(visit: Visit) -> None:
    """A message for a person."""
    visit.say("转人工")
    assert visit.worker.asks == "description", visit.worker.asks
    visit.say("站点的充电柜坏了三天了没人来修")
    assert visit.worker.asks == "phone", visit.worker.asks
    visit.press(responses().text("button.skip"))
    visit.tickets += 1
    visit.waits_for("ticket.done")


def looks_up(visit: Visit) -> None:
    """Asks after an application handed in elsewhere."""
    looking_up = responses().text("button.look_up")
    while not any(looking_up in button["title"] for reply in visit.say("查进度") for button in reply["buttons"]):
        time.sleep(TRIES_AGAIN_AFTER_SECONDS)  # actions is down just now
    visit.press(looking_up)
    visit.say(visit.person.phone)
    visit.say(visit.person.id_number[-6:])
    visit.lookups += 1
    visit.waits_for("enrollment_lookup.not-found")


def erases(visit: Visit) -> None:
    """Has everything deleted."""
    visit.ask(visit.chance.choice(TITLES))
    visit.say("删除我的信息")
    visit.press(responses().text("button.submit.delete_my_data"))
    visit.erasures += 1
    visit.waits_for("delete_my_data.done")
