"""After its days a roster keeps nothing of anybody: what stays are counts, who had joined among them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from actions.audit.actor import CLOCKWORK
from actions.audit.acts import Detail
from actions.audit.log import record_each
from actions.rosters.handing_out import forget_stored_codes
from actions.rosters.model import Roster, RosterLine
from actions.rosters.standing import Standing, counts_of


def due_rosters(until: datetime) -> Select[int]:
    """Their ids, those due longest first."""
    due = Roster.purged_at.is_(None), Roster.purge_at <= until
    return select(Roster.id).where(*due).order_by(Roster.purge_at, Roster.id)


async def empty_rosters(session: AsyncSession, until: datetime, now: datetime, most: int) -> int:
    """Empty those due longest, `most` at most; returns how many."""
    query = select(Roster).where(Roster.id.in_(due_rosters(until).limit(most)))
    found = list(await session.scalars(query.with_for_update(skip_locked=True)))
    if not found:
        return 0
    counts = await counts_of(session, [roster.id for roster in found])
    gone: list[tuple[str, Detail]] = []
    for roster in found:
        own = counts[roster.id]
        roster.joined, roster.applying, roster.waiting = (
            own[standing] for standing in (Standing.JOINED, Standing.APPLYING, Standing.WAITING)
        )
        roster.purged_at = now
        await forget_stored_codes(session, roster.number)
        gone.append((roster.number, {"removed": sum(own.values())}))
    await session.execute(delete(RosterLine).where(RosterLine.roster_id.in_([roster.id for roster in found])))
    await record_each(session, "roster.purged", gone, actor=CLOCKWORK, at=now)
    return len(found)
