"""The query parameters of station searches. A wrong one is refused by name; an empty filter counts as left out."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from datetime import datetime

from multidict import MultiMapping

from actions.errors import InvalidField, UnknownField
from actions.stations.coordinates import SERVICE_AREA, Crs, Point, to_gcj02
from actions.stations.errors import OutsideServiceArea
from actions.stations.queries import Wanted

DEFAULT_LIMIT, HIGHEST_LIMIT = 3, 20
LONGEST_TEXT = 100
_FILTERS = frozenset({"limit", "open_now", "facility"})
_YES_NO = {"true": True, "1": True, "false": False, "0": False, "": False}


def read_wanted(query: MultiMapping[str], facilities: Mapping[str, str], now: datetime) -> Wanted:
    """How many, open now, with which facilities. Raises InvalidField."""
    open_now = query.get("open_now", "").strip().lower()
    if open_now not in _YES_NO:
        raise InvalidField("open_now", "open_now 只能是 true 或 false。")
    codes = {code.strip() for value in query.getall("facility", ()) for code in value.split(",")} - {""}
    if unknown := sorted(codes - facilities.keys()):
        raise InvalidField("facility", f"不认识设施 {unknown[0][:40]}，可用的有：{'、'.join(facilities)}。")
    return Wanted(_limit(query.get("limit", "").strip()), frozenset(codes), now if _YES_NO[open_now] else None)


def read_point(query: MultiMapping[str]) -> Point:
    """The point asked about, in GCJ-02. Raises InvalidField, OutsideServiceArea."""
    crs = query.get("crs", "").strip().lower() or Crs.WGS84
    if crs not in set(Crs):
        raise InvalidField("crs", f"crs 只能是 {'、'.join(Crs)} 之一。")
    lat, lon = _degrees(query, "lat"), _degrees(query, "lon")
    if not SERVICE_AREA.holds(lat, lon):
        raise OutsideServiceArea(swapped=SERVICE_AREA.holds(lon, lat))
    return to_gcj02(lat, lon, Crs(crs))


def read_target(query: MultiMapping[str]) -> tuple[str, str]:
    """Which of `place`, `region` and `q` is asked about, and its value. Raises InvalidField unless it is just one."""
    given = {name: value for name in ("place", "region", "q") if (value := query.get(name, "").strip())}
    if len(given) != 1:
        raise InvalidField("q", "请在 place、region、q 里给一个，只给一个。")
    [(name, value)] = given.items()
    if len(value) > LONGEST_TEXT or "\0" in value:
        raise InvalidField(name, f"{name} 最长 {LONGEST_TEXT} 个字。")
    return name, value


def refuse_unknown(query: MultiMapping[str], known: Collection[str]) -> None:
    """A misspelled filter would silently not filter. Raises UnknownField."""
    for name in query:
        if name not in known and name not in _FILTERS:
            raise UnknownField(f"不认识参数 {name[:40]}。", field=name[:40])


def _limit(text: str) -> int:
    if not text:
        return DEFAULT_LIMIT
    if not (text.isascii() and text.isdigit() and len(text) < 4 and 1 <= int(text) <= HIGHEST_LIMIT):
        raise InvalidField("limit", f"limit 是 1 到 {HIGHEST_LIMIT} 的整数。")
    return int(text)


def _degrees(query: MultiMapping[str], name: str) -> float:
    text = query.get(name, "").strip()
    if not text:
        raise InvalidField(name, f"缺少参数 {name}。")
    try:
        degrees = float(text)
    except ValueError:
        degrees = math.nan
    if not -180 <= degrees <= 180:  # NaN too
        raise InvalidField(name, f"{name} 应当是度数，例如 31.8206。")
    return degrees
