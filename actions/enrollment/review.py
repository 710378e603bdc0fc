"""What reviewers decide: approve, in one step or two, return with a reason for each field, reject; and lift a hold."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from actions.audit.actor import Actor
from actions.audit.acts import AuditAct, Detail
from actions.enrollment.causes import Cause
from actions.enrollment.claiming import acting_union, require_free, unclaim
from actions.enrollment.errors import (
    AlreadyForwarded,
    AlreadyRegistered,
    Held,
    NeedsAnother,
    NeedsRefusal,
    NotHeld,
    NotRegistered,
)
from actions.enrollment.jurisdiction import begin_to_wait
from actions.enrollment.model import Enrollment
from actions.enrollment.person import HOLD_NAMES, UNDER_16, member_with, read_personal
from actions.enrollment.queries import for_update
from actions.enrollment.states import Act, State, after
from actions.enrollment.telling import tell
from actions.errors import InvalidField
from actions.filing.opening import open_filing
from actions.memberships.documents import membership_news
from actions.memberships.joining import join, move
from actions.unions.routing import Work
from actions.unions.serving import county_of
from actions.vault import Vault


async def approve(
    number: str, *, by: Actor, session: AsyncSession, vault: Vault, now: datetime, step: int | None = None
) -> Enrollment:
    """Make the applicant a member, or move a member who asked for it, file that, and tell them; or, where the union
    wants a second step, pass it to the county.

    `step` is the one the reviewer saw. Raises EnrollmentNotFound, AlreadyDecided, AlreadyForwarded, StateForbids,
    BeingReviewed, NeedsAnother, NeedsRefusal, Held, AlreadyRegistered, NotRegistered.
    """
    enrollment = await _held(number, by, session, now, Act.APPROVE, step)
    if enrollment.age_flag == UNDER_16:
        raise NeedsRefusal
    if enrollment.hold_reason is not None:
        raise Held(HOLD_NAMES.get(enrollment.hold_reason, enrollment.hold_reason))
    person = read_personal(enrollment, vault)
    member = await member_with(session, person["id_number"], vault)
    if member is not None and not enrollment.is_transfer:
        raise AlreadyRegistered
    if member is None and enrollment.is_transfer:
        raise NotRegistered
    if enrollment.step == 1 and enrollment.organization.steps == 2:
        await _forward(enrollment, by, session, vault, now)
        return enrollment
    if enrollment.step == 2 and by.staff_id is not None and by.staff_id == enrollment.first_reviewer_id:
        raise NeedsAnother
    _decided(enrollment, Act.APPROVE, by, now)
    if member is not None:
        member = await move(member, enrollment, person, by=by, session=session, vault=vault, now=now)
    else:
        member = await join(enrollment, person, session=session, vault=vault, now=now)
    await open_filing(enrollment, person, member, session=session, vault=vault, now=now)
    facts = {"membership": await membership_news(session, member, now)}
    await tell(enrollment, "enrollment.approved", by=by, session=session, vault=vault, now=now, facts=facts)
    return enrollment


async def return_for_correction(
    number: str,
    *,
    reasons: Mapping[str, str],
    by: Actor,
    session: AsyncSession,
    vault: Vault,
    now: datetime,
    step: int | None = None,
) -> Enrollment:
    """Ask the worker to correct fields, each with its reason.

    Raises InvalidField, EnrollmentNotFound, AlreadyDecided, AlreadyForwarded, StateForbids, BeingReviewed.
    """
    if not reasons:
        raise InvalidField("fields", "请写明要补正的项目，每一项都写原因。")
    said = {field: _required(reason) for field, reason in reasons.items()}
    enrollment = await _held(number, by, session, now, Act.RETURN, step)
    _decided(enrollment, Act.RETURN, by, now)
    common = next(iter(said.values())) if len(set(said.values())) == 1 else None
    enrollment.reason_box = vault.encrypt(common) if common is not None else None
    enrollment.field_reasons_box = vault.encrypt(json.dumps(said, ensure_ascii=False))
    enrollment.returned_fields = list(said)
    union = await acting_union(session, enrollment, by)
    facts: dict[str, Any] = {"returned_fields": list(said), "reasons": said}
    if common is not None:
        facts["reason"] = common
    detail: Detail = {"fields": list(said)}
    event: AuditAct = "enrollment.returned"
    await tell(enrollment, event, by=by, session=session, vault=vault, now=now, union=union, facts=facts, detail=detail)
    return enrollment


async def reject(
    number: str,
    *,
    reason: str,
    by: Actor,
    session: AsyncSession,
    vault: Vault,
    now: datetime,
    cause: Cause = Cause.OTHER,
    step: int | None = None,
) -> Enrollment:
    """Refuse, with a cause of the list and the reason in words.

    Raises InvalidField, EnrollmentNotFound, AlreadyDecided, AlreadyForwarded, StateForbids, BeingReviewed.
    """
    said = _required(reason)
    enrollment = await _held(number, by, session, now, Act.REJECT, step)
    _decided(enrollment, Act.REJECT, by, now)
    enrollment.reason_box = vault.encrypt(said)
    enrollment.cause = cause
    union = await acting_union(session, enrollment, by)
    facts = {"cause": cause.value, "reason": said}
    detail: Detail = {"cause": cause.value}
    event: AuditAct = "enrollment.rejected"
    await tell(enrollment, event, by=by, session=session, vault=vault, now=now, union=union, facts=facts, detail=detail)
    return enrollment


async def release(number: str, *, by: Actor, session: AsyncSession, vault: Vault, now: datetime) -> Enrollment:
    """Lift the hold after somebody checked, and tell the worker, not what was checked. Raises EnrollmentNotFound,
    NotHeld.
    """
    enrollment = await for_update(session, number)
    if enrollment.hold_reason is None:
        raise NotHeld
    lifted, enrollment.hold_reason = enrollment.hold_reason, None
    enrollment.updated_at = now
    event: AuditAct = "enrollment.released"
    await tell(enrollment, event, by=by, session=session, vault=vault, now=now, detail={"hold": lifted})
    return enrollment


async def _forward(enrollment: Enrollment, by: Actor, session: AsyncSession, vault: Vault, now: datetime) -> None:
    county = await county_of(session, Work(enrollment.trade, enrollment.region))
    enrollment.state = after(enrollment.state_now, Act.FORWARD)
    enrollment.step, enrollment.first_reviewer_id, enrollment.decided_by = 2, by.staff_id, by.name
    begin_to_wait(enrollment, county, now)
    enrollment.updated_at = now
    unclaim(enrollment)
    event: AuditAct = "enrollment.forwarded"
    await tell(enrollment, event, by=by, session=session, vault=vault, now=now, union=county.name)


async def _held(number: str, by: Actor, session: AsyncSession, now: datetime, act: Act, step: int | None) -> Enrollment:
    """Hold the row of an application this colleague may decide on now; one nobody took yet is taken by deciding."""
    enrollment = await for_update(session, number)
    if enrollment.state_now is State.SUBMITTED:
        enrollment.state = after(enrollment.state_now, Act.TAKE)
    after(enrollment.state_now, act, decided_by=enrollment.decided_by)
    if step is not None and step != enrollment.step:
        raise AlreadyForwarded(enrollment.decided_by)
    await require_free(session, enrollment, by, now)
    return enrollment


def _decided(enrollment: Enrollment, act: Act, by: Actor, now: datetime) -> None:
    enrollment.state = after(enrollment.state_now, act)
    enrollment.decided_by = by.name
    enrollment.reason_box = enrollment.field_reasons_box = enrollment.cause = enrollment.due_at = None
    enrollment.returned_fields = []
    enrollment.updated_at = now
    unclaim(enrollment)


def _required(reason: str) -> str:
    if not reason.strip():
        raise InvalidField("reason", "请写明原因，申请人会看到。")
    return reason.strip()
