"""Every answer with how it stands, sorted into kinds of work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from actions.faq.categories import CATEGORY_NAMES
from actions.faq.content import UNREVIEWED
from actions.faq.model import FaqEntry, FaqRevision
from actions.faq.states import State
from actions.faq.validity import Validity, validity_of
from actions.faq.words import whom
from actions.reference import Reference


class Kind(StrEnum):
    """What a colleague may want to work through; ALL shows every answer, the others those of the colleague's area."""

    ALL = "all"
    AWAITING_ME = "awaiting_me"
    DRAFT = "draft"
    IN_REVIEW = "in_review"
    REJECTED = "rejected"
    UNREVIEWED = "unreviewed"
    EXPIRING = "expiring"
    RETIRED = "retired"


KIND_NAMES: Mapping[Kind, str] = {
    Kind.ALL: "全部",
    Kind.AWAITING_ME: "等我批准",
    Kind.DRAFT: "草稿",
    Kind.IN_REVIEW: "审核中",
    Kind.REJECTED: "没通过",
    Kind.UNREVIEWED: "待复核",
    Kind.EXPIRING: "快到期/已过期",
    Kind.RETIRED: "已停用",
}


@dataclass(frozen=True)
class Line:
    """One entry. A narrower answer bears its topic's title and category; `category` "" when nothing says it."""

    name: str
    is_narrower: bool
    title: str
    whom: str
    category: str
    out: FaqRevision | None
    begun: FaqRevision | None
    validity: Validity | None  # of what is out
    was_out: bool
    uses: int | None  # of the topic, with all its answers; None for a narrower one

    @property
    def is_unreviewed(self) -> bool:
        return self.out is not None and self.out.review == UNREVIEWED


@dataclass(frozen=True)
class Known:
    """What is read about the entries of one page."""

    at_work: Sequence[FaqRevision]  # what is out and what is begun
    idle: Sequence[FaqRevision]  # the last of each entry that has nothing out and nothing begun
    titles: Mapping[str, str]
    categories: Mapping[str, str]  # of topics, by id
    uses: Mapping[str, int]  # how often each topic was answered lately


def lines_of(entries: Sequence[FaqEntry], known: Known, day: date, reference: Reference) -> list[Line]:
    """One per entry, in their order."""
    out = {one.entry_id: one for one in known.at_work if one.state_now is State.PUBLISHED}
    begun = {one.entry_id: one for one in known.at_work if one.state_now is not State.PUBLISHED}
    idle = {one.entry_id: one for one in known.idle}
    return [_line(entry, out.get(entry.id), begun.get(entry.id), idle, known, day, reference) for entry in entries]


def _line(
    entry: FaqEntry,
    out: FaqRevision | None,
    begun: FaqRevision | None,
    idle: Mapping[int, FaqRevision],
    known: Known,
    day: date,
    reference: Reference,
) -> Line:
    name, category = entry.name, known.categories.get(entry.topic, "")
    return Line(
        name=str(name),
        is_narrower=bool(entry.scope),
        title=known.titles.get(entry.topic, entry.topic),
        whom=whom(name.scope, reference),
        category=CATEGORY_NAMES.get(category, category),
        out=out,
        begun=begun,
        validity=validity_of(out.says, day) if out is not None else None,
        uses=None if entry.scope else known.uses.get(entry.topic, 0),
        was_out=out is not None or (entry.id in idle and idle[entry.id].published_at is not None),
    )
