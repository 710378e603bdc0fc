"""What workers do to their own application: correct it, withdraw it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from actions.audit.actor import WORKER
from actions.audit.log import record
from actions.clock import local_date
from actions.enrollment.claiming import unclaim
from actions.enrollment.jurisdiction import begin_to_wait, turn_of
from actions.enrollment.model import Enrollment
from actions.enrollment.person import age_flag, read_personal, write_personal
from actions.enrollment.queries import own_for_update
from actions.enrollment.requests import Correction
from actions.enrollment.states import Act, State, after
from actions.enrollment.steps import note_step
from actions.enrollment.submission import one_open_per_person, require_codes
from actions.enrollment.transferring import hold_after_correction
from actions.enrollment.work import work_of
from actions.personal_fields import unsealed
from actions.reference import Reference
from actions.unions.routing import Choice, Work, may_decide
from actions.unions.serving import serving
from actions.vault import Vault

_WORK = {"trade", "platform", "employer", "region", "township", "union"}
_IDENTITY = ("name", "id_number", "phone")


async def correct(
    number: str, wanted: Correction, *, session: AsyncSession, vault: Vault, reference: Reference, now: datetime
) -> Enrollment:
    """Change the named fields and put the application (back) in the queue.

    Of one nobody has returned a change of work finds the union anew, which begins with the first step. A returned one
    goes back to the union and to the step it was returned from, if that may still decide on it and no other was chosen.
    Raises EnrollmentNotFound, StateForbids, InvalidField, and what filing raises.
    """
    enrollment = await own_for_update(session, number, wanted.conversation)
    is_returned = enrollment.state_now is State.RETURNED
    following = after(enrollment.state_now, Act.CORRECT)
    require_codes(reference, wanted.trade, wanted.platform, wanted.region)
    before = read_personal(enrollment, vault)
    given = unsealed(wanted.sealed.model_dump(exclude_none=True), vault)
    person = before | given
    is_someone_else = any(person[field] != before[field] for field in _IDENTITY)
    hold = None
    if is_someone_else:
        hold = await hold_after_correction(enrollment.kind, session, wanted.conversation, person, vault, now)
    former, returner = _work(enrollment, reference, vault), await turn_of(session, enrollment)
    async with one_open_per_person(session, wanted.conversation, person, vault, now):
        write_personal(enrollment, given, vault)
        _write_work(enrollment, wanted, reference, vault)
        work = _work(enrollment, reference, vault)
        there = (enrollment.organization, returner)
        may_stay = all(may_decide(work_of(enrollment, reference, vault), one) for one in there)
        goes_back = is_returned and wanted.union is None
        if not may_stay or (work != former and not goes_back):
            enrollment.organization = await serving(session, work)
            enrollment.step, enrollment.first_reviewer_id = 1, None
        turn = await turn_of(session, enrollment)
        begin_to_wait(enrollment, turn, now)
        if is_someone_else:
            enrollment.hold_reason = hold
            enrollment.age_flag = age_flag(person["id_number"], local_date(now))
        enrollment.state = following
        enrollment.returned_fields = []
        enrollment.reason_box = enrollment.field_reasons_box = None
        enrollment.decided_by = None
        enrollment.updated_at = now
    fields = [*given, *wanted.model_dump(exclude_none=True, include=_WORK)]
    facts = {"fields": sorted(fields)}
    await note_step(session, enrollment, "corrected", at=now, vault=vault, union=turn.name, facts=facts)
    await record(session, "enrollment.corrected", number, actor=WORKER, at=now, detail={"fields": sorted(fields)})
    return enrollment


def _write_work(enrollment: Enrollment, wanted: Correction, reference: Reference, vault: Vault) -> None:
    employer_before = work_of(enrollment, reference, vault).employer
    enrollment.trade = wanted.trade or enrollment.trade
    enrollment.platform = wanted.platform or enrollment.platform
    enrollment.region = wanted.region or enrollment.region
    enrollment.choice = wanted.union or enrollment.choice
    if wanted.employer:
        enrollment.employer_box = vault.encrypt(wanted.employer)
    elif wanted.platform:
        enrollment.employer_box = None  # the company was that of the platform before
    if wanted.union is None and work_of(enrollment, reference, vault).employer != employer_before:
        enrollment.choice = None  # it was made about another company
    if wanted.township:
        enrollment.township_box = vault.encrypt(wanted.township)
    elif wanted.region:
        enrollment.township_box = None  # of the county before


def _work(enrollment: Enrollment, reference: Reference, vault: Vault) -> Work:
    """What decides who decides. Nobody's company is told of a correction they were not asked about."""
    work = work_of(enrollment, reference, vault)
    return work if work.choice is not None else replace(work, choice=Choice.TERRITORIAL)


async def withdraw(number: str, conversation: str, *, session: AsyncSession, vault: Vault, now: datetime) -> Enrollment:
    """End an open application at the worker's wish. Raises EnrollmentNotFound, StateForbids."""
    enrollment = await own_for_update(session, number, conversation)
    enrollment.state = after(enrollment.state_now, Act.WITHDRAW)
    enrollment.decided_by = enrollment.due_at = None
    unclaim(enrollment)
    enrollment.updated_at = now
    await note_step(session, enrollment, "withdrawn", at=now, vault=vault)
    await session.flush()
    await record(session, "enrollment.withdrawn", number, actor=WORKER, at=now)
    return enrollment
