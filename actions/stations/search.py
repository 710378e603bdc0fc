"""Finding stations: by a point, around a place, in an area, by free text.

Every search has an area: the counties asked for, or what a rider reaches in a few minutes around a point. When nothing
in the area fits, the nearest beyond it are given and the answer is marked widened.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy.ext.asyncio import AsyncSession

from actions.stations.coordinates import Point
from actions.stations.gazetteer import Area, Gazetteer
from actions.stations.queries import Found, Wanted, in_counties, nearest, with_text

#: Around a point or place, what counts as its area.
AREA_RADIUS_M = 5_000.0


@dataclass(frozen=True)
class Center:
    """Where a search by name measured from."""

    name: str
    point: Point


@dataclass(frozen=True)
class Result:
    """`widened`: nothing in the area fitted, so all that is given lies beyond it."""

    center: Center | None
    widened: bool
    found: list[Found]


async def near_point(session: AsyncSession, point: Point, wanted: Wanted) -> Result:
    """The nearest stations that fit; the point is used and not kept."""
    found = await nearest(session, point, wanted)
    return Result(None, _all_beyond(found), found)


async def around(session: AsyncSession, center: Center, wanted: Wanted) -> Result:
    """The nearest stations to a place."""
    found = await nearest(session, center.point, wanted)
    return Result(center, _all_beyond(found), found)


async def in_area(session: AsyncSession, area: Area, wanted: Wanted) -> Result:
    """The area's own stations first, then the nearest of other counties; both by distance from the area's center."""
    inside = await in_counties(session, area.counties, area.center, wanted)
    missing = wanted.limit - len(inside)
    beyond = (
        await nearest(session, area.center, replace(wanted, limit=missing), outside=area.counties) if missing else []
    )
    return Result(Center(area.name, area.center), not inside, inside + beyond)


async def by_text(session: AsyncSession, gazetteer: Gazetteer, text: str, wanted: Wanted) -> Result:
    """Around the place or in the area the text names; else the stations whose name or address has the text."""
    meant = gazetteer.named(text)
    if isinstance(meant, Area):
        return await in_area(session, meant, wanted)
    if meant is not None:
        return await around(session, Center(meant.name, meant.center), wanted)
    return Result(None, False, await with_text(session, text, wanted))


def _all_beyond(found: list[Found]) -> bool:
    return all(one.distance_m is not None and one.distance_m > AREA_RADIUS_M for one in found)
