"""Which organization decides on an application from a county."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from actions.unions.model import Kind, Organization


class NobodyServes(Exception):
    """No organization is entered for that county: a gap in the data, not a fault of the worker."""

    def __init__(self, region: str) -> None:
        super().__init__("no organization serves this county")
        self.region = region


async def serving(session: AsyncSession, region: str) -> Organization:
    """The county's organization, a real one before a sample. Raises NobodyServes."""
    query = (
        select(Organization)
        .where(Organization.region == region, Organization.kind == Kind.COUNTY)
        .order_by(Organization.is_sample, Organization.id)
        .limit(1)
    )
    found = (await session.scalars(query)).first()
    if found is None:
        raise NobodyServes(region)
    return found
