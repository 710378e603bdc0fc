"""How much is being worked on in the FAQ, and went out. The session and its transaction are the caller's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from actions.faq.covering import covered, wrote
from actions.faq.model import FaqEntry, FaqRevision, Origin
from actions.faq.states import OPEN, State
from actions.faq.threshold_queries import thresholds_in_review
from actions.faq.validity import SOON_DAYS
from actions.staff.access import covers_all
from actions.staff.model import StaffMember

#: For how long an answer somebody said no to is shown to whoever wrote it.
REJECTED_IS_SHOWN_FOR = timedelta(days=7)


@dataclass(frozen=True)
class Work:
    """Revisions of answers whose whole scope is the colleague's."""

    drafts: int
    in_review: int
    awaiting_own_approval: int  # in review, not yet approved, and not written by the colleague


async def work_now(session: AsyncSession, member: StaffMember) -> Work:
    conditions = (
        FaqRevision.state == State.DRAFT,
        FaqRevision.state == State.IN_REVIEW,
        awaits_approval(session, member, FaqRevision),
    )
    query = (
        select(*count_each(conditions))
        .join_from(FaqRevision, FaqEntry)
        .where(FaqRevision.state.in_(OPEN), await covered(session, member))
    )
    return Work(*map(int, (await session.execute(query)).one()))


def awaits_approval(session: AsyncSession, member: StaffMember, revision: Any) -> ColumnElement[bool]:
    """Whether a revision waits for a second person's yes and the colleague could be that person."""
    waits = and_(revision.state == State.IN_REVIEW, revision.approved_at.is_(None))
    return and_(waits, ~wrote(session, member, revision.writers))


async def thresholds_awaiting(session: AsyncSession, member: StaffMember) -> bool:
    """Whether thresholds wait for a second person's yes and the colleague could be that person."""
    waiting = await thresholds_in_review(session)
    return waiting is not None and waiting.author_id != member.id and covers_all(member, ())


def rejected_lately(member: StaffMember, now: datetime) -> ColumnElement[bool]:
    """Whether somebody else said no to what the colleague wrote of `FaqEntry`, and no new draft was begun.

    What came with a list and nobody touched before the list was discarded waits for nobody's rewriting.
    """
    turned_down, begun = aliased(FaqRevision), aliased(FaqRevision)
    is_turned_down = exists().where(
        turned_down.entry_id == FaqEntry.id,
        turned_down.state == State.RETIRED,
        turned_down.published_at.is_(None),
        turned_down.author_id == member.id,
        turned_down.retired_by_id != member.id,
        or_(turned_down.import_id.is_(None), turned_down.submitted_at.is_not(None)),
        turned_down.retired_at >= now - REJECTED_IS_SHOWN_FOR,
    )
    return and_(is_turned_down, ~exists().where(begun.entry_id == FaqEntry.id, begun.state.in_(OPEN)))


async def count_rejected(session: AsyncSession, member: StaffMember, now: datetime) -> int:
    return await session.scalar(select(func.count(FaqEntry.id)).where(rejected_lately(member, now))) or 0


def runs_out(revision: Any, day: date) -> ColumnElement[bool]:
    """Whether what holds already stops holding within `SOON_DAYS` of this day in China, or has stopped."""
    valid_from, valid_until = (revision.content[name].as_string() for name in ("valid_from", "valid_until"))
    last_days = valid_until <= (day + timedelta(days=SOON_DAYS)).isoformat()
    return and_(last_days, or_(valid_from <= day.isoformat(), valid_until < day.isoformat()))


async def count_running_out(session: AsyncSession, member: StaffMember, day: date) -> int:
    """Answers that are out."""
    query = (
        select(func.count(FaqRevision.id))
        .join_from(FaqRevision, FaqEntry)
        .where(FaqRevision.state == State.PUBLISHED, runs_out(FaqRevision, day), await covered(session, member))
    )
    return await session.scalar(query) or 0


async def published_since(session: AsyncSession, member: StaffMember, since: datetime) -> int:
    """What staff put out, by whomever; shipped answers do not count."""
    query = (
        select(func.count(FaqRevision.id))
        .join_from(FaqRevision, FaqEntry)
        .where(
            FaqRevision.published_at >= since,
            FaqRevision.origin != Origin.SHIPPED,
            await covered(session, member),
        )
    )
    return await session.scalar(query) or 0


def count_each(conditions: Sequence[ColumnElement[bool]]) -> list[ColumnElement[int]]:
    """For how many rows each of these holds, as columns of one query."""
    return [func.coalesce(func.sum(case((one, 1), else_=0)), 0) for one in conditions]
