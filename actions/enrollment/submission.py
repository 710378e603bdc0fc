"""Filing an application."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.dml import ReturningInsert

from actions.attempts import count_try
from actions.audit.actor import WORKER
from actions.audit.acts import Detail
from actions.audit.log import record
from actions.clock import local_date
from actions.database import engine_of, insert_on, table_of
from actions.enrollment.errors import AlreadyAMember, NotConfirmedTogether, OpenApplicationExists, TooManyTries
from actions.enrollment.jurisdiction import begin_to_wait
from actions.enrollment.kinds import ApplicationKind
from actions.enrollment.model import OPEN_STATES, Enrollment
from actions.enrollment.person import (
    MEMBER_NAME_DIFFERS,
    PHONE_IN_USE,
    OpenOne,
    age_flag,
    is_name_of,
    member_with,
    open_under,
    phone_is_anothers,
    write_personal,
)
from actions.enrollment.requests import Submission
from actions.enrollment.states import State
from actions.enrollment.steps import note_step
from actions.enrollment.work import employer_name
from actions.errors import InvalidField, Refusal
from actions.numbers import next_number
from actions.personal_fields import unsealed
from actions.reference import Reference
from actions.rosters.invitations import Invitation, invitation, use
from actions.unions.model import Organization
from actions.unions.routing import Work
from actions.unions.serving import serving
from actions.vault import Vault

NUMBER_KIND = "XF"
TRIES_A_DAY = 5


async def submit(
    wanted: Submission, *, session: AsyncSession, vault: Vault, reference: Reference, now: datetime
) -> Enrollment:
    """File one application with the union that decides on it.

    A phone in use by another person, or an ID number of a member with another name, is accepted and held. Name and
    phone that were not sent are those of the invitation, which is used up. Raises InvalidField, OpenApplicationExists,
    NotConfirmedTogether, AlreadyAMember, TooManyTries, InvitationUsed.
    """
    require_codes(reference, wanted.trade, wanted.platform, wanted.region)
    person, invited = await applicant(wanted, session=session, vault=vault, now=now)
    there = await open_under(session, person["id_number"], vault)
    if there is not None:  # said at once, before all that filing it would take
        raise await one_is_open(session, there, wanted.conversation, person, vault, now)
    hold = await hold_for(session, wanted.conversation, person, vault, now)
    organization = await union_for(session, wanted, reference)
    return await file_application(
        wanted,
        person,
        kind=ApplicationKind.JOIN,
        organization=organization,
        hold=hold,
        invited=invited,
        session=session,
        vault=vault,
        now=now,
    )


async def applicant(
    wanted: Submission, *, session: AsyncSession, vault: Vault, now: datetime
) -> tuple[dict[str, str], Invitation | None]:
    """Who applies, by field, and the invitation that said what was not sent. Raises InvalidField, InvitationUsed."""
    invited = await invitation(session, wanted.invitation, vault=vault, now=now) if wanted.invitation else None
    given = unsealed(wanted.sealed.model_dump(exclude_none=True), vault)
    person = {**(invited.person(vault) if invited else {}), **given}
    for field, name in (("name", "姓名"), ("phone", "手机号")):
        if field not in person:
            raise InvalidField(field, f"没有填{name}。")
    return person, invited


async def union_for(session: AsyncSession, wanted: Submission, reference: Reference) -> Organization:
    """The union that decides on what somebody of that place and trade files."""
    employer = employer_name(reference, wanted.employer, wanted.platform)
    work = Work(wanted.trade, wanted.region, employer, wanted.township, wanted.union)
    return await serving(session, work)


async def file_application(
    wanted: Submission,
    person: Mapping[str, str],
    *,
    kind: ApplicationKind,
    organization: Organization,
    hold: str | None,
    invited: Invitation | None,
    session: AsyncSession,
    vault: Vault,
    now: datetime,
) -> Enrollment:
    """Put it in the queue of that union; an invitation is used up.

    Raises OpenApplicationExists, NotConfirmedTogether, TooManyTries, InvitationUsed.
    """
    enrollment = Enrollment(
        number=await next_number(session, NUMBER_KIND, local_date(now).year),
        kind=kind,
        conversation=wanted.conversation,
        channel=wanted.channel,
        consent_version=wanted.consent.version,
        consent_given_at=wanted.consent.given_at,
        trade=wanted.trade,
        platform=wanted.platform,
        employer_box=vault.encrypt(wanted.employer) if wanted.employer else None,
        region=wanted.region,
        township_box=vault.encrypt(wanted.township) if wanted.township else None,
        choice=wanted.union,
        organization_id=organization.id,
        organization=organization,
        state=State.SUBMITTED,
        step=1,
        returned_fields=[],
        hold_reason=hold,
        age_flag=age_flag(person["id_number"], local_date(now)),
        submitted_at=now,
        updated_at=now,
    )
    begin_to_wait(enrollment, organization, now)
    write_personal(enrollment, person, vault)
    if not await _entered(session, enrollment):
        there = await open_under(session, person["id_number"], vault)
        raise await one_is_open(session, there, wanted.conversation, person, vault, now)
    if invited is not None:
        await use(session, invited, enrollment.number)
    await note_step(session, enrollment, "submitted", at=now, vault=vault)
    detail: Detail = {
        "region": enrollment.region,
        "hold": hold or "",
        "age": enrollment.age_flag or "",
        "kind": kind.value,
    }
    await record(session, "enrollment.submitted", enrollment.number, actor=WORKER, at=now, detail=detail)
    return enrollment


def require_codes(reference: Reference, trade: str | None, platform: str | None, region: str | None) -> None:
    """Every code given must be in its closed list. Raises InvalidField."""
    if trade is not None and trade not in reference.trades:
        raise InvalidField("trade", "不认识这个职业代码。")
    if platform is not None and platform not in reference.platforms:
        raise InvalidField("platform", "不认识这个平台代码。")
    if region is not None and reference.county(region) is None:
        raise InvalidField("region", "没有这个县（市、区）。")


async def hold_for(
    session: AsyncSession, conversation: str, person: dict[str, str], vault: Vault, now: datetime
) -> str | None:
    """Why a person must look before approval; None when nothing stands out.

    That somebody is a member already is told only when name and ID number both match, so many times a day. Raises
    AlreadyAMember, TooManyTries.
    """
    member = await member_with(session, person["id_number"], vault)
    if member is not None:
        if member.name_hash != vault.fingerprint("name", person["name"]):
            return MEMBER_NAME_DIFFERS
        teller = vault.fingerprint("conversation", conversation)
        tries = await count_try(session, "member_told", teller, local_date(now).isoformat())
        raise AlreadyAMember if tries <= TRIES_A_DAY else TooManyTries
    in_use = await phone_is_anothers(session, person["phone"], person["id_number"], vault)
    return PHONE_IN_USE if in_use else None


async def _entered(session: AsyncSession, enrollment: Enrollment) -> bool:
    """Put the row into the table and its id on the object, which stays the caller's; False when the ID number has an
    open application. Thousands file at once: the mapper would take three statements more, and an error to catch."""
    values = {name: getattr(enrollment, name) for name in _COLUMNS}
    entered = (await session.execute(_entering(engine_of(session)), values)).first()
    if entered is not None:
        enrollment.id = entered.id
    return entered is not None


_COLUMNS = tuple(column.name for column in table_of(Enrollment).c if not column.primary_key)


@cache
def _entering(engine: str) -> ReturningInsert[Any]:
    table = table_of(Enrollment)
    entering = insert_on(engine, table).on_conflict_do_nothing(
        index_elements=["id_number_hash"], index_where=OPEN_STATES
    )
    return entering.returning(table.c.id)


@asynccontextmanager
async def one_open_per_person(
    session: AsyncSession, conversation: str, person: Mapping[str, str], vault: Vault, now: datetime
) -> AsyncIterator[None]:
    """Write what the block changes; the database lets one ID number have one open application.

    Raises OpenApplicationExists, NotConfirmedTogether, TooManyTries; the block's changes are undone then.
    """
    try:
        async with session.begin_nested():
            yield
            await session.flush()
    except IntegrityError as error:
        there = await open_under(session, person["id_number"], vault)
        raise await one_is_open(session, there, conversation, person, vault, now) from error


async def one_is_open(
    session: AsyncSession,
    there: OpenOne | None,
    conversation: str,
    person: Mapping[str, str],
    vault: Vault,
    now: datetime,
) -> Refusal:
    """Why nothing is filed under an ID number that has an open application; `there` is that one, None when it ended
    meanwhile.

    That there is one is for whoever filed it and for whoever knows its name as well; others hear that name and number
    could not be confirmed. Either way it is told so many times a day to a conversation: it may ask about others.
    """
    teller = vault.fingerprint("conversation", conversation)
    tries = await count_try(session, "open_told", teller, local_date(now).isoformat())
    if tries > TRIES_A_DAY:
        return TooManyTries()
    if there is not None and (there.conversation == conversation or is_name_of(there, person["name"], vault)):
        return OpenApplicationExists()
    return NotConfirmedTogether()
