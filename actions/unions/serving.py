"""Which organization decides on an application from a county."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from actions.reference import Reference
from actions.unions.model import Organization


class NobodyServes(Exception):
    """No organization is entered for that county: a gap in the data, not a fault of the worker."""

    def __init__(self, region: str) -> None:
        super().__init__("no organization serves this county")
        self.region = region


async def serving(session: AsyncSession, region: str) -> Organization:
    """The county's organization, a real one before a sample. Raises NobodyServes."""
    query = (
        select(Organization)
        .where(Organization.region == region)
        .order_by(Organization.is_sample, Organization.id)
        .limit(1)
    )
    found = (await session.scalars(query)).first()
    if found is None:
        raise NobodyServes(region)
    return found


async def add_sample_unions(session: AsyncSession, reference: Reference) -> int:
    """Give every county without an organization its marked sample; returns how many were added."""
    served = set(await session.scalars(select(Organization.region)))
    counties = [region for region in reference.regions.values() if region.level == "county"]
    missing = [county for county in counties if county.code not in served]
    session.add_all(
        Organization(
            name=f"示例：{reference.region_name(county.code)}总工会会员周转库", region=county.code, is_sample=True
        )
        for county in missing
    )
    await session.flush()
    return len(missing)
