"""What goes into a dialogue turn and what comes out of it: plain frozen records, no I/O.

Channels make an `Inbound` at the door and turn `Reply` records back into their own shapes on the way out.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Literal

JsonObject = Mapping[str, Any]

InboundKind = Literal[
    "start",  # the conversation was opened (/start, the page's first load)
    "help",  # /help
    "text",
    "button",
    "location",
    "contact",  # a shared contact card: `text` holds its phone number
    "photo",  # this and the next two: `text` holds the words that were sent along
    "voice",
    "sticker",
    "page_form",  # the personal fields typed on our own page for a channel that must not carry them
    "news",  # a delivery from actions: `data` is {"kind": ..., ...}
    "command_result",  # what became of a command: `data` is {"kind", "status", ...}
    "command_delayed",  # actions could not be reached yet; the command is kept and tried again
]

Decision = Literal["answer", "suggest", "fallback"]
Owner = Literal["bot", "queue", "person"]
Author = Literal["bot", "person"]
OutcomeKind = Literal[
    "answered",  # outright, with a stored answer
    "suggested",  # choices were shown
    "chosen",  # one of the choices was wanted
    "none_fit",  # none of them was
    "fallback",  # not understood
    "unhelpful",  # the worker said that the answer missed
    "person",  # a person was asked for
]

_WORDED: tuple[InboundKind, ...] = ("text", "photo", "voice", "sticker")


@dataclass(frozen=True)
class Location:
    """A point a worker shared, in degrees; `crs` is "wgs84" (GPS, Telegram, browsers) or "gcj02"."""

    lat: float
    lon: float
    crs: str = "wgs84"


@dataclass(frozen=True)
class Photo:
    """A picture: `type` is image/jpeg, image/png or image/webp, `data` its bytes in base64."""

    type: str
    data: str


@dataclass(frozen=True)
class Inbound:
    """One thing that arrived in a conversation.

    `text` is what the worker typed, untouched, and exists in memory only: it is stored encrypted until the turn
    is done and never afterwards. `button` is what the pressed button stands for, its `title` included; None for a
    button that is unknown or no longer kept. `at` is when it arrived, UTC. The `data` of a photo holds `photo` (type
    and base64 data) or `file` (where its channel keeps it), and `album` for one of several sent together.
    """

    kind: InboundKind
    at: datetime
    text: str = ""
    button: JsonObject | None = None
    location: Location | None = None
    data: JsonObject = field(default_factory=dict)

    @property
    def words(self) -> str:
        """What the worker wrote: the text, or the words under a picture or a recording."""
        return self.text if self.kind in _WORDED else ""


@dataclass(frozen=True)
class Entity:
    """One thing named in a message.

    `kind` is region, place, platform, trade, facility, time, phone, id_number or plate; `value` its code ("" when
    ambiguous; then `candidates` holds the codes to choose from); `text` the words as they stood.
    """

    kind: str
    value: str
    text: str
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True)
class Understanding:
    """What nlu made of a text; `ranking` holds (id, score), best first.

    `second` is the other id of a text with two needs: with "answer" nlu is sure of both, with "suggest" of neither.
    """

    decision: Decision
    label: str
    second: str | None
    ranking: tuple[tuple[str, float], ...]
    entities: tuple[Entity, ...] = ()

    def without(self, ids: Collection[str]) -> Understanding:
        """The same as if the ids had never been ranked: what comes next may be suggested, never answered."""
        second = None if self.second in ids else self.second
        ranking = tuple(ranked for ranked in self.ranking if ranked[0] not in ids)
        if self.label not in ids:
            return replace(self, second=second, ranking=ranking)
        if second is not None:
            return replace(self, label=second, second=None, ranking=ranking)
        decision: Decision = "suggest" if ranking and self.decision != "fallback" else "fallback"
        return replace(self, decision=decision, label=ranking[0][0] if ranking else "", second=None, ranking=ranking)


@dataclass(frozen=True)
class Button:
    """A quick reply. `action` is resolved by the bot only; channels see an opaque id in its place."""

    title: str
    action: JsonObject


@dataclass(frozen=True)
class Link:
    """A link under a reply. `page` names one of our own single-use pages instead of a ready `url`."""

    title: str
    url: str | None = None
    page: str | None = None


@dataclass(frozen=True)
class StationCard:
    """One station as a worker sees it; distance in metres, None when no point was given; position in GCJ-02."""

    name: str
    address: str
    distance_m: int | None
    hours: str
    open_now: bool | None
    facilities: tuple[str, ...]
    lat: float
    lon: float
    map_url: str
    sample: bool


@dataclass(frozen=True)
class Reply:
    """One bubble to the worker.

    `text` says everything in words. `caption` is what stands beside drawn station cards instead, where a channel
    draws them; "" without stations. `speaker` is the name a person shows to workers; "" when the bot speaks.
    """

    text: str
    buttons: tuple[Button, ...] = ()
    links: tuple[Link, ...] = ()
    stations: tuple[StationCard, ...] = ()
    caption: str = ""
    speaker: str = ""
    photo: Photo | None = None

    @property
    def author(self) -> Author:
        return "person" if self.speaker else "bot"


@dataclass(frozen=True)
class Command:
    """Something actions must do, sent with an idempotency key until it is acknowledged.

    `kind` is submit_enrollment, correct_enrollment, withdraw_enrollment, open_ticket, keep_question, erase_person, or
    of a takeover open_takeover, takeover_lines, acknowledge_claim, leave_takeover. Personal values in `body` are sealed
    already, lines and questions are redacted.
    """

    kind: str
    body: JsonObject


@dataclass(frozen=True)
class QuestionOutcome:
    """What came of one question, to be counted; neither words nor a conversation are in it.

    `day` is China's; `county` (GB/T 2260) and `topic` are "" where none is known.
    """

    day: date
    county: str
    topic: str
    outcome: OutcomeKind


@dataclass(frozen=True)
class Query:
    """Something the dialogue must know from actions before it can go on; asked before the turn's transaction."""

    kind: str
    params: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True)
class Unavailable:
    """The answer to a query while actions cannot be reached."""
