"""Finding one's application from another conversation: phone and the end of the ID number must both match.

What is found moves to the conversation that found it: it is followed and corrected there from then on, and the one it
came from is told so, in case somebody else did it.
"""

from __future__ import annotations

import hmac
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from actions.attempts import count_try
from actions.audit.actor import WORKER
from actions.audit.log import record
from actions.clock import local_date
from actions.deliveries.outbox import put
from actions.enrollment.errors import NothingMatches, TooManyTries
from actions.enrollment.model import Enrollment
from actions.enrollment.person import PERSONAL, read_personal
from actions.enrollment.queries import with_phone
from actions.enrollment.requests import Lookup
from actions.memberships.model import Membership
from actions.personal_fields import unsealed
from actions.vault import Vault

TRIES_A_DAY = 5
_NOBODY = "-" * 18


async def look_up(wanted: Lookup, *, session: AsyncSession, vault: Vault, now: datetime) -> list[Enrollment]:
    """The applications of that person, newest first. Raises InvalidField, TooManyTries, NothingMatches.

    Tries are counted per conversation and per phone, found or not; a miss never says which value was wrong, nor does
    the time it takes: an unknown phone costs as much work as a wrong end.
    """
    asked = unsealed(wanted.sealed.model_dump(), vault)
    phone_hash = vault.fingerprint("phone", asked["phone"])
    day = local_date(now).isoformat()
    asker = vault.fingerprint("conversation", wanted.conversation)
    of_asker = await count_try(session, "lookup_conversation", asker, day)
    of_phone = await count_try(session, "lookup_phone", phone_hash, day)
    if max(of_asker, of_phone) > TRIES_A_DAY:
        raise TooManyTries
    there = await with_phone(session, phone_hash)
    tails = [read_personal(enrollment, vault)["id_number"][-6:] for enrollment in there]
    if not there:
        tails = [_nobodys_tail(vault)]
    matches = [hmac.compare_digest(tail, asked["id_tail"]) for tail in tails]
    found = [enrollment for enrollment, matched in zip(there, matches, strict=False) if matched]
    if not found:
        raise NothingMatches
    await _move(session, found, wanted.conversation, vault, now)
    return found


def _nobodys_tail(vault: Vault) -> str:
    """Takes the work of reading an application, and fits no question."""
    boxes = [vault.encrypt(_NOBODY) for _ in PERSONAL]
    return min(vault.decrypt(box) for box in boxes)[-6:]


async def _move(session: AsyncSession, found: list[Enrollment], to: str, vault: Vault, now: datetime) -> None:
    moved = [enrollment for enrollment in found if enrollment.conversation != to]
    for enrollment in moved:
        former, enrollment.conversation, enrollment.updated_at = enrollment.conversation, to, now
        await session.execute(
            update(Membership).where(Membership.enrollment_number == enrollment.number).values(conversation=to)
        )
        if former is not None:
            told = {"number": enrollment.number}
            await put(session, vault, conversation=former, kind="enrollment.moved", data=told, at=now)
    await session.flush()
    for enrollment in moved:
        await record(session, "enrollment.found_again", enrollment.number, actor=WORKER, at=now)
