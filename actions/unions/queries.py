"""Reading organizations. The session and its transaction are the caller's."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from actions.unions.model import Organization


async def all_organizations(session: AsyncSession) -> list[Organization]:
    """By code, samples too."""
    return list(await session.scalars(select(Organization).order_by(Organization.code)))
