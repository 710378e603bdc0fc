"""Every answer with how it stands, sorted into kinds of work, and found again by words."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from actions.faq.content import UNREVIEWED, TopicContent, bare
from actions.faq.figures import awaits_approval
from actions.faq.model import FaqEntry, FaqRevision
from actions.faq.states import State
from actions.faq.surroundings import CATEGORIES
from actions.faq.validity import Validity, validity_of
from actions.faq.words import CATEGORY_NAMES, titles, whom
from actions.reference import Reference
from actions.staff.access import covers_all, has_role
from actions.staff.model import Role, StaffMember


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
    kinds: frozenset[Kind]
    wordings: tuple[str, ...]

    @property
    def is_unreviewed(self) -> bool:
        return self.out is not None and self.out.review == UNREVIEWED


@dataclass(frozen=True)
class Everything:
    """All there is to know for the list, read from the database."""

    entries: Sequence[FaqEntry]
    out: Sequence[FaqRevision]
    begun: Sequence[FaqRevision]
    idle: Sequence[FaqRevision]  # the last of each entry that has nothing out and nothing begun
    rejected: Collection[int]  # entries with a revision of the colleague's that somebody said no to
    uses: Mapping[str, int]  # how often each topic was answered lately


def lines_of(all_there_is: Everything, member: StaffMember, day: date, reference: Reference) -> list[Line]:
    """One per entry, by category and topic, the general answer before the narrower ones."""
    out = {one.entry_id: one for one in all_there_is.out}
    begun = {one.entry_id: one for one in all_there_is.begun}
    idle = {one.entry_id: one for one in all_there_is.idle}
    known = (*all_there_is.idle, *all_there_is.begun, *all_there_is.out)
    names = titles(known, reference)
    categories = {one.entry.topic: one.content["category"] for one in known if "category" in one.content}
    lines = []
    for entry in sorted(all_there_is.entries, key=lambda one: (_rank(categories.get(one.topic)), one.topic, one.scope)):
        there, working, last = out.get(entry.id), begun.get(entry.id), idle.get(entry.id)
        validity = validity_of(there.says, day) if there is not None else None
        kinds = {Kind.ALL}
        if covers_all(member, entry.areas):
            kinds |= _kinds(there, working, validity, member)
        if entry.id in all_there_is.rejected:
            kinds.add(Kind.REJECTED)
        category = categories.get(entry.topic, "")
        name = entry.name
        lines.append(
            Line(
                name=str(name),
                is_narrower=bool(entry.scope),
                title=names.get(entry.topic, entry.topic),
                whom=whom(name.scope, reference),
                category=CATEGORY_NAMES.get(category, category),
                out=there,
                begun=working,
                validity=validity,
                uses=None if entry.scope else all_there_is.uses.get(entry.topic, 0),
                was_out=there is not None or (last is not None and last.published_at is not None),
                kinds=frozenset(kinds),
                wordings=_wordings(there, working, last),
            )
        )
    return lines


def found_by(words: str, lines: Sequence[Line]) -> list[Line]:
    """Those in which every word stands: in id, title, answer, phrasings or whom it is for; all for no words."""
    wanted = words.lower().split()
    return [line for line in lines if all(_stands_in(word, line) for word in wanted)]


def _rank(category: str | None) -> int:
    return CATEGORIES.index(category) if category in CATEGORIES else len(CATEGORIES)


def _kinds(
    out: FaqRevision | None,
    begun: FaqRevision | None,
    validity: Validity | None,
    member: StaffMember,
) -> set[Kind]:
    kinds = set()
    if begun is not None:
        in_review = begun.state_now is State.IN_REVIEW
        kinds.add(Kind.IN_REVIEW if in_review else Kind.DRAFT)
        if has_role(member, Role.FAQ_APPROVER) and awaits_approval(begun, member):
            kinds.add(Kind.AWAITING_ME)
    if out is not None and out.review == UNREVIEWED:
        kinds.add(Kind.UNREVIEWED)
    if validity is not None and validity.needs_care:
        kinds.add(Kind.EXPIRING)
    if out is None and begun is None:
        kinds.add(Kind.RETIRED)
    return kinds


def _wordings(*revisions: FaqRevision | None) -> tuple[str, ...]:
    """What is searched: answers and phrasings of these revisions."""
    found: dict[str, None] = {}
    for revision in revisions:
        if revision is not None:
            says = revision.says
            found[says.answer] = None
            found.update(dict.fromkeys(says.wordings() if isinstance(says, TopicContent) else ()))
    return tuple(found)


def _stands_in(word: str, line: Line) -> bool:
    if word in line.name:
        return True
    plain = bare(word)
    return bool(plain) and any(plain in bare(text) for text in (line.title, line.whom, *line.wordings))
