"""Whatever the stations and the point: the answer is what comparing every station by hand would give."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as some

from actions.database import Database
from actions.migrate import migrate
from actions.stations.coordinates import SERVICE_AREA, Point
from actions.stations.model import Station
from actions.stations.opening_hours import is_open
from actions.stations.queries import Wanted, nearest

SUNDAY_NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)

lats = some.floats(SERVICE_AREA.south, SERVICE_AREA.north)
lons = some.floats(SERVICE_AREA.west, SERVICE_AREA.east)
points = some.builds(Point, lats, lons)
#: Many stations close together, some on the very same spot, some at the other end of the province.
spots = some.one_of(
    points,
    some.builds(lambda north, east: Point(31.8 + north, 117.3 + east), some.floats(-0.1, 0.1), some.floats(-0.1, 0.1)),
    some.just(Point(31.8, 117.3)),
)
station_sets = some.lists(
    some.tuples(
        spots,
        some.sampled_from(["24小时", "周一至周五 08:30-17:30", "看情况"]),
        some.sets(some.sampled_from(["water", "wifi", "shower"])),
    ),
    max_size=40,
)
wishes = some.builds(
    Wanted,
    limit=some.integers(1, 20),
    facilities=some.frozensets(some.sampled_from(["water", "wifi"]), max_size=2),
    open_at=some.sampled_from([None, SUNDAY_NOON]),
)


def test_the_nearest_are_those_found_by_comparing_all(tmp_path: Path) -> None:
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'nearness.db'}")

    @settings(max_examples=150, database=None, deadline=None)
    @given(spots, station_sets, wishes)
    def check(here: Point, listed: list[Any], wanted: Wanted) -> None:
        stations = [_station(number, *one) for number, one in enumerate(listed)]
        assert runner.run(_nearest_of(database, stations, here, wanted)) == _by_hand(here, stations, wanted)

    with asyncio.Runner() as runner:
        runner.run(migrate(database.engine))
        check()
        runner.run(database.aclose())


async def _nearest_of(
    database: Database, stations: list[Station], here: Point, wanted: Wanted
) -> list[tuple[str, float | None]]:
    """The answer on just these stations; none of them is kept."""
    async with database.write() as session:
        session.add_all(stations)
        await session.flush()
        return [(found.station.id, found.distance_m) for found in await nearest(session, here, wanted)]


def _station(number: int, spot: Point, hours: str, facilities: set[str]) -> Station:
    return Station(
        id=f"s{number:02d}",
        name="驿站",
        region="340111",
        address="路边",
        lat=spot.lat,
        lon=spot.lon,
        crs="gcj02",
        hours=hours,
        facilities="".join(f"|{code}" for code in sorted(facilities)) + "|" if facilities else "",
        sample=False,
    )


def _by_hand(here: Point, stations: list[Station], wanted: Wanted) -> list[tuple[str, float]]:
    fitting = [
        station
        for station in stations
        if wanted.facilities <= set(station.facility_codes)
        and (wanted.open_at is None or is_open(station.hours, wanted.open_at))
    ]
    measured = sorted((here.distance_m(station.point), station.id) for station in fitting)
    return [(id_, distance_m) for distance_m, id_ in measured[: wanted.limit]]
