"""Who waits, in which order: emergencies, sensitive matters, who was transferred, then the longest waiting."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from actions.staff.access import within
from actions.staff.model import StaffMember
from actions.takeovers.levels import city_of, is_task_of
from actions.takeovers.model import Level, Takeover
from actions.takeovers.states import State

_ORDER = (Takeover.urgency.desc(), Takeover.in_front.desc(), Takeover.waiting_since, Takeover.id)


async def waiting_for(
    session: AsyncSession, member: StaffMember, *, everything: bool, limit: int, offset: int = 0
) -> list[Takeover]:
    """Who waits for this colleague, in order; `everything` adds what other levels of their area are to come to."""
    seen = or_(within(member, Takeover.area), Takeover.wanted_id == member.id)
    query = select(Takeover).where(Takeover.state == State.WAITING, seen if everything else is_task_of(member))
    return list(await session.scalars(query.order_by(*_ORDER).limit(limit).offset(offset)))


async def mine(session: AsyncSession, member: StaffMember) -> list[Takeover]:
    """Conversations this colleague has claimed or taken, oldest first."""
    query = select(Takeover).where(Takeover.owner_id == member.id, Takeover.state.in_([State.PENDING, State.TAKEN]))
    return list(await session.scalars(query.order_by(Takeover.claimed_at, Takeover.id)))


async def closed_by(session: AsyncSession, member: StaffMember, *, limit: int, offset: int = 0) -> list[Takeover]:
    """What this colleague closed, newest first."""
    query = select(Takeover).where(Takeover.owner_id == member.id, Takeover.state == State.CLOSED)
    newest_first = query.order_by(Takeover.closed_at.desc(), Takeover.id.desc())
    return list(await session.scalars(newest_first.limit(limit).offset(offset)))


async def position(session: AsyncSession, takeover: Takeover) -> int | None:
    """The worker's place among those who wait for the same colleagues, from 1; None when they do not wait."""
    if takeover.state != State.WAITING:
        return None
    ahead = select(func.count()).select_from(Takeover).where(Takeover.state == State.WAITING, _before(takeover))
    return 1 + (await session.scalar(ahead.where(_same_colleagues(takeover))) or 0)


def _before(one: Takeover) -> ColumnElement[bool]:
    same_urgency = Takeover.urgency == one.urgency
    same_rank = and_(same_urgency, Takeover.in_front.is_(one.in_front))
    longer = or_(
        Takeover.waiting_since < one.waiting_since,
        and_(Takeover.waiting_since == one.waiting_since, Takeover.id < one.id),
    )
    before = [Takeover.urgency > one.urgency, and_(same_rank, longer)]
    if not one.in_front:
        before.append(and_(same_urgency, Takeover.in_front.is_(True)))
    return or_(*before)


def _same_colleagues(one: Takeover) -> ColumnElement[bool]:
    if one.area is None or one.level == Level.PROVINCE:
        return Takeover.id.is_not(None)
    if one.level == Level.CITY:
        return Takeover.area.like(f"{city_of(one.area)[:4]}__")
    return Takeover.area == one.area
