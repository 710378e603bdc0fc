"""Names of regions, trades, platforms, facilities, places and tasks, from data/, and finding them in a text."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from bot.dialogue.feed import bare
from bot.dialogue.names import PersonNames
from bot.dialogue.variables import Variable

# How no person's name ends, but many a company's or place's.
_NO_NAME_ENDS = re.compile(
    r"(?:公司|集团|物流|快递|速递|速运|快运|货运|运输|配送|家政|出行|商贸|超市|餐饮|快餐|饭店|车队|店|镇|乡|村|街|区|县|市)$"
)

# "马鞍山路" and "芜湖南路" are streets, wherever they are.
_STREET = re.compile(r"[东南西北中]?[一二三四五]?(?:路(?![线上边况段])|大道|街(?![道上边头坊里])|巷)")


class ReferenceDataError(Exception):
    """A reference file is missing or cannot be read; the message says which."""


@dataclass(frozen=True)
class Named:
    """A code of a closed list with its name and other words for it; `trades` only for platforms."""

    code: str
    name: str
    aliases: tuple[str, ...] = ()
    trades: tuple[str, ...] = ()


@dataclass(frozen=True)
class Region:
    """A city or county (GB/T 2260); `parent` is a county's city; `lat`, `lon` its rough middle, GCJ-02."""

    code: str
    name: str
    level: str
    parent: str
    words: tuple[str, ...] = ()
    lat: float = 0.0
    lon: float = 0.0


@dataclass(frozen=True)
class Zone:
    """A development zone and the counties it may mean."""

    id: str
    name: str
    city: str
    counties: tuple[str, ...]
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Township:
    """A town, township or street and the counties it may mean."""

    name: str
    counties: tuple[str, ...]
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Place:
    """A landmark, about where it is (degrees); `region` is the code of its county."""

    id: str
    name: str
    region: str
    aliases: tuple[str, ...]
    lat: float
    lon: float


