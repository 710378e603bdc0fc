"""A member's request to move their membership to the union of another place of work: reviewed like an application."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from actions.attempts import count_try
from actions.clock import local_date
from actions.enrollment.errors import AlreadyThere, NoMembership, TooManyTries
from actions.enrollment.kinds import ApplicationKind
from actions.enrollment.model import Enrollment
from actions.enrollment.person import PHONE_IN_USE, member_with, phone_is_anothers
from actions.enrollment.requests import Submission
from actions.enrollment.submission import applicant, file_application, hold_for, require_codes, union_for
from actions.memberships.model import Membership
from actions.reference import Reference
from actions.vault import Vault

TRIES_A_DAY = 5


async def request_transfer(
    wanted: Submission, *, session: AsyncSession, vault: Vault, reference: Reference, now: datetime
) -> Enrollment:
    """File a request with the union that serves the new place of work.

    Raises InvalidField, InvitationUsed, NoMembership, TooManyTries, AlreadyThere, OpenApplicationExists.
    """
    require_codes(reference, wanted.trade, wanted.platform, wanted.region)
    person, invited = await applicant(wanted, session=session, vault=vault, now=now)
    member = await own_membership(session, wanted.conversation, person, vault, now)
    organization = await union_for(session, wanted, reference)
    if organization.id == member.organization_id:
        raise AlreadyThere
    in_use = await phone_is_anothers(session, person["phone"], person["id_number"], vault)
    hold = PHONE_IN_USE if in_use else None
    return await file_application(
        wanted,
        person,
        kind=ApplicationKind.TRANSFER,
        organization=organization,
        hold=hold,
        invited=invited,
        session=session,
        vault=vault,
        now=now,
    )


async def own_membership(
    session: AsyncSession, conversation: str, person: Mapping[str, str], vault: Vault, now: datetime
) -> Membership:
    """The membership whose name and ID number both are that person's.

    Tries are counted per conversation and per ID number, right or wrong; a miss never says which value was wrong.
    Raises NoMembership, TooManyTries.
    """
    day = local_date(now).isoformat()
    asker = vault.fingerprint("conversation", conversation)
    of_asker = await count_try(session, "transfer_conversation", asker, day)
    of_person = await count_try(session, "transfer_id_number", vault.fingerprint("id_number", person["id_number"]), day)
    if max(of_asker, of_person) > TRIES_A_DAY:
        raise TooManyTries
    member = await member_with(session, person["id_number"], vault)
    if member is None or not hmac.compare_digest(member.name_hash, vault.fingerprint("name", person["name"])):
        raise NoMembership
    return member


async def hold_after_correction(
    kind: str, session: AsyncSession, conversation: str, person: dict[str, str], vault: Vault, now: datetime
) -> str | None:
    """Why a person must look before approval, once name, ID number or phone were corrected; None for nothing.

    A transfer stays one of a member. Raises AlreadyAMember, NoMembership, TooManyTries.
    """
    if kind != ApplicationKind.TRANSFER:
        return await hold_for(session, conversation, person, vault, now)
    await own_membership(session, conversation, person, vault, now)
    in_use = await phone_is_anothers(session, person["phone"], person["id_number"], vault)
    return PHONE_IN_USE if in_use else None
