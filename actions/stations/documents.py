"""Stations as the API shows them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote

from actions.stations.coordinates import Crs, Point
from actions.stations.opening_hours import is_open
from actions.stations.queries import Found
from actions.stations.search import Result


def result_document(result: Result, facilities: Mapping[str, str], now: datetime) -> dict[str, Any]:
    """The answer to a search; `center` is null when nothing was searched by name."""
    center = result.center
    return {
        "center": {"name": center.name, **_position(center.point)} if center else None,
        "widened": result.widened,
        "stations": [_station(found, facilities, now) for found in result.found],
    }


def map_url(name: str, point: Point) -> str:
    """A link that opens AMap with a marker; its position is longitude first."""
    return f"https://uri.amap.com/marker?position={point.lon},{point.lat}&name={quote(name, safe='')}&coordinate=gaode"


def _station(found: Found, facilities: Mapping[str, str], now: datetime) -> dict[str, Any]:
    station = found.station
    return {
        "id": station.id,
        "name": station.name,
        "address": station.address,
        "region": station.region,
        "distance_m": round(found.distance_m) if found.distance_m is not None else None,
        "hours": station.hours,
        "open_now": is_open(station.hours, now),
        "facilities": station.facility_codes,
        "facility_names": [facilities.get(code, code) for code in station.facility_codes],
        **_position(station.point),
        "map_url": map_url(station.name, station.point),
        "sample": station.sample,
    }


def _position(point: Point) -> dict[str, Any]:
    return {"lat": point.lat, "lon": point.lon, "crs": Crs.GCJ02}
