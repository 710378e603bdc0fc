"""Which organization decides on an application, asked of the table."""

from __future__ import annotations

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from actions.unions.model import DECIDING, Kind, Organization
from actions.unions.routing import Work, decider


class NobodyServes(Exception):
    """No organization is entered for that county: a gap in the data, not a fault of the worker."""

    def __init__(self, region: str) -> None:
        super().__init__("no organization serves this county")
        self.region = region


async def serving(session: AsyncSession, work: Work) -> Organization:
    """Raises NobodyServes."""
    found = decider(work, await deciding_in(session, work.county))
    if found is None:
        raise NobodyServes(work.county)
    return found


async def county_of(session: AsyncSession, work: Work) -> Organization:
    """The union of the county, which decides last where two steps are wanted. Raises NobodyServes."""
    there = await deciding_in(session, work.county)
    found = decider(work, [one for one in there if one.kind == Kind.COUNTY])
    if found is None:
        raise NobodyServes(work.county)
    return found


async def deciding_in(session: AsyncSession, county: str) -> list[Organization]:
    """Those of the county, and of its city for several counties, that decide on applications and are not closed."""
    return list(await session.scalars(_DECIDING_IN, {"county": county, "city": f"{county[:4]}00"}))


_DECIDING_IN = (
    select(Organization)
    .where(
        Organization.region.in_([bindparam("county"), bindparam("city")]),
        Organization.kind.in_(DECIDING),
        Organization.closed_at.is_(None),
    )
    .order_by(Organization.code)
)
