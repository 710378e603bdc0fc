"""Whether a row of a station list can be taken in: every problem is named with its row, column and a way out."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pydantic import Field

from actions.list_report import Remark
from actions.stations.coordinates import SERVICE_AREA, Crs, Point, to_gcj02
from actions.stations.gazetteer import Area, Gazetteer
from actions.stations.opening_hours import read_hours
from actions.web import Body

#: A county's farthest corner is about 70 km from its center.
_FAR_FROM_REGION_M = 100_000
_LONGEST = {"id": 40, "name": 80, "address": 200, "hours": 120}
_CRS = {
    "wgs84": Crs.WGS84,
    "gps": Crs.WGS84,
    "gcj02": Crs.GCJ02,
    "高德": Crs.GCJ02,
    "腾讯": Crs.GCJ02,
    "bd09": Crs.BD09,
    "百度": Crs.BD09,
}


class ImportRow(Body):
    """One row as it stands in the file, each cell as text; `row` is its number there, headings being row 1."""

    row: int = Field(ge=1, le=10_000_000)
    id: str = ""
    name: str = ""
    region: str = ""
    address: str = ""
    lat: str = ""
    lon: str = ""
    crs: str = ""
    hours: str = ""
    facilities: str = ""


@dataclass
class Checked:
    """`stations` are columns of the table, without `sample`; complete only when `problems` is empty."""

    stations: list[dict[str, str | float]] = field(default_factory=list)
    problems: list[Remark] = field(default_factory=list)
    notes: list[Remark] = field(default_factory=list)


def check_rows(rows: Sequence[ImportRow], gazetteer: Gazetteer, facilities: Mapping[str, str]) -> Checked:
    """Check every row by itself, and that no id comes twice."""
    checked = Checked()
    first_rows: dict[str, int] = {}
    for row in rows:
        before = first_rows.setdefault(row.id, row.row)
        if row.id and before != row.row:
            checked.problems.append(Remark(row.row, "id", f"编号和第 {before} 行重复", "每个驿站用自己的编号"))
        _RowCheck(row, checked).run(gazetteer, facilities)
    return checked


class _RowCheck:
    def __init__(self, row: ImportRow, checked: Checked) -> None:
        self._row = row
        self._checked = checked
        self._sound = True

    def run(self, gazetteer: Gazetteer, facilities: Mapping[str, str]) -> None:
        row = self._row
        texts = {column: self._text(column) for column in _LONGEST}
        county = self._county(gazetteer)
        crs = self._crs()
        codes = self._facilities(facilities)
        point = self._point(crs)
        if not (self._sound and county and crs and point):
            return
        self._note_what_looks_odd(county, point)
        self._checked.stations.append(
            {
                **texts,
                "region": county.code,
                "lat": round(point.lat, 6),
                "lon": round(point.lon, 6),
                "crs": crs.value,
                "facilities": "".join(f"|{code}" for code in codes) + "|" if codes else "",
                "id": row.id,
            }
        )

    def _text(self, column: str) -> str:
        text: str = getattr(self._row, column)
        if not text and column != "hours":
            self._wrong(column, "没有填", "请补上")
        elif len(text) > _LONGEST[column]:
            self._wrong(column, f"超过 {_LONGEST[column]} 个字", "请写短一些")
        elif any(unicodedata.category(letter) in ("Cc", "Cs") and letter not in "\r\n\t" for letter in text):
            self._wrong(column, "有看不见的控制字符", "请删掉这一格重新输入")
        return " ".join(text.split())

    def _county(self, gazetteer: Gazetteer) -> Area | None:
        county = gazetteer.county_named(self._row.region)
        if county is None:
            problem = f"“{self._row.region[:40]}”不是安徽的县（市、区）" if self._row.region else "没有填"
            self._wrong("region", problem, "填县区名称（如 包河区）或 6 位代码（如 340111）")
        return county

    def _crs(self) -> Crs | None:
        crs = _CRS.get(re.sub(r"[\s_-]|坐标系?|地图", "", self._row.crs).lower())
        if crs is None:
            problem = f"不认识“{self._row.crs[:40]}”" if self._row.crs else "没有填"
            self._wrong("crs", problem, "手机定位填 wgs84，高德、腾讯地图填 gcj02，百度地图填 bd09")
        return crs

    def _facilities(self, facilities: Mapping[str, str]) -> list[str]:
        by_name = {name: code for code, name in facilities.items()} | {code: code for code in facilities}
        codes: list[str] = []
        for name in filter(None, (part.strip() for part in re.split(r"[|,\uff0c、;\uff1b]", self._row.facilities))):
            if name not in by_name:
                self._wrong("facilities", f"不认识设施“{name[:40]}”", f"可以填：{'、'.join(facilities.values())}")
            elif by_name[name] not in codes:
                codes.append(by_name[name])
        return codes

    def _point(self, crs: Crs | None) -> Point | None:
        lat, lon = self._degrees("lat", "31.8206"), self._degrees("lon", "117.2290")
        if lat is None or lon is None:
            return None
        if not SERVICE_AREA.holds(lat, lon):
            if SERVICE_AREA.holds(lon, lat):
                self._wrong("lat", "纬度和经度填反了", "把这两格对调")
            else:
                self._wrong("lat", "这个位置不在安徽", "请在地图上重新取点")
            return None
        return to_gcj02(lat, lon, crs) if crs is not None else None

    def _degrees(self, column: str, example: str) -> float | None:
        text = getattr(self._row, column)
        try:
            degrees = float(text)
        except ValueError:
            degrees = math.nan
        if not math.isfinite(degrees):
            self._wrong(column, f"“{text[:40]}”不是度数" if text else "没有填", f"填小数，例如 {example}")
            return None
        return degrees

    def _note_what_looks_odd(self, county: Area, point: Point) -> None:
        hours = self._row.hours
        if read_hours(hours) is None:
            problem = f"读不懂“{hours[:40]}”" if hours else "没有填"
            self._note("hours", problem, "照样可以导入，但查“正开着”时找不到它；写成 08:00-20:00 或 24小时 就行")
        distance_m = point.distance_m(county.center)
        if distance_m > _FAR_FROM_REGION_M:
            self._note("lat", f"离{county.name}中心有 {distance_m / 1000:.0f} 公里", "请核对坐标和地区")

    def _wrong(self, column: str, problem: str, advice: str) -> None:
        self._sound = False
        self._checked.problems.append(Remark(self._row.row, column, problem, advice))

    def _note(self, column: str, problem: str, advice: str) -> None:
        self._checked.notes.append(Remark(self._row.row, column, problem, advice))
