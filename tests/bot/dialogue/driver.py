"""Plays a conversation against the dialogue, turn by turn, with hand-made understanding and made-up actions."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from bot.dialogue.feed import Feed
from bot.dialogue.messages import (
    Button,
    Entity,
    Inbound,
    InboundKind,
    JsonObject,
    Location,
    Owner,
    Query,
    Reply,
    Unavailable,
    Understanding,
)
from bot.dialogue.question import Question, question_for_nlu
from bot.dialogue.reference import Reference
from bot.dialogue.responses import Responses
from bot.dialogue.state import State
from bot.dialogue.turn import Outcome, Turn, converse

DATA = Path(__file__).parents[3] / "data"
NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
BIGGEST_STATE_BYTES = 16 * 1024
SECONDS_BETWEEN_TURNS = timedelta(seconds=20)

Answers = Mapping[str, JsonObject | Unavailable | Callable[[Query], JsonObject | Unavailable]]


@cache
def reference() -> Reference:
    return Reference.load(DATA)


@cache
def responses() -> Responses:
    return Responses.load(DATA / "responses")


def entry(
    entry_id: str, title: str, answer: str, *, buttons: tuple[str, ...] = (), sensitive: bool = False, **more: object
) -> JsonObject:
    """One entry in the shape of `GET /v1/faq/feed`."""
    return {
        "id": entry_id,
        "category": "join",
        "title": title,
        "answer": answer,
        "buttons": list(buttons),
        "sensitive": sensitive,
        "source": {"text": "中国工会章程", "date": "2023-10-12"},
        "review": "待复核",
        "phrasings": [f"{title}?"],
        **more,
    }


@cache
def feed() -> Feed:
    """A small FAQ of our own, in the shape of `GET /v1/faq/feed`."""

    entries = [
        entry("join_cost", "入会要不要交钱", "申请入会不收任何费用。", buttons=("enroll",)),
        entry("privacy_data", "身份证号给你们安全吗", "加密保存,只用于入会审核。"),
        entry("platform_fine", "平台罚款/扣钱不合理怎么申诉", "先在平台申诉,留好截图。", sensitive=True),
        entry("traffic_accident", "送单/跑车路上出交通事故怎么办", "先救人,再报警。", sensitive=True),
        entry("customer_conflict", "被顾客打骂/恶意差评/保安不让进", "先取证,再报警。", sensitive=True),
        entry("mental_health", "压力大想找人聊聊(心理)", "可以打 12356。", sensitive=True),
        entry("membership_update_info", "换手机号或信息填错怎么改", "审核前可以直接改。"),
        entry("union_contact", "工会的电话和地址", "打 12351。", buttons=("human",)),
        entry("station_hours", "驿站几点开门几点关门", "以站点公布为准。", buttons=("find_station",)),
    ]
    return Feed.from_json({"version": 7, "entries": entries})


def seal(value: str) -> str:
    """Looks like a sealed box, tells nothing, and is different for different values."""
    return f"sealed-{sum(ord(sign) * place for place, sign in enumerate(value, 1)):012d}-{len(value)}"


def region(code: str, text: str) -> Entity:
    return Entity("region", code, text)


def platform(code: str, text: str) -> Entity:
    return Entity("platform", code, text)


def feed_of(*entries: JsonObject) -> Feed:
    return Feed.from_json({"version": 8, "entries": list(entries)})


def answer(label: str, *, second: str | None = None, entities: tuple[Entity, ...] = ()) -> Understanding:
    return Understanding("answer", label, second, ((label, 0.93), ("join_cost", 0.1)), entities)


def suggest(*labels: str, second: str | None = None, entities: tuple[Entity, ...] = ()) -> Understanding:
    ranking = tuple((label, 0.5 - 0.1 * place) for place, label in enumerate(labels))
    return Understanding("suggest", labels[0], second, ranking, entities)


def fallback(*entities: Entity) -> Understanding:
    return Understanding("fallback", "", None, (("join_cost", 0.05),), entities)


@dataclass
class Chat:
    """One conversation. Every turn checks that the state survives JSON and stays small."""

    channel: str = "web"
    state: State = field(default_factory=State)
    now: datetime = NOON
    actions: dict[str, Any] = field(default_factory=dict)
    nlu_down: bool = False
    outcome: Outcome | None = None
    asked: list[Query] = field(default_factory=list)
    question: Question | None = None  # what nlu was last asked
    feed: Feed = field(default_factory=feed)
    nlu_out: bool = False
    owner: Owner = "bot"
    last_seq: int = 0
    said_before: Sequence[JsonObject] = ()

    def say(self, text: str, understanding: Understanding | None = None) -> Outcome:
        at = self.now + SECONDS_BETWEEN_TURNS
        self.question = question_for_nlu(self.state, text, at=at, names=reference().names)
        heard = None if self.question is None or self.nlu_down else understanding or fallback()
        return self.turn("text", text=text, understanding=heard)

    def press(self, title: str) -> Outcome:
        """Presses a button of the last outcome by its title."""
        return self.press_button(self.button(title))

    def press_button(self, button: Button) -> Outcome:
        return self.turn("button", button=button.action)

    def point(self, lat: float, lon: float, crs: str = "wgs84") -> Outcome:
        return self.turn("location", location=Location(lat, lon, crs))

    def result(self, kind: str, **data: Any) -> Outcome:
        return self.turn("command_result", data={"kind": kind, **data})

    def news(self, kind: str, **facts: Any) -> Outcome:
        return self.turn("news", data={"kind": kind, "data": facts})

    def turn(self, kind: InboundKind, *, understanding: Understanding | None = None, **inbound: Any) -> Outcome:
        self.now += SECONDS_BETWEEN_TURNS
        answers: dict[Query, JsonObject | Unavailable] = {}
        while True:
            result = converse(
                Turn(
                    state=self.state,
                    inbound=Inbound(kind=kind, at=self.now, **inbound),
                    channel=self.channel,
                    understanding=understanding,
                    nlu_down=self.nlu_down,
                    feed=self.feed,
                    reference=reference(),
                    responses=responses(),
                    seal=seal,
                    answers=answers,
                    nlu_out=self.nlu_out,
                    owner=self.owner,
                    last_seq=self.last_seq,
                    said_before=self.said_before,
                )
            )
            if isinstance(result, Outcome):
                break
            assert result not in answers, "the same query is asked twice"
            self.asked.append(result)
            answer = self.actions.get(result.kind, Unavailable())
            answers[result] = answer(result) if callable(answer) else answer
        packed = json.dumps(result.state.to_json())
        assert len(packed) < BIGGEST_STATE_BYTES
        assert State.from_json(json.loads(packed)) == result.state
        self.state, self.outcome = result.state, result
        self.owner, self.said_before = result.owner or self.owner, result.said or ()
        self.last_seq += len(result.replies)
        return result

    @property
    def replies(self) -> tuple[Reply, ...]:
        assert self.outcome is not None
        return self.outcome.replies

    @property
    def said(self) -> str:
        return "\n".join(reply.text for reply in self.replies)

    @property
    def titles(self) -> list[str]:
        return [button.title for reply in self.replies for button in reply.buttons]

    def button(self, title: str) -> Button:
        buttons = [button for reply in self.replies for button in reply.buttons if button.title == title]
        assert buttons, f"no button {title} among {self.titles}"
        return buttons[-1]
