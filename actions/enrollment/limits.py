"""A union's changed time limit holds for what waits there already: when it is due moves along."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from actions.enrollment.jurisdiction import due_from
from actions.enrollment.model import Enrollment
from actions.enrollment.states import WAITING
from actions.unions.model import Kind, Organization
from actions.unions.routing import Work
from actions.unions.serving import county_of

_AT_ONCE = 500


async def move_due_times(session: AsyncSession, codes: Collection[str]) -> int:
    """Work out anew when what waits at these unions is due, by code; returns how many applications were looked at.

    They are held until the transaction ends, for nothing is due of what was decided meanwhile.
    """
    looked_at, ordered = 0, sorted(codes)
    for first in range(0, len(ordered), _AT_ONCE):
        some = ordered[first : first + _AT_ONCE]
        looked_at += await _of_their_own(session, some) + await _second_steps(session, some)
    return looked_at


async def _of_their_own(session: AsyncSession, codes: Sequence[str]) -> int:
    query = (
        select(Enrollment.id, Enrollment.waiting_since, Organization.limit_hours)
        .join(Organization, Organization.id == Enrollment.organization_id)
        .where(Organization.code.in_(codes), Enrollment.state.in_(WAITING), Enrollment.step == 1)
        .order_by(Enrollment.id)
        .with_for_update(of=Enrollment)
    )
    rows = (await session.execute(query)).all()
    return await _put(session, [(id_, since, limit) for id_, since, limit in rows])


async def _second_steps(session: AsyncSession, codes: Sequence[str]) -> int:
    """They wait at the county's union, whichever had the first step."""
    counties = select(Organization.region).where(Organization.code.in_(codes), Organization.kind == Kind.COUNTY)
    looked_at = 0
    for county in sorted(set(await session.scalars(counties))):
        decider = await county_of(session, Work(trade="", county=county))
        query = (
            select(Enrollment.id, Enrollment.waiting_since)
            .where(Enrollment.region == county, Enrollment.state.in_(WAITING), Enrollment.step == 2)
            .order_by(Enrollment.id)
            .with_for_update(of=Enrollment)
        )
        rows = (await session.execute(query)).all()
        looked_at += await _put(session, [(id_, since, decider.limit_hours) for id_, since in rows])
    return looked_at


async def _put(session: AsyncSession, rows: Iterable[tuple[int, datetime | None, int | None]]) -> int:
    due = [{"id": id_, "due_at": due_from(since, limit)} for id_, since, limit in rows if since is not None]
    if due:
        await session.execute(update(Enrollment), due)
    return len(due)
