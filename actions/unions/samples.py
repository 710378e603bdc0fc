"""Made-up counties' unions: a fresh house has somebody to decide everywhere, until real unions are entered."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from actions.audit.actor import Actor
from actions.audit.acts import Detail
from actions.audit.log import record
from actions.enrollment.model import Enrollment
from actions.memberships.model import Membership
from actions.reference import Reference
from actions.unions.model import Kind, Organization


async def add_sample_unions(session: AsyncSession, reference: Reference) -> int:
    """Give every county without a union of its own its marked sample; returns how many were added."""
    served = set(await session.scalars(select(Organization.region).where(Organization.kind == Kind.COUNTY)))
    counties = [region for region in reference.regions.values() if region.level == "county"]
    missing = [county for county in counties if county.code not in served]
    session.add_all(
        Organization(
            code=f"sample_{county.code}",
            name=f"示例：{reference.region_name(county.code)}总工会会员周转库",
            kind=Kind.COUNTY,
            region=county.code,
            trades=[],
            employers=[],
            steps=1,
            is_sample=True,
        )
        for county in missing
    )
    await session.flush()
    return len(missing)


@dataclass(frozen=True)
class Removal:
    """How many samples went; those that stay have applications, or are all their county has."""

    removed: int
    with_applications: int
    without_successor: int

    def document(self) -> dict[str, Any]:
        return asdict(self)


async def remove_samples(session: AsyncSession, *, actor: Actor, at: datetime) -> Removal:
    """Take out the samples of counties that have a real union; what was filed with one stays with it."""
    samples = list(await session.scalars(select(Organization).where(Organization.is_sample)))
    real = set(
        await session.scalars(
            select(Organization.region).where(
                Organization.kind == Kind.COUNTY,
                ~Organization.is_sample,
                Organization.closed_at.is_(None),
            )
        )
    )
    replaced = {one.id for one in samples if one.region in real}
    used = set(await session.scalars(select(Enrollment.organization_id).distinct()))
    used |= set(await session.scalars(select(Membership.organization_id).distinct()))
    used_codes = set(await session.scalars(select(Organization.parent).where(Organization.parent.is_not(None))))
    kept = {one.id for one in samples if one.id in replaced and (one.id in used or one.code in used_codes)}
    gone = replaced - kept
    await session.execute(delete(Organization).where(Organization.id.in_(gone)))
    detail: Detail = {"removed": len(gone), "kept": len(kept)}
    await record(session, "unions.samples-removed", "unions", actor=actor, at=at, detail=detail)
    return Removal(len(gone), len(kept), len(samples) - len(replaced))
