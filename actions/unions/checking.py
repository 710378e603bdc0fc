"""Whether a row of a list of organizations can be taken in: every problem is named with its column and a way out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from pydantic import Field

from actions.list_report import Remark
from actions.reference import Reference
from actions.staff.access import PROVINCE
from actions.unions.columns import SEPARATORS
from actions.unions.model import KIND_NAMES, Kind
from actions.unions.names import company_key
from actions.web import Body

_LONGEST = {"code": 40, "name": 120, "township": 40, "employers": 2_000, "trades": 200, "parent": 40}
_LONGEST_EMPLOYER, _MOST_EMPLOYERS = 80, 50
_MOST_HOURS = 24 * 366
_CODE = re.compile(r"[A-Za-z0-9._-]+")
_KINDS = {name: kind for kind, name in KIND_NAMES.items()} | {kind.value: kind for kind in Kind}
#: Federations and enterprises may work in a whole city.
_LEVELS: Mapping[Kind, tuple[str, ...]] = {
    Kind.PROVINCE: ("province",),
    Kind.CITY: ("city",),
    Kind.COUNTY: ("county",),
    Kind.TOWNSHIP: ("county",),
    Kind.FEDERATION: ("county", "city"),
    Kind.ENTERPRISE: ("county", "city"),
}
_LEVEL_NAMES = {"province": "全省", "city": "一个市", "county": "一个县（市、区）"}


class ImportRow(Body):
    """One row as it stands in the file, each cell as text; `row` is its number there, headings being row 1."""

    row: int = Field(ge=1, le=10_000_000)
    code: str = ""
    name: str = ""
    kind: str = ""
    region: str = ""
    parent: str = ""
    township: str = ""
    trades: str = ""
    employers: str = ""
    steps: str = ""
    limit_hours: str = ""


class Known(Protocol):
    """What is read of an organization that is in the table already."""

    code: str
    kind: str
    region: str
    township: str | None
    employers: list[str]


@dataclass(frozen=True)
class _Listed:
    """The same of one that stands in the file."""

    code: str
    kind: str
    region: str
    township: str | None
    employers: list[str]


@dataclass
class Checked:
    """`organizations` are columns of the table, those above first, without `is_sample`; complete without `problems`."""

    organizations: list[dict[str, Any]] = field(default_factory=list)
    problems: list[Remark] = field(default_factory=list)
    notes: list[Remark] = field(default_factory=list)


def check_rows(
    rows: Sequence[ImportRow], known: Sequence[Known], reference: Reference, closed: Collection[str] = ()
) -> Checked:
    """Check every row by itself, then among each other and against what is in the table.

    `known` are those in use; `closed` the codes of the others, which no list brings back.
    """
    checked = Checked()
    regions = _region_codes(reference)
    first_rows: dict[str, int] = {}
    numbers: dict[str, int] = {}
    for row in rows:
        before = first_rows.setdefault(row.code, row.row)
        if row.code and before != row.row:
            checked.problems.append(Remark(row.row, "code", f"编号和第 {before} 行重复", "每个工会用自己的编号"))
        if row.code in closed:
            checked.problems.append(
                Remark(row.row, "code", "这个编号的工会已停用", "先在工作台重新启用，或者用新的编号")
            )
        read = _RowCheck(row, checked.problems).read(regions, reference)
        if read is not None:
            checked.organizations.append(read)
            numbers[read["code"]] = row.row
    unread = first_rows.keys() - numbers.keys()  # their own problems are told; nobody's superior is missing for that
    _check_together(checked, numbers, {one.code: one for one in known}, unread, reference)
    checked.organizations.sort(key=lambda read: list(Kind).index(read["kind"]))
    checked.problems.sort(key=lambda remark: remark.row)
    return checked


def _region_codes(reference: Reference) -> dict[str, str]:
    """Codes and names, with and without the city's before a county's, to codes."""
    codes = {PROVINCE: PROVINCE, "安徽省": PROVINCE, "安徽": PROVINCE, "全省": PROVINCE}
    for region in reference.regions.values():
        codes |= dict.fromkeys((region.code, region.name, reference.region_name(region.code)), region.code)
    return codes


class _RowCheck:
    def __init__(self, row: ImportRow, problems: list[Remark]) -> None:
        self._row = row
        self._problems = problems
        self._sound = True

    def read(self, regions: Mapping[str, str], reference: Reference) -> dict[str, Any] | None:
        """The columns of the table; None when something is wrong."""
        texts = {column: self._text(column) for column in _LONGEST}
        kind = self._kind()
        read = {
            "code": self._code(texts["code"]),
            "name": texts["name"],
            "kind": kind,
            "parent": texts["parent"] or None,
            "region": self._region(kind, regions, reference),
            "township": self._township(kind, texts["township"]),
            "trades": self._trades(kind, reference),
            "employers": self._employers(kind),
            "steps": self._steps(kind),
            "limit_hours": self._limit(kind),
        }
        return read if self._sound else None

    def _text(self, column: str) -> str:
        text: str = getattr(self._row, column)
        if not text and column in ("code", "name"):
            self._wrong(column, "没有填", "请补上")
        elif len(text) > _LONGEST[column]:
            self._wrong(column, f"超过 {_LONGEST[column]} 个字", "请写短一些")
        elif any(unicodedata.category(letter) in ("Cc", "Cs") and letter not in "\r\n\t" for letter in text):
            self._wrong(column, "有看不见的控制字符", "请删掉这一格重新输入")
        return " ".join(text.split())

    def _code(self, code: str) -> str:
        if code and not _CODE.fullmatch(code):
            self._wrong("code", f"编号“{code[:40]}”有不能用的字", "只用字母、数字、点和短横，比如 LZH-01")
        return code

    def _kind(self) -> Kind | None:
        kind = _KINDS.get(self._row.kind)
        if kind is None:
            problem = f"不认识类型“{self._row.kind[:40]}”" if self._row.kind else "没有填"
            self._wrong("kind", problem, f"可以填：{'、'.join(KIND_NAMES.values())}")
        return kind

    def _region(self, kind: Kind | None, regions: Mapping[str, str], reference: Reference) -> str:
        text = "".join(self._row.region.split())
        code = regions.get(text)
        if code is None:
            problem = f"“{text[:40]}”不是安徽的地区" if text else "没有填"
            self._wrong("region", problem, "填地区名称（如 蚌埠市龙子湖区）或 6 位代码（如 340302）")
            return ""
        level = "province" if code == PROVINCE else reference.regions[code].level
        if kind is not None and level not in _LEVELS[kind]:
            wanted = "或".join(_LEVEL_NAMES[level] for level in _LEVELS[kind])
            self._wrong("region", f"“{text}”和类型“{KIND_NAMES[kind]}”对不上", f"这一类填{wanted}")
        return code

    def _township(self, kind: Kind | None, township: str) -> str | None:
        if kind is Kind.TOWNSHIP and not township:
            self._wrong("township", "没有填", "写它管的乡镇或街道，比如 东升街道")
        elif kind not in (Kind.TOWNSHIP, None) and township:
            self._wrong("township", "只有乡镇街道工会填这一格", "请清空")
        return township or None

    def _trades(self, kind: Kind | None, reference: Reference) -> list[str]:
        by_name = {name: code for code, name in reference.trades.items()} | {code: code for code in reference.trades}
        codes: list[str] = []
        for name in _parts(self._row.trades, SEPARATORS + ",，"):
            if name not in by_name:
                self._wrong("trades", f"不认识工种“{name[:40]}”", f"可以填：{'、'.join(reference.trades.values())}")
            elif by_name[name] not in codes:
                codes.append(by_name[name])
        if codes and kind in (Kind.PROVINCE, Kind.CITY, Kind.COUNTY):
            self._wrong("trades", "省、市、县区工会不分工种", "请清空")
        return codes

    def _employers(self, kind: Kind | None) -> list[str]:
        names = list(dict.fromkeys(_parts(self._row.employers, SEPARATORS)))
        if kind is Kind.ENTERPRISE and not names:
            self._wrong("employers", "没有填", "写公司的全称和工友常说的简称，用“|”隔开")
        elif kind not in (Kind.ENTERPRISE, None) and names:
            self._wrong("employers", "只有企业工会填这一格", "请清空")
        if len(names) > _MOST_EMPLOYERS:
            self._wrong("employers", f"超过 {_MOST_EMPLOYERS} 个名称", "只留工友真会说的")
        for name in names:
            if len(name) > _LONGEST_EMPLOYER:
                self._wrong("employers", f"一个名称超过 {_LONGEST_EMPLOYER} 个字", "请写短一些，几个名称用“|”隔开")
            elif not company_key(name):
                self._wrong("employers", f"“{name}”认不出是哪一家", "写公司自己的名字，不只是“公司”")
        return names

    def _steps(self, kind: Kind | None) -> int:
        text = self._row.steps or "1"
        if text not in ("1", "2"):
            self._wrong("steps", f"“{text[:40]}”不是步骤数", "填 1，或者填 2（县区再审一次）")
            return 1
        if text == "2" and kind in (Kind.PROVINCE, Kind.CITY, Kind.COUNTY):
            self._wrong("steps", "县区以上没有第二步", "填 1 或者留空")
        return int(text)

    def _limit(self, kind: Kind | None) -> int | None:
        text = self._row.limit_hours
        if not text:
            return None
        if not text.isascii() or not text.isdecimal() or len(text) > 5 or not 0 < int(text) <= _MOST_HOURS:
            self._wrong("limit_hours", f"“{text[:40]}”不是小时数", f"填 1 到 {_MOST_HOURS} 的整数，不设时限就留空")
            return None
        if kind in (Kind.PROVINCE, Kind.CITY):
            self._wrong("limit_hours", "省、市工会不审个人申请", "请清空")
        return int(text)

    def _wrong(self, column: str, problem: str, advice: str) -> None:
        self._sound = False
        self._problems.append(Remark(self._row.row, column, problem, advice))


def _parts(text: str, separators: str) -> list[str]:
    found = re.split(f"[{re.escape(separators)}]", text)
    return [" ".join(part.split()) for part in found if part.strip()]


def _check_together(
    checked: Checked,
    numbers: Mapping[str, int],
    known: Mapping[str, Known],
    unread: Collection[str],
    reference: Reference,
) -> None:
    """Kinds that change, those above, and names that would mean two unions at once."""
    after: dict[str, Known] = {**known}
    after |= {
        read["code"]: _Listed(read["code"], read["kind"], read["region"], read["township"], read["employers"])
        for read in checked.organizations
    }

    def wrong(read: Mapping[str, Any], column: str, problem: str, advice: str) -> None:
        checked.problems.append(Remark(numbers[read["code"]], column, problem, advice))

    taken = _Taken(after)
    for read in checked.organizations:
        former = known.get(read["code"])
        if former is not None and former.kind != read["kind"]:
            wrong(read, "kind", f"这个编号已经是“{KIND_NAMES[Kind(former.kind)]}”工会", "换类型请用新的编号")
        if read["parent"] is not None and read["parent"] not in unread:
            above = after.get(read["parent"])
            if above is None:
                wrong(read, "parent", f"没有编号是“{read['parent']}”的工会", "先加上级工会，或者留空（按地区找上级）")
            elif list(Kind).index(Kind(above.kind)) >= list(Kind).index(read["kind"]):
                wrong(read, "parent", "上级工会的级别不比它高", "填级别更高的工会，或者留空")
            elif not _lies_in(read["region"], above.region, reference):
                wrong(read, "parent", "上级工会在别的地区", "填同一个地区的上级工会，或者留空")
        if other := taken.by_township(read):
            wrong(read, "township", f"“{read['township']}”已经有工会（编号 {other}）", "一个乡镇街道只留一个")
        for name in read["employers"]:
            if other := taken.by_employer(read, name, reference):
                wrong(read, "employers", f"“{name}”已经是编号 {other} 的名称", "同一个地方，一个名称只归一家企业工会")


class _Taken:
    """Which townships and company names of a place belong to which organizations."""

    def __init__(self, organizations: Mapping[str, Known]) -> None:
        self._townships: dict[tuple[str, str], list[str]] = {}
        self._employers: dict[str, list[Known]] = {}
        for one in organizations.values():
            if one.township is not None:
                self._townships.setdefault((one.region, one.township), []).append(one.code)
            for name in one.employers:
                self._employers.setdefault(company_key(name), []).append(one)

    def by_township(self, read: Mapping[str, Any]) -> str | None:
        found = self._townships.get((read["region"], read["township"]), ())
        return next((code for code in found if code != read["code"]), None)

    def by_employer(self, read: Mapping[str, Any], name: str, reference: Reference) -> str | None:
        for one in self._employers.get(company_key(name), ()):
            places = (read["region"], one.region)
            meets = _lies_in(*places, reference) or _lies_in(*places[::-1], reference)
            if one.code != read["code"] and meets:
                return one.code
        return None


def _lies_in(region: str, wider: str, reference: Reference) -> bool:
    known = reference.regions.get(region)
    return wider in (region, PROVINCE) or (known is not None and known.parent == wider)
