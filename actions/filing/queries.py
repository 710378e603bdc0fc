"""Reading filings. The session and its transaction are the caller's."""

from __future__ import annotations

from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from actions.filing.model import Filing
from actions.filing.states import UNDONE, State
from actions.staff.access import within
from actions.staff.model import StaffMember
from actions.unions.model import Organization

#: A filing and its union's name.
Listed = tuple[Filing, str]


def seen_by(member: StaffMember) -> ColumnElement[bool]:
    """A condition: the filings of the places that are the colleague's."""
    return within(member, Filing.region)


async def in_state(
    session: AsyncSession,
    state: State | None,
    *,
    limit: int,
    offset: int = 0,
    seen: ColumnElement[bool] | None = None,
) -> list[Listed]:
    """What still has to be done oldest first, what is over newest first; all when no state is given, newest first."""
    order = Filing.id if state in UNDONE else Filing.id.desc()
    query = (
        select(Filing, Organization.name)
        .join(Organization, Organization.id == Filing.organization_id)
        .where(seen if seen is not None else true())
        .order_by(order)
    )
    if state is not None:
        query = query.where(Filing.state == state)
    return [(filing, name) for filing, name in await session.execute(query.limit(limit).offset(offset))]


async def count_undone(session: AsyncSession, *, seen: ColumnElement[bool]) -> dict[State, int]:
    """How many are in each state somebody or something still has to act on; of those without any 0."""
    counts = dict.fromkeys(UNDONE, 0)
    query = select(Filing.state, func.count()).where(Filing.state.in_(UNDONE), seen).group_by(Filing.state)
    for state, count in await session.execute(query):
        counts[State(state)] = count
    return counts


async def filing_of(session: AsyncSession, enrollment_number: str) -> Filing | None:
    """None when the application was not approved, or was before there were filings."""
    return (await session.scalars(select(Filing).where(Filing.enrollment_number == enrollment_number))).first()
