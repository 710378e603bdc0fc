"""Points on the map, and the three systems they come in. Inside this service every point is GCJ-02.

Phones and Telegram give WGS-84, AMap and Tencent maps GCJ-02, Baidu BD-09. In Anhui, taking one for another is wrong by
530 m (WGS-84 as GCJ-02) to 1.2 km (WGS-84 as BD-09).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

import prcoords

EARTH_RADIUS_M = 6_371_000.0


class Crs(StrEnum):
    """Coordinate reference systems in use in China."""

    WGS84 = "wgs84"
    GCJ02 = "gcj02"
    BD09 = "bd09"


@dataclass(frozen=True)
class Point:
    """Degrees, GCJ-02."""

    lat: float
    lon: float

    def distance_m(self, other: Point) -> float:
        """Great-circle distance in meters (haversine)."""
        lat_a, lat_b = math.radians(self.lat), math.radians(other.lat)
        half_lat = math.sin((lat_b - lat_a) / 2)
        half_lon = math.sin(math.radians(other.lon - self.lon) / 2)
        share = half_lat * half_lat + math.cos(lat_a) * math.cos(lat_b) * half_lon * half_lon
        return 2 * EARTH_RADIUS_M * math.asin(min(1.0, math.sqrt(share)))


@dataclass(frozen=True)
class Box:
    """South-west and north-east corner, degrees, borders included."""

    south: float
    west: float
    north: float
    east: float

    def holds(self, lat: float, lon: float) -> bool:
        return self.south <= lat <= self.north and self.west <= lon <= self.east

    @classmethod
    def around(cls, center: Point, radius_m: float) -> Box:
        """The smallest box with every point of the circle inside; for radii far below the Earth's, away from poles."""
        angle = radius_m / EARTH_RADIUS_M
        lat = math.degrees(angle)
        # A circle is widest a little poleward of its center.
        lon = math.degrees(math.asin(math.sin(angle) / math.cos(math.radians(center.lat))))
        margin = 1e-9
        return cls(
            center.lat - lat - margin, center.lon - lon - margin, center.lat + lat + margin, center.lon + lon + margin
        )


#: The province and a little beyond; too coarse to tell 0.5 km apart, so it holds in every system.
SERVICE_AREA = Box(south=29.4, west=114.9, north=34.6, east=119.6)


def to_gcj02(lat: float, lon: float, crs: Crs) -> Point:
    """The same spot in GCJ-02, good to a decimeter; meant for points in China."""
    if crs is Crs.WGS84:
        lat, lon = prcoords.wgs_gcj((lat, lon), False)
    elif crs is Crs.BD09:
        lat, lon = prcoords.bd_gcj_bored((lat, lon), False)
    return Point(lat, lon)
