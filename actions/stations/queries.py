"""Questions to the table of stations. Rows leave with their distance in meters; order is nearest first, then id."""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache

from sqlalchemy import ColumnElement, Row, Select, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from actions.stations.coordinates import Box, Point
from actions.stations.model import Station
from actions.stations.opening_hours import is_open

#: Half-sides of the boxes looked at, one after the other; after the last the whole province is.
_RADII_M = (2_000.0, 6_000.0, 20_000.0, 60_000.0, 150_000.0)


@dataclass(frozen=True)
class Wanted:
    """What a station must have; with `open_at`, stations whose hours cannot be read are left out too."""

    limit: int
    facilities: frozenset[str] = field(default_factory=frozenset)
    open_at: datetime | None = None


@dataclass(frozen=True)
class Found:
    station: Station
    distance_m: float | None  # None when there is no center to measure from


async def nearest(
    session: AsyncSession, center: Point, wanted: Wanted, *, outside: Collection[str] = ()
) -> list[Found]:
    """The nearest stations that fit, none of them in the counties `outside`; [] when none fits anywhere.

    A station within a box's radius cannot be missed by it, so the search ends with the first box whose radius holds
    as many as wanted.
    """
    fitting = _fitting(wanted)
    if outside:
        fitting = fitting.where(Station.region.not_in(outside))
    for radius_m in _RADII_M:
        box = Box.around(center, radius_m)
        boxed = fitting.where(Station.lat.between(box.south, box.north), Station.lon.between(box.west, box.east))
        measured = _measured((await session.execute(boxed)).all(), center, wanted)
        within = [(distance_m, id_) for distance_m, id_ in measured if distance_m <= radius_m]
        if len(within) >= wanted.limit:
            return await _loaded(session, heapq.nsmallest(wanted.limit, within))
    everywhere = _measured((await session.execute(fitting)).all(), center, wanted)
    return await _loaded(session, heapq.nsmallest(wanted.limit, everywhere))


async def in_counties(session: AsyncSession, counties: Collection[str], center: Point, wanted: Wanted) -> list[Found]:
    """The stations of these counties that fit, by distance from the center; [] when none does."""
    query = _fitting(wanted).where(Station.region.in_(counties))
    measured = _measured((await session.execute(query)).all(), center, wanted)
    return await _loaded(session, heapq.nsmallest(wanted.limit, measured))


async def with_text(session: AsyncSession, text: str, wanted: Wanted) -> list[Found]:
    """Stations that fit and have the text in their name or address, by name; without distances."""
    query = select(Station).where(
        or_(Station.name.contains(text, autoescape=True), Station.address.contains(text, autoescape=True))
    )
    query = query.where(*_has(wanted.facilities)).order_by(Station.name, Station.id)
    found: list[Found] = []
    for station in await session.scalars(query):
        if _serves(station.hours, wanted):
            found.append(Found(station, None))
        if len(found) == wanted.limit:
            break
    return found


def _fitting(wanted: Wanted) -> Select[str, float, float, str]:
    """Only the columns that decide; whole stations are loaded once the nearest are known."""
    return select(Station.id, Station.lat, Station.lon, Station.hours).where(*_has(wanted.facilities))


def _has(facilities: Collection[str]) -> list[ColumnElement[bool]]:
    return [Station.facilities.contains(f"|{code}|", autoescape=True) for code in sorted(facilities)]


def _serves(hours: str, wanted: Wanted) -> bool:
    return wanted.open_at is None or is_open(hours, wanted.open_at) is True


def _measured(rows: Iterable[Row[str, float, float, str]], center: Point, wanted: Wanted) -> list[tuple[float, str]]:
    serves = cache(lambda hours: _serves(hours, wanted))  # thousands of stations share a few texts
    return [(center.distance_m(Point(lat, lon)), id_) for id_, lat, lon, hours in rows if serves(hours)]


async def _loaded(session: AsyncSession, measured: list[tuple[float, str]]) -> list[Found]:
    query = select(Station).where(Station.id.in_([id_ for _, id_ in measured]))
    by_id = {station.id: station for station in await session.scalars(query)}
    # One removed since it was measured is simply not there any more.
    return [Found(by_id[id_], distance_m) for distance_m, id_ in measured if id_ in by_id]
