"""Where an application lies: with its union alone, or with the county as well. Who sees it follows from that.

The county decides on what its own union received, on second steps, on what is overdue (it climbed one level), on what
is held until it releases it, and on what was received by a union nobody reviews for. Cities and the province see
figures only.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import BindParameter, ColumnElement, and_, case, false, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from actions.enrollment.model import Enrollment
from actions.enrollment.states import WAITING, State
from actions.staff.access import Bounds, Lying, bounds_of, reviewing, within_wider
from actions.staff.model import StaffMember
from actions.unions.model import Kind, Organization
from actions.unions.routing import Work
from actions.unions.serving import county_of

# What does not depend on the time is said once: saying it takes as long as reading a few rows.
_WITH_COUNTY = or_(
    Enrollment.organization_id.in_(select(Organization.id).where(Organization.kind == Kind.COUNTY)),
    Enrollment.step == 2,
    and_(Enrollment.state.in_(WAITING), Enrollment.hold_reason.is_not(None)),
)
_STAFFED = select(StaffMember.organization_id).where(
    StaffMember.organization_id.is_not(None),
    StaffMember.closed_at.is_(None),
    StaffMember.password_hash.is_not(None),
)
_OF_NOBODY = or_(
    Enrollment.organization_id.not_in(_STAFFED),
    Enrollment.organization_id.in_(select(Organization.id).where(Organization.closed_at.is_not(None))),
)


Now = datetime | BindParameter[datetime]  # the parameter's, where a statement is kept


def overdue(now: Now) -> ColumnElement[bool]:
    """A condition: it waits for a decision longer than its union's limit."""
    return Enrollment.due_at <= now  # nothing is due of what does not wait


def lies_with_county(now: Now) -> ColumnElement[bool]:
    """A condition: the county's reviewers have it as well."""
    return or_(_WITH_COUNTY, overdue(now), _OF_NOBODY)


def seen_in(bounds: Bounds, now: Now) -> ColumnElement[bool]:
    """A condition: the applications a reviewer within these bounds sees, as persons."""
    return reviewing(bounds, Enrollment.region, Enrollment.organization_id, lies_with_county(now))


def overdue_in(bounds: Bounds, now: Now) -> ColumnElement[bool]:
    """A condition: those of them that are overdue; being so, they lie with the county whatever else they are."""
    return and_(overdue(now), reviewing(bounds, Enrollment.region, Enrollment.organization_id, true()))


def counted_for(member: StaffMember, now: datetime) -> ColumnElement[bool]:
    """A condition: what their figures count; cities and the province count what they do not see."""
    wider = false() if member.organization_id is not None else within_wider(member, Enrollment.region)
    return or_(seen_in(bounds_of(member), now), wider)


async def lying(session: AsyncSession, enrollment: Enrollment, now: datetime) -> Lying:
    """The same of one application, as it is in the table."""
    asked = select(case((lies_with_county(now), 1), else_=0)).where(Enrollment.id == enrollment.id)
    return Lying(enrollment.region, enrollment.organization_id, with_county=bool(await session.scalar(asked)))


async def turn_of(session: AsyncSession, enrollment: Enrollment) -> Organization:
    """The union whose turn it is, or was last: the county's in the second step; once approved, the member's own."""
    if enrollment.step == 1 or enrollment.state == State.APPROVED:
        return enrollment.organization
    return await county_of(session, Work(enrollment.trade, enrollment.region))


def begin_to_wait(enrollment: Enrollment, decider: Organization, now: datetime) -> None:
    """From now on it waits there, and is overdue when that union's limit has passed."""
    enrollment.waiting_since, enrollment.due_at = now, due_from(now, decider.limit_hours)


def due_from(since: datetime, limit_hours: int | None) -> datetime | None:
    """When an application that waits since then is overdue; None: never."""
    return since + timedelta(hours=limit_hours) if limit_hours is not None else None