class Reference:
    """The closed lists every room shares, as the dialogue needs them."""

    def __init__(
        self,
        *,
        regions: Iterable[Region],
        zones: Iterable[Zone],
        townships: Iterable[Township],
        trades: Iterable[Named],
        platforms: Iterable[Named],
        facilities: Iterable[Named],
        places: Iterable[Place],
        tasks: Iterable[Named],
        names: PersonNames,
        variables: Mapping[str, Variable],
    ) -> None:
        self.regions = {region.code: region for region in regions}
        self.zones = {zone.id: zone for zone in zones}
        self.trades = {trade.code: trade for trade in trades}
        self.platforms = {platform.code: platform for platform in platforms}
        self.facilities = {facility.code: facility for facility in facilities}
        self.places = {place.id: place for place in places}
        self.tasks = {task.code: task for task in tasks}
        self.names = names
        self.variables = dict(variables)  # of answers, by id
        self._words = {
            "region": _index(_region_words(self.regions.values(), [*self.zones.values(), *townships])),
            "trade": _index(_named_words(self.trades.values())),
            "platform": _index(_named_words(self.platforms.values())),
            "facility": _index(_named_words(self.facilities.values())),
            "place": _index(
                (word, place.id) for place in self.places.values() for word in (place.name, *place.aliases)
            ),
        }

    @classmethod
    def load(cls, folder: Path) -> Reference:
        """Reads the data folder; raises ReferenceDataError naming the file that is missing or has a wrong column."""
        return cls(
            regions=[
                Region(
                    code=row["code"],
                    name=row["name"],
                    level=row["level"],
                    parent=row["parent"],
                    words=(row["short_name"], *_listed(row["aliases"]), *_listed(row["misspellings"])),
                    lat=float(row["lat"]),
                    lon=float(row["lon"]),
                )
                for row in _rows(
                    folder / "regions.csv", "code", "name", "level", "parent", "short_name", "misspellings"
                )
            ],
            zones=[
                Zone(row["id"], row["name"], row["city"], _listed(row["counties"]), _listed(row["aliases"]))
                for row in _rows(folder / "zones.csv", "id", "name", "city", "counties", "aliases")
            ],
            townships=[
                Township(row["name"], _listed(row["counties"]), _listed(row["aliases"]))
                for row in _rows(folder / "townships.csv", "name", "counties", "aliases")
            ],
            trades=_named(folder / "trades.csv"),
            platforms=_named(folder / "platforms.csv"),
            facilities=_named(folder / "facilities.csv"),
            places=[
                Place(
                    row["id"],
                    row["name"],
                    row["region"],
                    _listed(row["aliases"]),
                    lat=float(row["lat"]),
                    lon=float(row["lon"]),
                )
                for row in _rows(folder / "places.csv", "id", "name", "region", "aliases", "lat", "lon")
            ],
            tasks=[Named(row["id"], row["title"]) for row in _rows(folder / "tasks.csv", "id", "title")],
            names=PersonNames.load(folder),
            variables=_variables(folder / "answer_variables.yaml"),
        )

    def full_region(self, code: str) -> str:
        """A county with its city in front ("合肥市包河区"), a city as it is, "" for an unknown code."""
        region = self.regions.get(code)
        if region is None:
            return ""
        parent = self.regions.get(region.parent)
        return f"{parent.name}{region.name}" if parent else region.name

    def counties_of(self, code: str) -> tuple[str, ...]:
        """The counties of a city; a county itself."""
        region = self.regions.get(code)
        if region is None:
            return ()
        if region.level == "county":
            return (code,)
        return tuple(other.code for other in self.regions.values() if other.parent == code)

    def platforms_for(self, trade: str) -> tuple[Named, ...]:
        return tuple(platform for platform in self.platforms.values() if not trade or trade in platform.trades)

    def is_bare_name(self, text: str) -> bool:
        """Whether `text` is a person's name and nothing else, as far as one can tell: no listed word, no company."""
        if not self.names.is_name(text) or _NO_NAME_ENDS.search(text):
            return False
        return not any(bare(text) in words for words in self._words.values())

    def find(self, kind: str, text: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Names of a kind in `text`, left to right, the longest at each place: (its words, the codes they may mean).

        The name of a region that is part of a street's is left out.
        """
        wanted = bare(text)
        words = self._words[kind]
        longest = max(map(len, words), default=0)
        found: list[tuple[str, tuple[str, ...]]] = []
        at = 0
        while at < len(wanted):
            for size in range(min(longest, len(wanted) - at), 0, -1):
                name = wanted[at : at + size]
                if codes := words.get(name):
                    if kind != "region" or not _names_a_street(wanted, at, at + size):
                        found.append((name, codes))
                    at += size
                    break
            else:
                at += 1
        return tuple(found)


def _names_a_street(text: str, start: int, end: int) -> bool:
    is_in_full = text[end - 1] in "市县区" and end - start > len("郊区")
    return not is_in_full and _STREET.match(text, end) is not None


def _named_words(named: Iterable[Named]) -> Iterator[tuple[str, str]]:
    for one in named:
        for word in (one.name, *one.aliases):
            yield word, one.code


def _region_words(regions: Iterable[Region], inside: Iterable[Zone | Township]) -> Iterator[tuple[str, str]]:
    for region in regions:
        for word in (region.name, *region.words):
            yield word, region.code
    for one in inside:
        for word in (one.name, *one.aliases):
            for county in one.counties:
                yield word, county


def _index(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    index: dict[str, tuple[str, ...]] = {}
    for word, code in pairs:
        key = bare(word)
        if len(key) >= 2 and code not in index.get(key, ()):
            index[key] = (*index.get(key, ()), code)
    return index


def _named(path: Path) -> list[Named]:
    return [
        Named(row["code"], row["name"], _listed(row["aliases"]), _listed(row.get("trades", "")))
        for row in _rows(path, "code", "name", "aliases")
    ]


def _variables(path: Path) -> dict[str, Variable]:
    try:
        packed = yaml.safe_load(path.read_text(encoding="utf-8"))
        return {id_: Variable(str(one["name"]), str(one["fallback"])) for id_, one in packed.items()}
    except OSError as error:
        raise ReferenceDataError(f"{path.name} cannot be read: {error.strerror}") from error
    except (yaml.YAMLError, UnicodeDecodeError, AttributeError, KeyError, TypeError) as error:
        raise ReferenceDataError(f"{path.name} is no list of variables ({type(error).__name__})") from error


def _listed(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split("|") if part.strip())


def _rows(path: Path, *columns: str) -> list[dict[str, str]]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
    except OSError as error:
        raise ReferenceDataError(f"{path.name} cannot be read: {error.strerror}") from error
    for row in rows:
        missing = [column for column in columns if row.get(column) is None]
        if missing:
            raise ReferenceDataError(f"{path.name} lacks the column {missing[0]}")
    return rows
