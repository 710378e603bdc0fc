"""What a colleague may do and see: their roles, and the area these are bounded to.

An area is a list of GB/T 2260 codes of 6 digits: counties, cities (which cover their counties) or the province, which
covers every place. What happened in a place nobody knows is seen by everybody who has the role.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, or_, true

from actions.staff.model import Role, StaffMember

PROVINCE = "340000"


def has_role(member: StaffMember, *roles: Role) -> bool:
    """Whether the colleague has at least one of these roles."""
    return not member.held.isdisjoint(roles)


def covers(member: StaffMember, region: str | None) -> bool:
    """Whether the colleague's area covers the whole region, a code of 6 digits; None is a place nobody knows."""
    if region is None:
        return True
    return not {PROVINCE, _city(region), region}.isdisjoint(member.areas)


def covers_all(member: StaffMember, regions: Iterable[str]) -> bool:
    """The same for every one of them; without any, everybody is meant, which takes the whole province."""
    return all(covers(member, region) for region in list(regions) or [PROVINCE])


def within(member: StaffMember, column: Any) -> ColumnElement[bool]:
    """`covers` as a condition on a column of region codes."""
    if PROVINCE in member.areas:
        return true()
    cities = [area for area in member.areas if area == _city(area)]
    return or_(column.is_(None), column.in_(member.areas), *(column.like(f"{city[:4]}__") for city in cities))


def _city(region: str) -> str:
    """The code of the city a county lies in; a city's own."""
    return f"{region[:4]}00"
