"""How many applications wait and how many were decided. The session and its transaction are the caller's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from actions.audit.queries import subjects_of
from actions.enrollment.model import Enrollment
from actions.enrollment.states import State
from actions.staff.access import within
from actions.staff.model import StaffMember

_DECISIONS = ("enrollment.approved", "enrollment.returned", "enrollment.rejected")


@dataclass(frozen=True)
class Waiting:
    """Applications of an area nobody has begun, since when the oldest, those in review, and those of both held."""

    submitted: int
    since: datetime | None
    in_review: int
    held: int


async def waiting_now(session: AsyncSession, member: StaffMember) -> Waiting:
    is_new = Enrollment.state == State.SUBMITTED
    query = select(
        func.count(case((is_new, 1))),
        func.min(case((is_new, Enrollment.submitted_at))),
        func.count(case((Enrollment.state == State.IN_REVIEW, 1))),
        func.count(case((Enrollment.hold_reason.is_not(None), 1))),
    ).where(Enrollment.state.in_([State.SUBMITTED, State.IN_REVIEW]), within(member, Enrollment.region))
    return Waiting(*(await session.execute(query)).one())


async def decided_since(session: AsyncSession, member: StaffMember, since: datetime) -> int:
    """Applications of the area, by whomever; one that was returned and corrected counts as well."""
    query = select(func.count()).where(
        Enrollment.number.in_(subjects_of(_DECISIONS, since)), within(member, Enrollment.region)
    )
    return int(await session.scalar(query) or 0)
