"""Handing an application to another union that may decide on it: the state stays, the union changes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from actions.audit.actor import Actor
from actions.audit.acts import Detail
from actions.enrollment.claiming import require_free, unclaim
from actions.enrollment.errors import MayNotDecide
from actions.enrollment.jurisdiction import begin_to_wait
from actions.enrollment.model import Enrollment
from actions.enrollment.queries import for_update
from actions.enrollment.states import Act, after
from actions.enrollment.telling import tell
from actions.enrollment.work import work_of
from actions.reference import Reference
from actions.unions.model import Organization
from actions.unions.routing import in_order, may_decide, without_replaced_samples
from actions.unions.serving import deciding_in
from actions.vault import Vault


async def hand_over(
    number: str,
    union: str,
    *,
    by: Actor,
    session: AsyncSession,
    vault: Vault,
    reference: Reference,
    now: datetime,
) -> Enrollment:
    """`union` is the code of the other one, which begins with the first step.

    Raises EnrollmentNotFound, StateForbids, AlreadyDecided, BeingReviewed, MayNotDecide.
    """
    enrollment = await for_update(session, number)
    enrollment.state = after(enrollment.state_now, Act.HAND_OVER, decided_by=enrollment.decided_by)
    await require_free(session, enrollment, by, now)
    others = await others_for(session, enrollment, reference=reference, vault=vault)
    other = next((one for one in others if one.code == union), None)
    if other is None:
        raise MayNotDecide
    former = enrollment.organization.code
    enrollment.organization, enrollment.step, enrollment.first_reviewer_id = other, 1, None
    begin_to_wait(enrollment, other, now)
    enrollment.updated_at = now
    unclaim(enrollment)
    detail: Detail = {"from": former, "to": other.code}
    await tell(enrollment, "enrollment.handed_over", by=by, session=session, vault=vault, now=now, detail=detail)
    return enrollment


async def others_for(
    session: AsyncSession, enrollment: Enrollment, *, reference: Reference, vault: Vault
) -> list[Organization]:
    """The other unions of the county that may decide on it, as routing orders them; a sample only where no real one
    stands in its place."""
    work = work_of(enrollment, reference, vault)
    there = without_replaced_samples(await deciding_in(session, enrollment.region))
    return [one for one in in_order(there) if one.id != enrollment.organization_id and may_decide(work, one)]
