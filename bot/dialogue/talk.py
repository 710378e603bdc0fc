"""One turn while it is being worked out: what was heard, what has been said and ordered so far."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from bot.dialogue.control_words import controls_in
from bot.dialogue.incoming_text import cleaned
from bot.dialogue.messages import (
    Button,
    Command,
    Entity,
    JsonObject,
    Link,
    Owner,
    Query,
    QuestionOutcome,
    Reply,
    StationCard,
    Unavailable,
    Understanding,
)
from bot.dialogue.personal import Finding, findings
from bot.dialogue.state import MAX_NEAREST, MAX_TOPICS, FormRun, Noted, Offer, State

if TYPE_CHECKING:
    from bot.dialogue.turn import Turn

LOCAL_TIME = ZoneInfo("Asia/Shanghai")
YES_NO = ("affirm", "deny")


class Asking(Exception):
    """The turn cannot go on before actions answered `query`."""

    def __init__(self, query: Query) -> None:
        super().__init__(query.kind)
        self.query = query


class Talk:
    """Collects the outcome of one turn. `text` is what the worker wrote, cleaned; "" when nothing was written."""

    def __init__(self, turn: Turn) -> None:
        self.turn = turn
        self.state: State = turn.state
        self.replies: list[Reply] = []
        self.commands: list[Command] = []
        self.counted: list[QuestionOutcome] = []
        self.dealt_with: list[datetime] = []  # when what the bot has answered, done or noted now was said
        self.missed: list[datetime] = []  # when what was answered was asked, and the worker says that it missed
        self.doubted: list[datetime] = []  # when what was just answered was asked, and a person is asked for instead
        self.delete_inbound = False
        self.is_emergency = False
        self.is_answered_already = False  # this came together with something that was answered
        self.has_asked = False  # whether what a running form waits for was said in this turn
        self.owner: Owner = turn.owner
        self.raises_epoch = False
        self.person_reason = ""  # why a person is wanted, when that was offered for a reason
        self.opening: dict[str, str] = {}  # reason, region and topic of a takeover this turn opens
        self.said: tuple[JsonObject, ...] = tuple(turn.said_before)
        self.reference = turn.reference
        self.feed = turn.feed
        self.text = cleaned(turn.inbound.words)
        self.controls = controls_in(self.text) if self.text else ()
        self.findings: tuple[Finding, ...] = findings(turn.state.asked_field, self.text, turn.reference.names)
        self.heard: Understanding | None = turn.understanding
        self.rejected: tuple[str, ...] = ()  # what the worker said is not meant: never answered nor shown
        self.entities: tuple[Entity, ...] = turn.understanding.entities if turn.understanding else ()

    def reject(self, ids: tuple[str, ...]) -> None:
        """Goes on as if these ids did not exist; nlu may not have heeded them."""
        self.rejected = ids
        if self.heard is not None and ids:
            self.heard = self.heard.without(ids)

    def hear_only(self, text: str) -> None:
        """Goes on with a part of the text: the rest is no part of the need."""
        self.text = text
        self.controls = controls_in(text)
        self.findings = findings(self.turn.state.asked_field, text, self.reference.names)

    def narrowed(self, text: str, asked: str | None = None) -> Talk:
        """A look at a part of the text alone, to read a value from it; nothing said through it counts."""
        part = copy.copy(self)
        part.text = text.strip()
        part.controls = controls_in(part.text)
        part.findings = findings(asked, part.text, self.reference.names)
        part.entities = tuple(entity for entity in self.entities if entity.text in part.text)
        return part

    # What was heard

    @property
    def now(self) -> datetime:
        return self.turn.inbound.at

    @property
    def today(self) -> date:
        """The day in Anhui."""
        return self.now.astimezone(LOCAL_TIME).date()

    @property
    def may_ask_personal(self) -> bool:
        """Telegram's servers are abroad: no personal field is asked there."""
        return self.turn.channel == "web"

    def entity(self, kind: str) -> str:
        """The code of the first unambiguous entity of a kind, "" when there is none."""
        return next((entity.value for entity in self.entities if entity.kind == kind and entity.value), "")

    @property
    def sure(self) -> str:
        """The label nlu is sure about and the bot knows, else ""."""
        if self.heard is None or self.heard.decision != "answer" or not self.knows(self.heard.label):
            return ""
        return self.heard.label

    @property
    def needs(self) -> tuple[str, ...]:
        """The one or two labels nlu is sure about and the bot knows."""
        second = self.heard.second if self.heard and self.sure else None
        if not second or second in (self.sure, *YES_NO) or not self.knows(second):
            return (self.sure,) if self.sure else ()
        return (self.sure, second)

    @property
    def control(self) -> str:
        """A control, chat or task the text names letter by letter, else what nlu is sure about."""
        return self.controls[0] if self.controls else self.sure

    @property
    def yes(self) -> bool | None:
        """Whether the text is a plain yes or no; None when it is neither."""
        for answer in (*self.controls, self.sure):
            if answer in YES_NO:
                return answer == "affirm"
        return None

    def knows(self, label: str) -> bool:
        return label in self.reference.tasks or self.feed.get(label) is not None

    # What is said and done

    def words(self, key: str, **values: object) -> str:
        return self.turn.responses.text(key, self.now.second, **values)

    def has_words(self, key: str) -> bool:
        return key in self.turn.responses

    def say(
        self,
        key: str,
        *,
        buttons: Iterable[Button] = (),
        links: Iterable[Link] = (),
        stations: Iterable[StationCard] = (),
        **values: object,
    ) -> None:
        self.put(Reply(self.words(key, **values), tuple(buttons), tuple(links), tuple(stations)))

    def put(self, reply: Reply) -> None:
        self.replies.append(reply)

    def order(self, kind: str, body: JsonObject) -> None:
        self.commands.append(Command(kind, body))

    def ask_actions(self, kind: str, **params: Any) -> JsonObject | Unavailable:
        """What actions answered; raises Asking when they were not asked yet in this turn."""
        query = Query(kind, tuple(sorted((name, value) for name, value in params.items() if value not in ("", None))))
        if query not in self.turn.answers:
            raise Asking(query)
        return self.turn.answers[query]

    # What is remembered

    def remember(self, **changes: Any) -> None:
        self.state = replace(self.state, **changes)

    def set_form(self, run: FormRun | None) -> None:
        self.remember(form=replace(run, touched_at=self.now) if run else None)

    def offer(self, kind: str, offered_id: str, reason: str = "") -> None:
        self.remember(offer=Offer(kind, offered_id, reason))

    def answered(self, label: str) -> None:
        """A need was met: the misses in a row end, and what was asked about is the latest topic."""
        before = self.state.answered.ids if self.state.just_answered and self.state.answered else ()
        self.done(label)
        self.remember(answered=Noted((*before, label), self.now), just_answered=True)

    def done(self, label: str) -> None:
        """A form came to its end: a follow-up asks about its task."""
        topics = (*(topic for topic in self.state.topics if topic != label), label)[-MAX_TOPICS:]
        later = tuple(other for other in self.state.later if other != label)
        self.remember(topics=topics, misses=0, later=later, answered=Noted((label,), self.now))

    def ranked(self, count: int = MAX_NEAREST) -> tuple[str, ...]:
        """The best ranked tasks and topics of this text that the bot can offer."""
        if self.heard is None:
            return ()
        needs = (self.heard.label, self.heard.second) if self.heard.second else ()
        labels = (*needs, *(label for label, _ in self.heard.ranking))
        return tuple(dict.fromkeys(label for label in labels if label and self.can_offer(label)))[:count]

    def can_offer(self, label: str) -> bool:
        return self.feed.get(label) is not None or label in OFFERED_TASKS


OFFERED_TASKS = (
    "enroll",
    "enrollment_status",
    "enrollment_correct",
    "enrollment_withdraw",
    "find_station",
    "benefit_check",
    "claim",
    "report_problem",
    "suggest_station",
    "submit_proposal",
    "human",
    "my_data",
    "delete_my_data",
    "notifications_off",
    "notifications_on",
    "help",
)
