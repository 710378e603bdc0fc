"""Where Anhui lies, and how far two points are apart. All points are (degrees north, degrees east)."""

from __future__ import annotations

import math
from collections.abc import Mapping

import prcoords

SOUTH, NORTH = 29.4, 34.6
WEST, EAST = 114.9, 119.6
EARTH_RADIUS_KM = 6371.0

Point = tuple[float, float]


def point(row: Mapping[str, str]) -> Point:
    return float(row["lat"]), float(row["lon"])


def in_gcj02(crs: str, at: Point) -> Point:
    if crs == "wgs84":
        return tuple(prcoords.wgs_gcj(at))
    if crs == "bd09":
        return tuple(prcoords.bd_gcj(at))
    return at


def in_anhui(at: Point) -> bool:
    return SOUTH <= at[0] <= NORTH and WEST <= at[1] <= EAST


def distance_km(one: Point, other: Point) -> float:
    """Great-circle distance."""
    lat1, lon1, lat2, lon2 = map(math.radians, (*one, *other))
    half = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(half))
