"""What a colleague may do and see: their roles, and the area these are bounded to.

An area is a list of GB/T 2260 codes of 6 digits: counties, cities (which cover their counties) or the province, which
covers every place. What happened in a place nobody knows is seen by everybody who has the role. Applications for
membership hold ID numbers, so that `reviews` is narrower.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import ColumnElement, and_, false, or_, true

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


def is_provinces(member: StaffMember) -> bool:
    """Whether the colleague's area is the whole province, and no single union's: what has no place is theirs to see."""
    return member.organization_id is None and PROVINCE in member.areas


def within(member: StaffMember, column: Any) -> ColumnElement[bool]:
    """`covers` as a condition on a column of region codes."""
    if PROVINCE in member.areas:
        return true()
    cities = [area for area in member.areas if area == _city(area)]
    return or_(column.is_(None), column.in_(member.areas), *(column.like(f"{city[:4]}__") for city in cities))


@dataclass(frozen=True)
class Lying:
    """Where an application lies: the county it is from, the union it is with, and whether the county has it as well."""

    county: str
    organization_id: int
    with_county: bool


def reviews(member: StaffMember, lying: Lying) -> bool:
    """Whether a reviewer sees the person behind an application and may decide on it.

    Who reviews for one union sees that union's; who reviews for counties, what lies with these. A city's or the
    province's area shows figures, not persons.
    """
    if member.organization_id is not None:
        return lying.organization_id == member.organization_id
    return lying.with_county and lying.county in _counties(member)


@dataclass(frozen=True)
class Bounds:
    """What a reviewer sees, of the one union or of these counties; statements are kept by it."""

    organization_id: int | None
    counties: tuple[str, ...]


def bounds_of(member: StaffMember) -> Bounds:
    return Bounds(member.organization_id, tuple(counties_seen(member)))


def reviewing(
    bounds: Bounds, county: Any, organization_id: Any, with_county: ColumnElement[bool]
) -> ColumnElement[bool]:
    """`reviews` as a condition on the columns of an application."""
    if bounds.organization_id is not None:
        return cast(ColumnElement[bool], organization_id == bounds.organization_id)
    return and_(county.in_(bounds.counties), with_county)


def follows(member: StaffMember, county: str) -> bool:
    """Whether somebody follows up, by name, who of a site in that county joined: the county's own staff and no others.

    Who reviews for one union does not, be it an enterprise's; a city's or the province's area shows figures.
    """
    return member.organization_id is None and county in _counties(member)


def following(member: StaffMember, county: Any) -> ColumnElement[bool]:
    """`follows` as a condition on a column of county codes."""
    if member.organization_id is not None:
        return false()
    return cast(ColumnElement[bool], county.in_(_counties(member)))


def counties_of(member: StaffMember) -> list[str]:
    """The counties that are somebody's by themselves, not through a city."""
    return _counties(member)


def within_wider(member: StaffMember, column: Any) -> ColumnElement[bool]:
    """A condition: the places of the cities, or the province, that are the colleague's."""
    if PROVINCE in member.areas:
        return true()
    return or_(false(), *(column.like(f"{city[:4]}__") for city in member.areas if city == _city(city)))


def counties_seen(member: StaffMember) -> list[str]:
    """The counties whose persons a reviewer sees; [] for one bounded to a union, a city or the province."""
    return [] if member.organization_id is not None else _counties(member)


def _counties(member: StaffMember) -> list[str]:
    return [area for area in member.areas if area != _city(area)]


def _city(region: str) -> str:
    """The code of the city a county lies in; a city's own."""
    return f"{region[:4]}00"
