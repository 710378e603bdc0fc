"""An approval makes a membership."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from actions.clock import local_date
from actions.enrollment.model import Enrollment
from actions.memberships.model import Membership
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
        organization_id=enrollment.organization_id,
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
