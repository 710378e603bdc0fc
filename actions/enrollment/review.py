"""What reviewers do: take an application, approve, return or reject it; an administrator releases a hold."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from actions.audit.actor import Actor
from actions.audit.log import record
from actions.deliveries.outbox import put
from actions.enrollment.errors import AlreadyRegistered, Held, NeedsRefusal, NotHeld
from actions.enrollment.model import Enrollment
from actions.enrollment.person import HOLD_NAMES, UNDER_16, member_with, read_personal
from actions.enrollment.queries import for_update
from actions.enrollment.states import Act, State, after
from actions.errors import InvalidField
from actions.memberships.joining import join
from actions.memberships.model import Membership
from actions.vault import Vault

_PAST = {Act.APPROVE: "approved", Act.RETURN: "returned", Act.REJECT: "rejected"}


async def take(number: str, *, by: Actor, session: AsyncSession, now: datetime) -> Enrollment:
    """Begin a review. Raises EnrollmentNotFound, StateForbids."""
    enrollment = await for_update(session, number)
    enrollment.state = after(enrollment.state_now, Act.TAKE)
    enrollment.updated_at = now
    await session.flush()
    await record(session, "enrollment.taken", number, actor=by, at=now)
    return enrollment


async def approve(number: str, *, by: Actor, session: AsyncSession, vault: Vault, now: datetime) -> Enrollment:
    """Make the applicant a member and tell them.

    Raises EnrollmentNotFound, AlreadyDecided, StateForbids, NeedsRefusal, Held, AlreadyRegistered.
    """
    enrollment = await _decide(number, Act.APPROVE, by, session, now)
    if enrollment.age_flag == UNDER_16:
        raise NeedsRefusal
    if enrollment.hold_reason is not None:
        raise Held(HOLD_NAMES.get(enrollment.hold_reason, enrollment.hold_reason))
    person = read_personal(enrollment, vault)
    if await member_with(session, person["id_number"], vault) is not None:
        raise AlreadyRegistered
    enrollment.reason_box = None
    enrollment.returned_fields = []
    member = await join(enrollment, person, session=session, vault=vault, now=now)
    await _tell(enrollment, Act.APPROVE, by, session, vault, now, member=member)
    return enrollment


async def return_for_correction(
    number: str,
    *,
    fields: Sequence[str],
    reason: str,
    by: Actor,
    session: AsyncSession,
    vault: Vault,
    now: datetime,
) -> Enrollment:
    """Ask the worker to correct the named fields. Raises InvalidField, EnrollmentNotFound, AlreadyDecided."""
    if not fields:
        raise InvalidField("fields", "请勾选要补正的项目。")
    enrollment = await _decide(number, Act.RETURN, by, session, now)
    enrollment.reason_box = vault.encrypt(_required(reason))
    enrollment.returned_fields = list(dict.fromkeys(fields))
    await _tell(enrollment, Act.RETURN, by, session, vault, now, reason=reason)
    return enrollment


async def reject(
    number: str, *, reason: str, by: Actor, session: AsyncSession, vault: Vault, now: datetime
) -> Enrollment:
    """Refuse, with the reason. Raises InvalidField, EnrollmentNotFound, AlreadyDecided."""
    enrollment = await _decide(number, Act.REJECT, by, session, now)
    enrollment.reason_box = vault.encrypt(_required(reason))
    enrollment.returned_fields = []
    await _tell(enrollment, Act.REJECT, by, session, vault, now, reason=reason)
    return enrollment


async def release(number: str, *, by: Actor, session: AsyncSession, now: datetime) -> Enrollment:
    """Lift the hold after somebody checked. Raises EnrollmentNotFound, NotHeld."""
    enrollment = await for_update(session, number)
    if enrollment.hold_reason is None:
        raise NotHeld
    lifted, enrollment.hold_reason = enrollment.hold_reason, None
    enrollment.updated_at = now
    await session.flush()
    await record(session, "enrollment.released", number, actor=by, at=now, detail={"hold": lifted})
    return enrollment


async def _decide(number: str, act: Act, by: Actor, session: AsyncSession, now: datetime) -> Enrollment:
    """Hold the row and move its state; a decision on an application nobody took yet takes it first."""
    enrollment = await for_update(session, number)
    if enrollment.state_now is State.SUBMITTED:
        enrollment.state = after(enrollment.state_now, Act.TAKE)
    enrollment.state = after(enrollment.state_now, act, decided_by=enrollment.decided_by)
    enrollment.decided_by = by.name
    enrollment.updated_at = now
    return enrollment


async def _tell(
    enrollment: Enrollment,
    act: Act,
    by: Actor,
    session: AsyncSession,
    vault: Vault,
    now: datetime,
    *,
    reason: str | None = None,
    member: Membership | None = None,
) -> None:
    await session.flush()
    data: dict[str, Any] = {"number": enrollment.number, "union": {"name": enrollment.organization.name}}
    if reason is not None:
        data["reason"] = reason.strip()
    if enrollment.returned_fields:
        data["returned_fields"] = enrollment.returned_fields
    if member is not None:
        data["membership"] = {"number": member.number, "joined_on": member.joined_on.isoformat()}
    event = f"enrollment.{_PAST[act]}"
    if enrollment.conversation is not None:
        await put(session, vault, conversation=enrollment.conversation, kind=event, data=data, at=now)
    await record(
        session, event, enrollment.number, actor=by, at=now, detail={"fields": list(enrollment.returned_fields)}
    )


def _required(reason: str) -> str:
    if not reason.strip():
        raise InvalidField("reason", "请写明原因，申请人会看到。")
    return reason.strip()
