"""Reading rosters. The session and its transaction are the caller's."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from actions.numbers import is_number
from actions.rosters.errors import RosterNotFound
from actions.rosters.model import Roster, RosterLine
from actions.rosters.standing import Standing, counts_of, standing
from actions.staff.access import following, follows, within_wider
from actions.staff.model import StaffMember


@dataclass(frozen=True)
class Counted:
    """A roster with how many stand where; of a purged one as it was then. `erased` asked to be taken out."""

    roster: Roster
    joined: int
    applying: int
    waiting: int

    @property
    def erased(self) -> int:
        return self.roster.total - self.joined - self.applying - self.waiting


async def counted(session: AsyncSession, rosters: list[Roster]) -> list[Counted]:
    """In the same order."""
    counts = await counts_of(session, [roster.id for roster in rosters if roster.purged_at is None])
    found = []
    for roster in rosters:
        if roster.purged_at is not None:
            found.append(Counted(roster, roster.joined or 0, roster.applying or 0, roster.waiting or 0))
        else:
            now = counts[roster.id]
            found.append(Counted(roster, now[Standing.JOINED], now[Standing.APPLYING], now[Standing.WAITING]))
    return found


async def rosters_for(
    session: AsyncSession, member: StaffMember | None, *, limit: int, offset: int = 0
) -> list[Roster]:
    """Those a colleague follows up, and those they only count; None: all. By county and site, the newest first."""
    query = select(Roster).order_by(Roster.region, Roster.site, Roster.id.desc()).limit(limit).offset(offset)
    if member is not None:
        query = query.where(or_(following(member, Roster.region), within_wider(member, Roster.region)))
    return list(await session.scalars(query))


async def roster_called(session: AsyncSession, number: str) -> Roster:
    """Raises RosterNotFound."""
    query = select(Roster).where(Roster.number == number)
    found = (await session.scalars(query)).first() if is_number(number) else None
    if found is None:
        raise RosterNotFound
    return found


async def followed(session: AsyncSession, number: str, member: StaffMember) -> Roster:
    """One the colleague follows up. Raises RosterNotFound."""
    roster = await roster_called(session, number)
    if not follows(member, roster.region):
        raise RosterNotFound
    return roster


async def lines_of(
    session: AsyncSession, roster: Roster, wanted: Standing | None, *, limit: int, offset: int = 0
) -> list[tuple[RosterLine, Standing]]:
    """By row; those that stand there, or all."""
    stands: ColumnElement[str] = standing()
    query = select(RosterLine, stands).where(RosterLine.roster_id == roster.id)
    if wanted is not None:
        query = query.where(stands == wanted.value)
    query = query.order_by(RosterLine.position, RosterLine.id).limit(limit).offset(offset)
    return [(line, Standing(stood)) for line, stood in await session.execute(query)]
