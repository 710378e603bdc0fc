"""Points of three systems become one; distances are along the ground."""

from __future__ import annotations

import math

import pytest

from actions.stations.coordinates import SERVICE_AREA, Box, Crs, Point, to_gcj02

#: Spots all over the province; the offsets below hold at each of them.
SPOTS = {
    "合肥": (31.8206, 117.2290),
    "芜湖": (31.3525, 118.4331),
    "阜阳": (32.8908, 115.8145),
    "蚌埠": (32.9169, 117.3899),
    "安庆": (30.5429, 117.0636),
    "屯溪": (29.7118, 118.3375),
    "宿州": (33.6464, 116.9640),
}
spots = pytest.mark.parametrize(("lat", "lon"), SPOTS.values(), ids=SPOTS.keys())


@spots
def test_gps_taken_for_gcj02_would_be_wrong_by_half_a_kilometer(lat: float, lon: float) -> None:
    point = to_gcj02(lat, lon, Crs.WGS84)

    assert 520 <= point.distance_m(Point(lat, lon)) <= 590
    assert 0.0050 <= point.lon - lon <= 0.0061
    assert -0.0026 <= point.lat - lat <= -0.0014


@spots
def test_baidu_taken_for_gcj02_would_be_wrong_by_nine_tenths_of_a_kilometer(lat: float, lon: float) -> None:
    assert 880 <= to_gcj02(lat, lon, Crs.BD09).distance_m(Point(lat, lon)) <= 950


@spots
def test_baidu_and_gps_lie_more_than_a_kilometer_apart(lat: float, lon: float) -> None:
    from_gps, from_baidu = to_gcj02(lat, lon, Crs.WGS84), to_gcj02(lat, lon, Crs.BD09)

    assert 1_100 <= from_gps.distance_m(from_baidu) <= 1_350


def test_gcj02_stays_what_it_is() -> None:
    assert to_gcj02(31.8206, 117.2290, Crs.GCJ02) == Point(31.8206, 117.2290)


def test_a_degree_of_latitude_is_111_kilometers() -> None:
    assert Point(31.0, 117.0).distance_m(Point(32.0, 117.0)) == pytest.approx(111_195, abs=5)


def test_a_degree_of_longitude_shrinks_with_the_cosine_of_the_latitude() -> None:
    assert Point(32.0, 117.0).distance_m(Point(32.0, 118.0)) == pytest.approx(
        111_195 * math.cos(math.radians(32)), abs=5
    )


@pytest.mark.parametrize("bearing", range(0, 360, 15))
@pytest.mark.parametrize("radius_m", [2_000.0, 60_000.0, 150_000.0])
def test_a_box_holds_every_point_of_its_circle(bearing: int, radius_m: float) -> None:
    center = Point(32.0, 117.0)
    box = Box.around(center, radius_m)
    on_the_circle = _destination(center, bearing, radius_m)

    assert box.holds(on_the_circle.lat, on_the_circle.lon)
    assert center.distance_m(on_the_circle) == pytest.approx(radius_m)


@pytest.mark.parametrize(
    ("name", "lat", "lon", "inside"),
    [
        ("合肥", 31.82, 117.23, True),
        ("上海", 31.23, 121.47, False),
        ("the East China Sea", 30.5, 125.0, False),
        ("北京", 39.9, 116.4, False),
        ("合肥 with latitude and longitude exchanged", 117.23, 31.82, False),
    ],
)
def test_the_service_area_is_the_province(name: str, lat: float, lon: float, inside: bool) -> None:
    assert SERVICE_AREA.holds(lat, lon) is inside


def _destination(start: Point, bearing: float, distance_m: float) -> Point:
    """Where one arrives on a sphere, by the textbook formula."""
    angle, course = distance_m / 6_371_000.0, math.radians(bearing)
    lat, lon = math.radians(start.lat), math.radians(start.lon)
    to_lat = math.asin(math.sin(lat) * math.cos(angle) + math.cos(lat) * math.sin(angle) * math.cos(course))
    to_lon = lon + math.atan2(
        math.sin(course) * math.sin(angle) * math.cos(lat), math.cos(angle) - math.sin(lat) * math.sin(to_lat)
    )
    return Point(math.degrees(to_lat), math.degrees(to_lon))
