"""A roster of the big county: people who are members, people who apply, and people nobody knows."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from itertools import count

from sqlalchemy.ext.asyncio import AsyncSession

from actions.clock import local_date
from actions.numbers import next_number
from actions.rosters.importing import NUMBER_KIND
from actions.rosters.model import Roster, RosterLine
from actions.vault import Vault
from benchmarks.enrollments_filling import Known
from benchmarks.enrollments_stories import applicant

LINES = 500
_STRANGERS_FROM = 2_900_000  # seeds nobody else has


async def add_roster(session: AsyncSession, known: Known, *, vault: Vault, now: datetime) -> str:
    """Its number."""
    third = LINES // 3
    seeds = [*known.members[:third], *known.open[:third]]
    strangers = count(_STRANGERS_FROM)
    seeds += [next(strangers) for _ in range(LINES - len(seeds))]
    roster = Roster(
        number=await next_number(session, NUMBER_KIND, local_date(now).year),
        region=known.big_county,
        site="举例分拣中心",
        total=len(seeds),
        imported_by="benchmark",
        imported_at=now,
        purge_at=now + timedelta(days=30),
    )
    session.add(roster)
    await session.flush()
    for position, seed in enumerate(seeds, start=2):
        who, code = applicant(seed), secrets.token_hex(8)
        session.add(
            RosterLine(
                roster_id=roster.id,
                position=position,
                name_box=vault.encrypt(who.name),
                phone_box=vault.encrypt(who.phone),
                name_hash=vault.fingerprint("name", who.name),
                phone_hash=vault.fingerprint("phone", who.phone),
                code_box=vault.encrypt(code),
                code_hash=vault.fingerprint("invitation", code),
            )
        )
    await session.flush()
    return roster.number
