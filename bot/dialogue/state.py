"""What the bot remembers of one conversation between two turns: frozen, bounded, and without a readable personal value.

Personal values are kept sealed (only actions can open them) beside the mask that may be shown. Who owns the
conversation is not here; the core keeps that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

KEPT_FOR = timedelta(days=7)  # a form left alone can be resumed this long
LEFT_ALONE_AFTER = timedelta(hours=6)  # after this silence a form is offered instead of simply going on
MAX_SUSPENDED = 2
MAX_SUBMITTED = 2
MAX_TOPICS = 5
MAX_NEAREST = 3
MAX_REJECTED = 6
MAX_GIVEN = 5
CONTEXT_LASTS = timedelta(minutes=10)  # after this "那要多久" no longer asks about what was answered last


@dataclass(frozen=True)
class Value:
    """What a field holds: code or words in `value`, a personal value in `sealed`; `label` is what a worker sees."""

    label: str
    value: str = ""
    sealed: str = ""


@dataclass(frozen=True)
class FormRun:
    """A form being filled in. `run` numbers it within the conversation, so that its buttons can go stale.

    `asked` is the field asked now, or "confirm" (the summary), "change" (which field to change) or "page" (the rest
    is filled in on our own page). `tries` counts unreadable answers to it. `only` names the fields asked by a form
    that corrects a few of them; empty means all. `target` is the number of the application the form is about.
    """

    name: str
    run: int
    touched_at: datetime
    asked: str = ""
    values: Mapping[str, Value] = field(default_factory=dict)
    tries: int = 0
    consented_at: datetime | None = None
    target: str = ""
    only: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()  # what the asked field was narrowed down to: region codes or application numbers

    def holding(self, values: Mapping[str, Value]) -> FormRun:
        return replace(self, values={**self.values, **values})

    def without(self, *names: str) -> FormRun:
        return replace(self, values={name: value for name, value in self.values.items() if name not in names})


@dataclass(frozen=True)
class Offer:
    """A yes-or-no question the bot just asked.

    `kind` is "task" or "topic" with its id, "resume" with a run number, or "choices" (which of those shown), without.
    `reason` is why a person is offered: sensitive, misses or emergency; "" for anything else.
    """

    kind: str
    id: str
    reason: str = ""


@dataclass(frozen=True)
class Noted:
    """Ids of topics and tasks, and since when (UTC) they are noted."""

    ids: tuple[str, ...]
    at: datetime


@dataclass(frozen=True)
class Asked:
    """When a question came (UTC), and its best ranked ids. Its words are among the latest lines."""

    at: datetime
    ids: tuple[str, ...]


@dataclass(frozen=True)
class Given:
    """An answer of which the worker has not said that it missed; `number` counts the answers given here.

    `asked` is None where the words of its question are not handed over: a button has none, a form keeps its own.
    """

    number: int
    topic: str
    at: datetime
    asked: Asked | None = None


@dataclass(frozen=True)
class Choices:
    """Choices shown, none of them taken yet; `topic` is the best of them, "" when all are tasks."""

    topic: str
    asked: Asked | None = None


@dataclass(frozen=True)
class State:
    """Everything the next turn needs. `runs` counts forms ever started here; `nearest` are the last ranked ids.

    `searched` is where stations were last looked for, "place:<id>" or "region:<code>". `answered` is what the latest
    answering turn answered or did, None once a form has asked something since; `just_answered` says that no other
    turn of the worker came after it. `rejected` is what the worker just said was not meant. `later` are needs that wait
    until a form ends or a choice is made. `takeover` is the number of the latest takeover as far as it is known here,
    `attendant` the name of the person who has it. `album` is the one whose pictures were answered last. `answers`
    counts the stored answers ever given here, `given` are the latest of them, `choices` what was shown last.
    """

    form: FormRun | None = None
    suspended: tuple[FormRun, ...] = ()
    submitted: tuple[FormRun, ...] = ()
    runs: int = 0
    topics: tuple[str, ...] = ()
    nearest: tuple[str, ...] = ()
    misses: int = 0
    region: str = ""
    place: str = ""
    searched: str = ""
    platform: str = ""
    trade: str = ""
    notifications: bool = True
    offer: Offer | None = None
    answered: Noted | None = None
    just_answered: bool = False
    rejected: Noted | None = None
    later: tuple[str, ...] = ()
    takeover: str = ""
    attendant: str = ""
    album: str = ""
    answers: int = 0
    given: tuple[Given, ...] = ()
    choices: Choices | None = None

    @property
    def asked_field(self) -> str | None:
        """The field a running form waits for."""
        return self.form.asked or None if self.form else None

    def context_at(self, now: datetime) -> str | None:
        """The topic or task a follow-up ("那要多久") is about; None when it is long ago or a form asks something."""
        if self.form is not None or self.answered is None or now - self.answered.at > CONTEXT_LASTS:
            return None
        return self.answered.ids[-1]

    def rejected_at(self, now: datetime) -> tuple[str, ...]:
        """What the worker said a moment ago was not meant."""
        return self.rejected.ids if self.rejected and now - self.rejected.at <= CONTEXT_LASTS else ()

    def suspending(self) -> State:
        """The same with the running form put aside; the oldest of too many is given up."""
        if self.form is None:
            return self
        others = tuple(run for run in self.suspended if run.name != self.form.name)
        return replace(self, form=None, suspended=(*others, self.form)[-MAX_SUSPENDED:])

    def suspended_at(self, now: datetime) -> tuple[FormRun, ...]:
        """Forms put aside that can still be resumed, the latest last."""
        return tuple(run for run in self.suspended if now - run.touched_at <= KEPT_FOR)

    def to_json(self) -> dict[str, Any]:
        packed: dict[str, Any] = {
            "form": _run_json(self.form) if self.form else None,
            "suspended": [_run_json(run) for run in self.suspended],
            "submitted": [_run_json(run) for run in self.submitted],
            "offer": dict(vars(self.offer)) if self.offer else None,
            "topics": list(self.topics),
            "nearest": list(self.nearest),
            "answered": _noted_json(self.answered),
            "rejected": _noted_json(self.rejected),
            "later": list(self.later),
            "given": [_given_json(one) for one in self.given],
            "choices": _choices_json(self.choices),
        }
        for name in _PLAIN:
            packed[name] = getattr(self, name)
        return packed

    @classmethod
    def from_json(cls, packed: Mapping[str, Any]) -> State:
        """Raises KeyError or ValueError when `packed` was not made by `to_json`; {} is a fresh conversation."""
        return cls(
            form=_run(packed["form"]) if packed.get("form") else None,
            suspended=tuple(_run(run) for run in packed.get("suspended", ())),
            submitted=tuple(_run(run) for run in packed.get("submitted", ())),
            offer=Offer(**packed["offer"]) if packed.get("offer") else None,
            topics=tuple(packed.get("topics", ())),
            nearest=tuple(packed.get("nearest", ())),
            answered=_noted(packed.get("answered")),
            rejected=_noted(packed.get("rejected")),
            later=tuple(packed.get("later", ())),
            given=tuple(_given(one) for one in packed.get("given", ())),
            choices=_choices(packed.get("choices")),
            **{name: packed[name] for name in _PLAIN if name in packed},
        )


_PLAIN = (
    *("runs", "misses", "region", "place", "searched", "platform", "trade", "notifications", "just_answered"),
    *("takeover", "attendant", "album", "answers"),
)


def _noted_json(noted: Noted | None) -> dict[str, Any] | None:
    return {"ids": list(noted.ids), "at": noted.at.isoformat()} if noted else None


def _noted(packed: Mapping[str, Any] | None) -> Noted | None:
    return Noted(tuple(packed["ids"]), datetime.fromisoformat(packed["at"])) if packed else None


def _asked_json(asked: Asked | None) -> dict[str, Any] | None:
    return {"at": asked.at.isoformat(), "ids": list(asked.ids)} if asked else None


def _asked(packed: Mapping[str, Any] | None) -> Asked | None:
    return Asked(datetime.fromisoformat(packed["at"]), tuple(packed["ids"])) if packed else None


def _given_json(given: Given) -> dict[str, Any]:
    return {**vars(given), "at": given.at.isoformat(), "asked": _asked_json(given.asked)}


def _given(packed: Mapping[str, Any]) -> Given:
    at, asked = datetime.fromisoformat(packed["at"]), _asked(packed["asked"])
    return Given(number=packed["number"], topic=packed["topic"], at=at, asked=asked)


def _choices_json(choices: Choices | None) -> dict[str, Any] | None:
    return {"topic": choices.topic, "asked": _asked_json(choices.asked)} if choices else None


def _choices(packed: Mapping[str, Any] | None) -> Choices | None:
    return Choices(packed["topic"], _asked(packed["asked"])) if packed else None


def _run_json(run: FormRun) -> dict[str, Any]:
    return {
        "name": run.name,
        "run": run.run,
        "touched_at": run.touched_at.isoformat(),
        "asked": run.asked,
        "values": {
            name: {key: text for key, text in vars(value).items() if text} for name, value in run.values.items()
        },
        "tries": run.tries,
        "consented_at": run.consented_at.isoformat() if run.consented_at else None,
        "target": run.target,
        "only": list(run.only),
        "choices": list(run.choices),
    }


def _run(packed: Mapping[str, Any]) -> FormRun:
    return FormRun(
        name=packed["name"],
        run=packed["run"],
        touched_at=datetime.fromisoformat(packed["touched_at"]),
        asked=packed["asked"],
        values={name: Value(**{"label": "", **value}) for name, value in packed["values"].items()},
        tries=packed["tries"],
        consented_at=datetime.fromisoformat(packed["consented_at"]) if packed["consented_at"] else None,
        target=packed["target"],
        only=tuple(packed["only"]),
        choices=tuple(packed["choices"]),
    )
