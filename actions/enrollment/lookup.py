"""Finding one's application from another conversation: phone and the end of the ID number must both match."""

from __future__ import annotations

import hmac
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from actions.attempts import count_try
from actions.clock import local_date
from actions.enrollment.errors import NothingMatches, TooManyTries
from actions.enrollment.model import Enrollment
from actions.enrollment.person import read_personal
from actions.enrollment.queries import with_phone
from actions.enrollment.requests import Lookup
from actions.personal_fields import unsealed
from actions.vault import Vault

TRIES_A_DAY = 5


async def look_up(wanted: Lookup, *, session: AsyncSession, vault: Vault, now: datetime) -> list[Enrollment]:
    """The applications of that person, newest first. Raises InvalidField, TooManyTries, NothingMatches.

    Tries are counted per conversation and per phone, found or not; a miss never says which value was wrong.
    """
    asked = unsealed(wanted.sealed.model_dump(), vault)
    phone_hash = vault.fingerprint("phone", asked["phone"])
    day = local_date(now).isoformat()
    asker = vault.fingerprint("conversation", wanted.conversation)
    of_asker = await count_try(session, "lookup_conversation", asker, day)
    of_phone = await count_try(session, "lookup_phone", phone_hash, day)
    if max(of_asker, of_phone) > TRIES_A_DAY:
        raise TooManyTries
    found = [
        enrollment
        for enrollment in await with_phone(session, phone_hash)
        if hmac.compare_digest(read_personal(enrollment, vault)["id_number"][-6:], asked["id_tail"])
    ]
    if not found:
        raise NothingMatches
    return found
