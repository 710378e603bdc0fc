"""Taking an application into review, so that nobody else decides on it meanwhile, and giving it back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from actions.audit.actor import Actor
from actions.audit.log import record
from actions.enrollment.errors import BeingReviewed, NotYours
from actions.enrollment.jurisdiction import turn_of
from actions.enrollment.model import Enrollment
from actions.enrollment.queries import for_update
from actions.enrollment.states import Act, State, after
from actions.enrollment.steps import note_step
from actions.enrollment.telling import tell
from actions.staff.model import StaffMember
from actions.unions.routing import Work
from actions.unions.serving import county_of
from actions.vault import Vault


async def take(number: str, *, by: Actor, session: AsyncSession, vault: Vault, now: datetime) -> Enrollment:
    """Claim it; the worker is told of the first step's beginning. Raises EnrollmentNotFound, StateForbids,
    BeingReviewed.
    """
    enrollment = await for_update(session, number)
    was, has_it = enrollment.state_now, enrollment.reviewer_id == by.staff_id and by.staff_id is not None
    enrollment.state = after(was, Act.TAKE)
    await require_free(session, enrollment, by, now)
    enrollment.reviewer_id, enrollment.claimed_by, enrollment.claimed_at = by.staff_id, by.name, now
    enrollment.updated_at = now
    await session.flush()
    union = await acting_union(session, enrollment, by)
    if was is State.SUBMITTED:
        await tell(enrollment, "enrollment.taken", by=by, session=session, vault=vault, now=now, union=union)
    else:
        if not has_it:
            await note_step(session, enrollment, "taken", at=now, vault=vault, union=union)
        await record(session, "enrollment.taken", number, actor=by, at=now)
    return enrollment


async def give_back(number: str, *, by: Actor, session: AsyncSession, vault: Vault, now: datetime) -> Enrollment:
    """Let others review it. Raises EnrollmentNotFound, StateForbids, NotYours."""
    enrollment = await for_update(session, number)
    following = after(enrollment.state_now, Act.GIVE_BACK)
    if by.staff_id is not None and enrollment.reviewer_id != by.staff_id:
        raise NotYours(enrollment.claimed_by)
    if enrollment.step == 1:
        enrollment.state = following  # of a second step the first stays done, and somebody else claims it
    unclaim(enrollment)
    enrollment.updated_at = now
    union = await acting_union(session, enrollment, by)
    await note_step(session, enrollment, "given_back", at=now, vault=vault, union=union)
    await session.flush()
    await record(session, "enrollment.given_back", number, actor=by, at=now)
    return enrollment


async def require_free(session: AsyncSession, enrollment: Enrollment, by: Actor, now: datetime) -> None:
    """Nobody else has it in review. Raises BeingReviewed.

    A claim lapses when its application became overdue after it, or its colleague's account was closed. The command line
    acts for the house and heeds no claim.
    """
    if enrollment.reviewer_id in (None, by.staff_id) or by.staff_id is None:
        return
    due_at, since = enrollment.due_at, enrollment.claimed_at
    if due_at is not None and since is not None and since < due_at <= now:
        return
    holder = await session.get(StaffMember, enrollment.reviewer_id)
    if holder is not None and holder.closed_at is None:
        raise BeingReviewed(enrollment.claimed_by or holder.name)


async def acting_union(session: AsyncSession, enrollment: Enrollment, by: Actor) -> str:
    """Whose colleague this is, as workers know it: the county's where its reviewers act in another union's place."""
    member = await session.get(StaffMember, by.staff_id) if by.staff_id is not None else None
    if member is not None and member.organization_id is None:
        return (await county_of(session, Work(enrollment.trade, enrollment.region))).name
    return (await turn_of(session, enrollment)).name


def unclaim(enrollment: Enrollment) -> None:
    enrollment.reviewer_id = enrollment.claimed_by = enrollment.claimed_at = None
