"""How many applications wait and how many were decided. The session and its transaction are the caller's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from actions.audit.queries import subjects_of
from actions.enrollment.jurisdiction import counted_for, overdue
from actions.enrollment.model import Enrollment
from actions.enrollment.states import WAITING, State
from actions.staff.access import counties_of, within_wider
from actions.staff.model import StaffMember

_DECISIONS = ("enrollment.approved", "enrollment.returned", "enrollment.rejected")


@dataclass(frozen=True)
class Waiting:
    """Applications nobody has begun, since when the oldest, those in review; of both those held and those overdue."""

    submitted: int
    since: datetime | None
    in_review: int
    held: int
    overdue: int


@dataclass(frozen=True)
class CountyFigures:
    """The same of one county, by its code."""

    county: str
    submitted: int
    in_review: int
    overdue: int


async def waiting_now(session: AsyncSession, member: StaffMember, now: datetime) -> Waiting:
    is_new = Enrollment.state == State.SUBMITTED
    query = select(
        func.count(case((is_new, 1))),
        func.min(case((is_new, Enrollment.submitted_at))),
        func.count(case((Enrollment.state == State.IN_REVIEW, 1))),
        func.count(case((Enrollment.hold_reason.is_not(None), 1))),
        func.count(case((overdue(now), 1))),
    ).where(Enrollment.state.in_(WAITING), counted_for(member, now))
    return Waiting(*(await session.execute(query)).one())


async def waiting_by_county(session: AsyncSession, member: StaffMember, now: datetime) -> list[CountyFigures]:
    """Of the cities (or the province) a colleague has; persons are not theirs to see. By code; counties without any are
    left out."""
    if member.organization_id is not None or member.areas == counties_of(member):
        return []
    query = (
        select(
            Enrollment.region,
            func.count(case((Enrollment.state == State.SUBMITTED, 1))),
            func.count(case((Enrollment.state == State.IN_REVIEW, 1))),
            func.count(case((overdue(now), 1))),
        )
        .where(Enrollment.state.in_(WAITING), within_wider(member, Enrollment.region))
        .group_by(Enrollment.region)
        .order_by(Enrollment.region)
    )
    return [CountyFigures(*row) for row in await session.execute(query)]


async def decided_since(session: AsyncSession, member: StaffMember, since: datetime, now: datetime) -> int:
    """Applications somebody counts, by whomever; one that was returned and corrected counts as well."""
    decided = subjects_of(_DECISIONS, since).distinct().subquery()
    # Of each whether it counts: what was decided today is little beside all there is in a county.
    counts = (
        select(func.count())
        .where(Enrollment.number == decided.c.subject, counted_for(member, now))
        .correlate(decided)
        .scalar_subquery()
    )
    return int(await session.scalar(select(func.sum(counts)).select_from(decided)) or 0)
