"""Whose task it is that somebody comes: the county's, the city's or the province's colleagues."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from actions.staff.access import PROVINCE, has_role, within
from actions.staff.model import Role, StaffMember
from actions.takeovers.model import Level, Takeover

LEVEL_NAMES: Mapping[str, str] = {Level.COUNTY: "县区", Level.CITY: "市级", Level.PROVINCE: "省级"}
_ABOVE = {Level.COUNTY: Level.CITY, Level.CITY: Level.PROVINCE, Level.PROVINCE: Level.PROVINCE}


async def operators(session: AsyncSession) -> list[StaffMember]:
    """Colleagues who take conversations over and can sign in, by name."""
    active = (StaffMember.password_hash.is_not(None), StaffMember.closed_at.is_(None))
    query = select(StaffMember).where(*active).order_by(StaffMember.name, StaffMember.id)
    return [member for member in await session.scalars(query) if has_role(member, Role.OPERATOR)]


async def level_for(session: AsyncSession, area: str | None) -> Level:
    """The narrowest level that has an operator for the area: nobody should wait for colleagues who do not exist."""
    staffed = {code for member in await operators(session) for code in member.areas}
    return narrowest(area, staffed)


def narrowest(area: str | None, staffed: Iterable[str]) -> Level:
    """`staffed` are the codes operators are responsible for."""
    codes = set(staffed)
    if area is not None and area != PROVINCE:
        if area in codes and area != city_of(area):
            return Level.COUNTY
        if city_of(area) in codes:
            return Level.CITY
    return Level.PROVINCE


def above(level: Level) -> Level:
    """Where it climbs to; the province's stays there."""
    return _ABOVE[level]


def is_task_of(member: StaffMember) -> ColumnElement[bool]:
    """Takeovers the colleague is to come to, as a condition: those of their own level, and what climbed up to it."""
    cities = [code for code in member.areas if code != PROVINCE and code == city_of(code)]
    of_county: Any = Takeover.area.in_(member.areas)
    of_city = or_(of_county, *(Takeover.area.like(f"{city[:4]}__") for city in cities))
    return or_(
        Takeover.wanted_id == member.id,
        and_(Takeover.level == Level.COUNTY, of_county),
        and_(Takeover.level == Level.CITY, of_city),
        and_(Takeover.level == Level.PROVINCE, within(member, Takeover.area)),
    )


def city_of(area: str) -> str:
    """The code of the city a county lies in; a city's own."""
    return f"{area[:4]}00"
