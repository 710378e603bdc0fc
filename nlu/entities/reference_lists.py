"""Builds the lexicon from the reference lists in the data folder."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from nlu.entities.lexicon import Lexicon
from nlu.entities.mention import FACILITY, PLACE, PLATFORM, PROVINCE, REGION, TIME, TRADE
from nlu.entities.surroundings import is_easily_chance
from nlu.errors import DataUnreadable
from nlu.language.characters import Characters
from nlu.language.pinyin import name_readings

FILES = (
    "regions.csv",
    "zones.csv",
    "townships.csv",
    "shared_names.csv",
    "places.csv",
    "trades.csv",
    "platforms.csv",
    "facilities.csv",
    "times.csv",
)

SHORTEST = 2  # characters; one character ("肥", "蚌") says too little by itself
SHORTEST_PLACE_BY_SOUND = 4  # characters; shorter place names sound like too much else

# Cities elsewhere in China that are also how a worker may misspell one of ours: asked back, never assumed.
ELSEWHERE = {"苏州": "宿州市", "富阳": "阜阳市"}
COMMON_NOUNS = ("郊区",)  # a district of Tongling, and any city's outskirts
_PROVINCE_NAMES = ("安徽", "安徽省", "安徽全省")

_ZONE_NOUNS = ("高新区", "经开区", "开发区", "高新", "经开")  # said without a city: every zone of that sort
_ZONE_SORTS = {"高新": "高新", "经开": "经开", "开发区": ""}
# Said without a city: every place of that sort.
_LANDMARKS = (
    *("火车站", "高铁站", "高铁南站", "南站", "北站", "东站", "西站", "汽车站", "客运站", "机场"),
    *("步行街", "万达", "万达广场", "吾悦", "吾悦广场", "八佰伴", "古城"),
)


def read_lexicon(data_dir: Path, characters: Characters) -> Lexicon:
    """Raises DataUnreadable naming the file when a list is missing or lacks a column."""
    rows = {name: _rows(data_dir / name) for name in FILES}
    spellings: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    sounds: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))

    def plain(text: str) -> str:
        return "".join(characters.plain(char) for char in text if not char.isspace())

    def add(kind: str, names: Iterable[str], codes: Iterable[str]) -> None:
        for name in map(plain, names):
            if len(name) >= SHORTEST:
                spellings[name][kind].update(codes)

    def add_sound(kind: str, name: str, code: str) -> None:
        if len(name) >= SHORTEST:
            for reading in name_readings(plain(name)):
                sounds[" ".join(reading)][kind].add(code)

    regions = {row["name"]: row["code"] for row in rows["regions.csv"]}
    chance: set[str] = set()
    add(REGION, _PROVINCE_NAMES, [PROVINCE])
    for row in rows["regions.csv"]:
        misspelt = set(map(plain, _split(row["misspellings"])))
        chance.update(name for name in misspelt if is_easily_chance(name, misspelling=True))
        names = [row["name"], row["short_name"], *_split(row["aliases"]), *_split(row["misspellings"])]
        add(REGION, names, [row["code"]])
        for name in (row["name"], row["short_name"]):
            add_sound(REGION, name, row["code"])
    for row in rows["zones.csv"]:
        add(REGION, [row["name"], *_split(row["aliases"])], _split(row["counties"]))
    for noun in _ZONE_NOUNS:
        sort = next(sort for word, sort in _ZONE_SORTS.items() if word in noun)
        for row in rows["zones.csv"]:
            if any(sort in name for name in (row["name"], row["aliases"])):
                add(REGION, [noun], _split(row["counties"]))
    townships: set[str] = set()
    for row in rows["townships.csv"]:
        names = [row["name"], *_split(row["aliases"])]
        townships.update(map(plain, names))
        add(REGION, names, _split(row["counties"]))
    for name, ours in ELSEWHERE.items():
        if ours in regions:
            add(REGION, [name], [regions[ours]])
    for row in rows["shared_names.csv"]:
        add(row["kind"], [row["name"]], _split(row["codes"]))
    landmarks: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    code_of = {name: row["code"] for row in rows["regions.csv"] for name in (row["name"], row["short_name"])}
    for row in rows["places.csv"]:
        names = [row["name"], *_split(row["aliases"])]
        add(PLACE, names, [row["id"]])
        for noun in _LANDMARKS:
            for name in names:
                if name.endswith(noun):
                    landmarks[noun][code_of.get(name.removesuffix(noun), "")].add(row["id"])
        if len(row["name"]) >= SHORTEST_PLACE_BY_SOUND:
            add_sound(PLACE, row["name"], row["id"])
    for kind, name in (
        (TRADE, "trades.csv"),
        (PLATFORM, "platforms.csv"),
        (FACILITY, "facilities.csv"),
        (TIME, "times.csv"),
    ):
        for row in rows[name]:
            add(kind, [row["name"], *_split(row["aliases"])], [row["code"]])

    for noun, ids in landmarks.items():
        if noun not in spellings:
            add(PLACE, [noun], set().union(*ids.values()))
    chance.update(name for name in spellings if is_easily_chance(name, misspelling=False))

    return Lexicon(
        spellings=_sorted(spellings),
        sounds=_sorted(sounds),
        uncertain=sorted([*COMMON_NOUNS, *ELSEWHERE]),
        chance=sorted(chance),
        townships=sorted(townships),
        landmarks=_sorted(landmarks),
        part_of={row["code"]: row["parent"] or PROVINCE for row in rows["regions.csv"]},
        region_of={row["id"]: row["region"] for row in rows["places.csv"]},
        trades_of={row["code"]: _split(row["trades"]) for row in rows["platforms.csv"]},
    )


_COLUMNS = {
    "regions.csv": ("code", "name", "level", "parent", "short_name", "aliases", "misspellings"),
    "zones.csv": ("name", "counties", "aliases"),
    "townships.csv": ("name", "counties", "aliases"),
    "shared_names.csv": ("kind", "name", "codes"),
    "places.csv": ("id", "name", "region", "aliases"),
    "trades.csv": ("code", "name", "aliases"),
    "platforms.csv": ("code", "name", "trades", "aliases"),
    "facilities.csv": ("code", "name", "aliases"),
    "times.csv": ("code", "name", "aliases"),
}


def _rows(path: Path) -> list[dict[str, str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            missing = [column for column in _COLUMNS[path.name] if column not in (reader.fieldnames or ())]
            if missing:
                raise DataUnreadable(path, f"column {missing[0]} is missing")
            return [{column: row[column] or "" for column in _COLUMNS[path.name]} for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise DataUnreadable(path, str(error)) from error


def _split(cell: str) -> list[str]:
    return [part.strip() for part in cell.split("|") if part.strip()]


def _sorted(table: dict[str, dict[str, set[str]]]) -> dict[str, dict[str, list[str]]]:
    return {
        name: {kind: sorted(codes) for kind, codes in sorted(kinds.items())} for name, kinds in sorted(table.items())
    }
