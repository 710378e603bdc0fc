"""Nobody came: the next level's colleagues see it as theirs, and the worker is told honestly."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from actions.audit.actor import CLOCKWORK
from actions.audit.acts import Detail
from actions.audit.log import record
from actions.takeovers.levels import above
from actions.takeovers.model import Level, Takeover
from actions.takeovers.queue import position
from actions.takeovers.states import State
from actions.takeovers.telling import tell
from actions.vault import Vault


async def climb_unclaimed(session: AsyncSession, *, vault: Vault, climb_after: timedelta, now: datetime) -> int:
    """Raise everybody who has waited unclaimed for too long; tells how many.

    A transfer to one colleague is open to all first. Once the province has them the worker is told no more.
    """
    query = select(Takeover).where(Takeover.state == State.WAITING, Takeover.climbs_at <= now).order_by(Takeover.id)
    due = list(await session.scalars(query.with_for_update(of=Takeover, skip_locked=True)))
    for takeover in due:
        if takeover.wanted_id is not None:
            takeover.wanted_id = None
        else:
            takeover.level = above(Level(takeover.level))
        takeover.climbs_at = None if takeover.level == Level.PROVINCE else now + climb_after
        takeover.updated_at = now
        await session.flush()
        place = await position(session, takeover)
        await tell(session, vault, takeover, "climbed", {"position": place}, at=now)
        detail: Detail = {"level": takeover.level}
        await record(session, "takeover.climbed", takeover.number, actor=CLOCKWORK, at=now, detail=detail)
    return len(due)
