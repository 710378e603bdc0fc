"""How many conversations wait and what became of today's. The session and its transaction are the caller's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from actions.audit.queries import subjects_of
from actions.staff.access import within
from actions.staff.model import StaffMember
from actions.takeovers.levels import is_task_of
from actions.takeovers.model import Takeover
from actions.takeovers.states import State


@dataclass(frozen=True)
class Waiting:
    """Who waits for the colleague, since when the longest, and how many the colleague has."""

    count: int
    since: datetime | None
    own: int


@dataclass(frozen=True)
class Handled:
    """Conversations of an area that people took and closed; the wait is from queueing to the claim, None for none."""

    taken: int
    closed: int
    median_wait: timedelta | None


async def waiting_now(session: AsyncSession, member: StaffMember) -> Waiting:
    due = select(func.count(), func.min(Takeover.waiting_since)).where(
        Takeover.state == State.WAITING, is_task_of(member)
    )
    count, since = (await session.execute(due)).one()
    own = select(func.count()).where(Takeover.owner_id == member.id, Takeover.state.in_([State.PENDING, State.TAKEN]))
    return Waiting(count, since, int(await session.scalar(own) or 0))


async def handled_since(session: AsyncSession, member: StaffMember, since: datetime) -> Handled:
    """Within the colleague's area, by whomever."""
    of_area = within(member, Takeover.area)
    taken = select(Takeover.waiting_since, Takeover.claimed_at).where(
        Takeover.number.in_(subjects_of(["takeover.taken"], since)), of_area
    )
    rows = (await session.execute(taken)).all()
    # Who was transferred since waits anew: the claim before is not what ended that wait.
    waits = [(claimed - began).total_seconds() for began, claimed in rows if claimed is not None and claimed >= began]
    closed = select(func.count()).where(Takeover.number.in_(subjects_of(["takeover.closed"], since)), of_area)
    return Handled(
        len(rows), int(await session.scalar(closed) or 0), timedelta(seconds=median(waits)) if waits else None
    )
