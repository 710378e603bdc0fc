"""Finding answers by words and by kind of work, a page at a time. The session and its transaction are the caller's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVarTuple, Unpack

from sqlalchemy import ColumnElement, Select, and_, case, exists, false, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from actions.faq.categories import CATEGORIES
from actions.faq.content import UNREVIEWED, bare
from actions.faq.covering import covered, scopes
from actions.faq.figures import awaits_approval, count_each, rejected_lately, runs_out
from actions.faq.model import FaqEntry, FaqRevision
from actions.faq.overview import Kind
from actions.faq.states import OPEN, State
from actions.faq.titles import bearing
from actions.faq.uses import used_since
from actions.faq.words import whom
from actions.reference import Reference
from actions.staff.access import has_role
from actions.staff.model import Role, StaffMember

_Columns = TypeVarTuple("_Columns")

_OUT, _BEGUN, _ANY = aliased(FaqRevision), aliased(FaqRevision), aliased(FaqRevision)
_WAS_OUT = _ANY.published_at.is_not(None)
_SENT_IN = or_(_WAS_OUT, _ANY.submitted_at.is_not(None))


@dataclass(frozen=True)
class Asked:
    """Who looks, when, and for what; `words`: each must stand in id, title, answer, phrasings or whom it is for."""

    member: StaffMember
    now: datetime
    day: date  # China's
    words: Sequence[str]


@dataclass(frozen=True)
class Finding:
    """The conditions of one page, over `FaqEntry` with what is out and what is begun of it."""

    stands_in: ColumnElement[bool]
    kinds: Mapping[Kind, ColumnElement[bool]]


async def finding(session: AsyncSession, asked: Asked, reference: Reference) -> Finding:
    member = asked.member
    mine = await covered(session, member)
    approves = awaits_approval(session, member, _BEGUN) if has_role(member, Role.FAQ_APPROVER) else false()
    rejected = rejected_lately(member, asked.now)
    kinds = {
        Kind.ALL: or_(_OUT.id.is_not(None), _BEGUN.id.is_not(None), _had(_SENT_IN), rejected),
        Kind.AWAITING_ME: and_(mine, approves),
        Kind.DRAFT: and_(mine, _BEGUN.state == State.DRAFT),
        Kind.IN_REVIEW: and_(mine, _BEGUN.state == State.IN_REVIEW),
        Kind.REJECTED: rejected,
        Kind.UNREVIEWED: and_(mine, _OUT.review == UNREVIEWED),
        Kind.EXPIRING: and_(mine, runs_out(_OUT, asked.day)),
        Kind.RETIRED: and_(mine, _OUT.id.is_(None), _BEGUN.id.is_(None), _had(_WAS_OUT)),
    }
    held_for = {scope.key: bare(whom(scope, reference)) for scope in await scopes(session)} if asked.words else {}
    return Finding(and_(true(), *(_stands_in(word, held_for) for word in asked.words)), kinds)


async def count_kinds(session: AsyncSession, found: Finding) -> dict[Kind, int]:
    """Of every kind, whichever is shown."""
    query = _joined(select(*count_each(list(found.kinds.values())))).where(found.stands_in)
    return dict(zip(found.kinds, map(int, (await session.execute(query)).one()), strict=True))


async def entries_found(
    session: AsyncSession, found: Finding, kind: Kind, *, most_used_since: date | None, limit: int, offset: int
) -> list[FaqEntry]:
    """By category and topic, the general answer before the narrower ones; with a day first by use since then."""
    ranks = {category: rank for rank, category in enumerate(CATEGORIES)}
    rank = case(ranks, value=bearing(FaqRevision.category), else_=len(CATEGORIES))
    query = _joined(select(FaqEntry)).where(found.stands_in, found.kinds[kind])
    if most_used_since is not None:
        used = used_since(most_used_since).subquery()
        query = query.outerjoin(used, used.c.topic == FaqEntry.topic).order_by(func.coalesce(used.c.uses, 0).desc())
    query = query.order_by(rank, FaqEntry.topic, FaqEntry.scope).limit(limit).offset(offset)
    return list(await session.scalars(query))


def _joined(query: Select[Unpack[_Columns]]) -> Select[Unpack[_Columns]]:
    return (
        query.select_from(FaqEntry)
        .outerjoin(_OUT, and_(_OUT.entry_id == FaqEntry.id, _OUT.state == State.PUBLISHED))
        .outerjoin(_BEGUN, and_(_BEGUN.entry_id == FaqEntry.id, _BEGUN.state.in_(OPEN)))
    )


def _stands_in(word: str, held_for: Mapping[str, str]) -> ColumnElement[bool]:
    """`held_for`: whom each scope is for, without signs."""
    lower, plain = word.lower(), bare(word)
    narrower = and_(FaqEntry.scope != "", (FaqEntry.topic + "@" + FaqEntry.scope).contains(lower, autoescape=True))
    places = [FaqEntry.topic.contains(lower, autoescape=True), narrower]
    if plain:
        title = func.lower(bearing(FaqRevision.title))
        places += [
            _is_said(plain),
            title.contains(lower, autoescape=True),
            title.contains(plain, autoescape=True),
            FaqEntry.scope.in_([key for key, text in held_for.items() if plain in text]),
        ]
    return or_(*places)


def _had(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether a revision of the entry is so; what was only drafted and discarded is no answer anybody looks for."""
    return exists().where(_ANY.entry_id == FaqEntry.id, condition)


def _is_said(plain: str) -> ColumnElement[bool]:
    """By what is out or begun, where there is neither by the last revision."""
    said = aliased(FaqRevision)
    newest = select(func.max(FaqRevision.number)).where(FaqRevision.entry_id == FaqEntry.id)
    is_last = and_(_OUT.id.is_(None), _BEGUN.id.is_(None), said.number == newest.correlate(FaqEntry).scalar_subquery())
    return exists().where(
        said.entry_id == FaqEntry.id,
        or_(said.state.in_((State.PUBLISHED, *OPEN)), is_last),
        said.words.contains(plain, autoescape=True),
    )
