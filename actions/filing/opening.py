"""An approval opens a filing; an erasure ends it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import case, update
from sqlalchemy.ext.asyncio import AsyncSession

from actions.enrollment.model import Enrollment
from actions.filing.document import filed_body
from actions.filing.model import Filing
from actions.filing.states import UNDONE, State
from actions.memberships.model import Membership
from actions.vault import Vault


async def open_filing(
    enrollment: Enrollment,
    person: Mapping[str, str],
    member: Membership,
    *,
    session: AsyncSession,
    vault: Vault,
    now: datetime,
) -> Filing:
    """Have the approved application filed, in the caller's transaction; due at once."""
    filing = Filing(
        enrollment_number=enrollment.number,
        organization_id=enrollment.organization_id,
        region=enrollment.region,
        # Random: a number could be given a second time after a backup was put back, and mean somebody else.
        key=f"filing_{secrets.token_hex(16)}",
        state=State.WAITING,
        body_box=vault.encrypt(filed_body(enrollment, person, member, vault=vault, now=now)),
        next_at=now,
        opened_at=now,
        updated_at=now,
    )
    session.add(filing)
    await session.flush()
    return filing


async def erase_filings(session: AsyncSession, numbers: Sequence[str], *, now: datetime) -> None:
    """Wipe what the filings of these applications hold of the person; those not yet filed are filed no more.

    One that is being sent this very moment may arrive: what becomes of it is told by its sender.
    """
    in_flight = (Filing.state == State.WAITING) & Filing.claimed_until.is_not(None) & (Filing.claimed_until > now)
    ends = Filing.state.in_(UNDONE) & ~in_flight
    await session.execute(
        update(Filing)
        .where(Filing.enrollment_number.in_(numbers))
        .values(
            body_box=None,
            reference_box=None,
            reason_box=None,
            state=case((ends, State.CANCELLED), else_=Filing.state),
            next_at=case((ends, None), else_=Filing.next_at),
            updated_at=now,
        )
    )
