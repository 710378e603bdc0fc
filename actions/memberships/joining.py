"""An approval makes a membership, or moves the one there is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from actions.audit.actor import Actor
from actions.clock import local_date
from actions.enrollment.model import Enrollment
from actions.memberships.model import Membership, MembershipMove
from actions.numbers import next_number
from actions.vault import Vault

NUMBER_KIND = "HY"


async def join(
    enrollment: Enrollment, person: Mapping[str, str], *, session: AsyncSession, vault: Vault, now: datetime
) -> Membership:
    """Enter the applicant in the register of members, in the caller's transaction."""
    member = Membership(
        number=await next_number(session, NUMBER_KIND, local_date(now).year),
        enrollment_number=enrollment.number,
        conversation=enrollment.conversation,
        organization=enrollment.organization,
        region=enrollment.region,
        trade=enrollment.trade,
        name_box=vault.encrypt(person["name"]),
        id_number_box=vault.encrypt(person["id_number"]),
        phone_box=vault.encrypt(person["phone"]),
        id_number_hash=vault.fingerprint("id_number", person["id_number"]),
        name_hash=vault.fingerprint("name", person["name"]),
        phone_hash=vault.fingerprint("phone", person["phone"]),
        joined_on=local_date(now),
    )
    session.add(member)
    await session.flush()
    return member


async def move(
    member: Membership,
    enrollment: Enrollment,
    person: Mapping[str, str],
    *,
    by: Actor,
    session: AsyncSession,
    vault: Vault,
    now: datetime,
) -> Membership:
    """Put the membership with the union of the transfer request, in the caller's transaction, and note the move.

    Number, date and ID number stay; place, trade, phone and the chat it is told in are those of the request.
    """
    held = select(Membership).where(Membership.id == member.id).with_for_update(of=Membership)
    member = (await session.scalars(held.execution_options(populate_existing=True))).one()
    session.add(
        MembershipMove(
            membership_id=member.id,
            enrollment_number=enrollment.number,
            from_organization_id=member.organization_id,
            to_organization_id=enrollment.organization_id,
            moved_on=local_date(now),
            moved_at=now,
            decided_by=by.name,
        )
    )
    member.organization = enrollment.organization
    member.region, member.trade = enrollment.region, enrollment.trade
    member.phone_box = vault.encrypt(person["phone"])
    member.phone_hash = vault.fingerprint("phone", person["phone"])
    if enrollment.conversation is not None:
        member.conversation = enrollment.conversation
    await session.flush()
    return member
