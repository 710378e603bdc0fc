"""Who of a roster has joined: found by the code they filed with, or by name and phone together."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from enum import StrEnum

from sqlalchemy import ColumnElement, case, func, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from actions.enrollment.model import Enrollment
from actions.enrollment.states import OPEN
from actions.memberships.model import Membership
from actions.rosters.model import RosterLine


class Standing(StrEnum):
    """How far somebody is."""

    WAITING = "waiting"
    APPLYING = "applying"
    JOINED = "joined"


STANDING_NAMES: Mapping[Standing, str] = {
    Standing.WAITING: "还没申请",
    Standing.APPLYING: "申请在办",
    Standing.JOINED: "已入会",
}


def standing() -> ColumnElement[str]:
    """The standing of a line as an expression; each look-up goes by an index."""
    is_open = Enrollment.state.in_(OPEN)
    joined = or_(
        _found(Membership.phone_hash == RosterLine.phone_hash, Membership.name_hash == RosterLine.name_hash),
        _found(Membership.enrollment_number == RosterLine.enrollment_number),
    )
    applying = or_(
        _found(Enrollment.phone_hash == RosterLine.phone_hash, Enrollment.name_hash == RosterLine.name_hash, is_open),
        _found(Enrollment.number == RosterLine.enrollment_number, is_open),
    )
    return case((joined, Standing.JOINED.value), (applying, Standing.APPLYING.value), else_=Standing.WAITING.value)


def _found(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Written with EXISTS, PostgreSQL may read and hash every member there is for a list of a few hundred."""
    return select(literal(1)).where(*conditions).limit(1).correlate(RosterLine).scalar_subquery().is_not(None)


async def counts_of(session: AsyncSession, roster_ids: Collection[int]) -> dict[int, dict[Standing, int]]:
    """How many lines of each roster stand where; rosters without lines are all 0."""
    counts = {roster_id: dict.fromkeys(Standing, 0) for roster_id in roster_ids}
    of_line = select(RosterLine.roster_id, standing().label("standing")).where(RosterLine.roster_id.in_(roster_ids))
    lines = of_line.subquery()
    query = select(lines.c.roster_id, lines.c.standing, func.count()).group_by(lines.c.roster_id, lines.c.standing)
    for roster_id, stands, count in await session.execute(query):
        counts[roster_id][Standing(stands)] = count
    return counts
