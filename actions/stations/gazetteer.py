"""Names of places and regions and where they are, from `data/places.csv` and `data/regions.csv`, read once at start."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from actions.reference import UnreadableList, rows
from actions.stations.coordinates import Point

_SHORTEST_NAME_IN_A_SENTENCE = 2
#: Streets are often called after another town: 望江西路 in Hefei is far from 望江.
_STREET = re.compile(r"[^\W\d_]{2}[东西南北中]?[一二三四]?(?:路|街|大道|巷)")
Named = TypeVar("Named", "Place", "Area")


@dataclass(frozen=True)
class Place:
    """A landmark: a railway station, a hospital, a mall …; `region` is its county's code."""

    id: str
    name: str
    region: str
    center: Point
    names: frozenset[str] = field(repr=False)  # its own and its aliases, folded


@dataclass(frozen=True)
class Area:
    """A city or county; `counties` are the codes of all counties in it, a county's own included."""

    code: str
    name: str
    center: Point
    counties: frozenset[str]
    names: frozenset[str] = field(repr=False)  # full and short name, aliases, usual misspellings, folded


@dataclass(frozen=True)
class Gazetteer:
    """Places and areas by id and code, in the order of their files; cities come before their counties."""

    places: Mapping[str, Place]
    areas: Mapping[str, Area]
    counties: Mapping[str, Area] = field(repr=False)  # by code, name, and name with its city's before it, folded

    @classmethod
    def load(cls, data_dir: Path) -> Gazetteer:
        """Raises UnreadableList naming file and row."""
        areas = _areas(data_dir / "regions.csv")
        return cls(_places(data_dir / "places.csv"), areas, _counties(areas))

    def named(self, text: str) -> Place | Area | None:
        """What a worker means by the text: an area's name as it stands, else a place or an area mentioned in it.

        None when nothing is mentioned, or when a name belongs to several places and no area is there to choose by.
        """
        wanted = folded(text)
        exact = next((area for area in self.areas.values() if wanted in area.names), None)
        return exact or self._mentioned_in(wanted)

    def county_named(self, text: str) -> Area | None:
        """The county with that code or name (`340111`, `包河区`, `合肥市包河区`); None when there is none."""
        return self.counties.get(folded(text))

    def _mentioned_in(self, wanted: str) -> Place | Area | None:
        # Of areas with the same name the first is meant: the city 黄山, not its county.
        areas = list(dict(reversed(_mentioned(_STREET.sub(" ", wanted), self.areas.values()))).values())
        places = [place for _, place in _mentioned(wanted, self.places.values())]
        if areas and len(places) > 1:
            places = [place for place in places if any(place.region in area.counties for area in areas)]
        if len(places) == 1:
            return places[0]
        # A city and its county in one breath: the county is meant.
        return min(areas, key=lambda area: len(area.counties)) if areas and not places else None


def folded(text: str) -> str:
    """One writing for full-width letters, case and blanks."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def _mentioned(wanted: str, among: Iterable[Named]) -> list[tuple[str, Named]]:
    """Who is mentioned in the text, each with the name used.

    A name that is only part of a longer one used there does not count: 黄山 in 黄山市.
    """
    used: list[tuple[str, Named]] = []
    for one in among:
        inside = [name for name in one.names if name in wanted and len(name) >= _SHORTEST_NAME_IN_A_SENTENCE]
        if inside:
            used.append((max(inside, key=len), one))
    names = {name for name, _ in used}
    parts = {name for name in names if any(name in longer for longer in names - {name})}
    return [(name, one) for name, one in used if name not in parts]


def _places(path: Path) -> dict[str, Place]:
    columns = ("id", "name", "region", "lat", "lon", "aliases")
    return {
        row["id"]: Place(
            row["id"], row["name"], row["region"], _center(path, row, row["id"]), _names(row, "name", "aliases")
        )
        for row in rows(path, *columns)
    }


def _areas(path: Path) -> dict[str, Area]:
    listed = rows(path, "code", "name", "level", "parent", "short_name", "aliases", "misspellings", "lat", "lon")
    counties: dict[str, set[str]] = {row["code"]: set() for row in listed}
    for row in listed:
        if row["level"] == "county":
            counties[row["code"]].add(row["code"])
            counties.setdefault(row["parent"], set()).add(row["code"])
    return {
        row["code"]: Area(
            row["code"],
            row["name"],
            _center(path, row, row["code"]),
            frozenset(counties[row["code"]]),
            _names(row, "name", "short_name", "aliases", "misspellings"),
        )
        for row in listed
    }


def _counties(areas: Mapping[str, Area]) -> dict[str, Area]:
    by_name: dict[str, Area] = {}
    for city in areas.values():
        for code in city.counties - {city.code}:
            county = areas[code]
            by_name |= dict.fromkeys((code, folded(county.name), folded(city.name + county.name)), county)
    return by_name


def _center(path: Path, row: Mapping[str, str], name: str) -> Point:
    try:
        return Point(float(row["lat"]), float(row["lon"]))
    except ValueError as error:
        raise UnreadableList(f"{path}: {name} has a lat or lon that is no number") from error


def _names(row: Mapping[str, str], *columns: str) -> frozenset[str]:
    return frozenset(folded(name) for column in columns for name in row[column].split("|") if name.strip())
