"""Reading organizations. The session and its transaction are the caller's."""

from __future__ import annotations

import json

from sqlalchemy import String, cast, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from actions.enrollment.model import Enrollment
from actions.enrollment.states import OPEN
from actions.staff.access import covers, within
from actions.staff.model import StaffMember
from actions.unions.errors import UnionNotFound
from actions.unions.model import Organization


async def all_organizations(session: AsyncSession) -> list[Organization]:
    """By code, samples and closed ones too."""
    return list(await session.scalars(select(Organization).order_by(Organization.code)))


async def open_organizations(session: AsyncSession) -> list[Organization]:
    """By code, samples too; leaves out closed ones."""
    query = select(Organization).where(Organization.closed_at.is_(None)).order_by(Organization.code)
    return list(await session.scalars(query))


async def found_by(
    session: AsyncSession, words: str, kind: str | None, member: StaffMember, *, limit: int, offset: int
) -> list[Organization]:
    """Those of the colleague's area that the words stand in (name, code, township, company); open ones first."""
    query = select(Organization).where(within(member, Organization.region))
    if kind is not None:
        query = query.where(Organization.kind == kind)
    if words:
        plain = (Organization.name, Organization.code, Organization.township)
        named = json.dumps(words)[1:-1]  # as lists lie in a column
        query = query.where(
            or_(
                *(column.contains(words, autoescape=True) for column in plain),
                cast(Organization.employers, String).contains(named, autoescape=True),
            )
        )
    order = (Organization.closed_at.is_not(None), Organization.region, Organization.code)
    return list(await session.scalars(query.order_by(*order).limit(limit).offset(offset)))


async def managed(session: AsyncSession, code: str, member: StaffMember) -> Organization:
    """One of the colleague's area. Raises UnionNotFound, also for one of another area."""
    one = (await session.scalars(select(Organization).where(Organization.code == code))).first()
    if one is None or not covers(member, one.region):
        raise UnionNotFound
    return one


async def count_waiting(session: AsyncSession, one: Organization) -> int:
    """How many open applications are with it."""
    query = select(func.count()).where(Enrollment.organization_id == one.id, Enrollment.state.in_(OPEN))
    return int(await session.scalar(query) or 0)
