"""What workers do to their own application: correct it, withdraw it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from actions.audit.actor import WORKER
from actions.audit.log import record
from actions.clock import local_date
from actions.enrollment.claiming import unclaim
from actions.enrollment.jurisdiction import due_from
from actions.enrollment.model import Enrollment
from actions.enrollment.person import age_flag, read_personal, write_personal
from actions.enrollment.queries import own_for_update
from actions.enrollment.requests import Correction
from actions.enrollment.states import Act, after
from actions.enrollment.submission import one_open_per_person, require_codes
from actions.enrollment.transferring import hold_after_correction
from actions.enrollment.work import work_of
from actions.personal_fields import unsealed
from actions.reference import Reference
from actions.unions.routing import Choice, Work
from actions.unions.serving import serving
from actions.vault import Vault

_WORK = {"trade", "platform", "employer", "region", "township", "union"}
_IDENTITY = ("name", "id_number", "phone")


async def correct(
    number: str, wanted: Correction, *, session: AsyncSession, vault: Vault, reference: Reference, now: datetime
) -> Enrollment:
    """Change the named fields and put the application (back) in the queue.

    Raises EnrollmentNotFound, StateForbids, InvalidField, and what filing raises.
    """
    enrollment = await own_for_update(session, number, wanted.conversation)
    following = after(enrollment.state_now, Act.CORRECT)
    require_codes(reference, wanted.trade, wanted.platform, wanted.region)
    before = read_personal(enrollment, vault)
    given = unsealed(wanted.sealed.model_dump(exclude_none=True), vault)
    person = before | given
    is_someone_else = any(person[field] != before[field] for field in _IDENTITY)
    hold = None
    if is_someone_else:
        hold = await hold_after_correction(enrollment.kind, session, wanted.conversation, person, vault, now)
    former = _work(enrollment, reference, vault)
    async with one_open_per_person(session):
        write_personal(enrollment, given, vault)
        _write_work(enrollment, wanted, vault)
        if (work := _work(enrollment, reference, vault)) != former:
            enrollment.organization = await serving(session, work)
        enrollment.step, enrollment.first_reviewer_id = 1, None
        enrollment.due_at = due_from(now, enrollment.organization)
        if is_someone_else:
            enrollment.hold_reason = hold
            enrollment.age_flag = age_flag(person["id_number"], local_date(now))
        enrollment.state = following
        enrollment.returned_fields = []
        enrollment.reason_box = enrollment.field_reasons_box = None
        enrollment.decided_by = None
        enrollment.updated_at = now
    fields = [*given, *wanted.model_dump(exclude_none=True, include=_WORK)]
    await record(session, "enrollment.corrected", number, actor=WORKER, at=now, detail={"fields": sorted(fields)})
    return enrollment


def _write_work(enrollment: Enrollment, wanted: Correction, vault: Vault) -> None:
    enrollment.trade = wanted.trade or enrollment.trade
    enrollment.platform = wanted.platform or enrollment.platform
    enrollment.region = wanted.region or enrollment.region
    enrollment.choice = wanted.union or enrollment.choice
    if wanted.employer:
        enrollment.employer_box = vault.encrypt(wanted.employer)
    if wanted.township:
        enrollment.township_box = vault.encrypt(wanted.township)
    elif wanted.region:
        enrollment.township_box = None  # of the county before


def _work(enrollment: Enrollment, reference: Reference, vault: Vault) -> Work:
    """What decides who decides. Nobody's company is told of a correction they were not asked about."""
    work = work_of(enrollment, reference, vault)
    return work if work.choice is not None else replace(work, choice=Choice.TERRITORIAL)


async def withdraw(number: str, conversation: str, *, session: AsyncSession, now: datetime) -> Enrollment:
    """End an open application at the worker's wish. Raises EnrollmentNotFound, StateForbids."""
    enrollment = await own_for_update(session, number, conversation)
    enrollment.state = after(enrollment.state_now, Act.WITHDRAW)
    enrollment.decided_by = enrollment.due_at = None
    unclaim(enrollment)
    enrollment.updated_at = now
    await session.flush()
    await record(session, "enrollment.withdrawn", number, actor=WORKER, at=now)
    return enrollment
