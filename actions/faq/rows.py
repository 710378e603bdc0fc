"""One row of a list of answers: every cell as text, read into the content of an entry or refused cell by cell."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any, Final, Literal

from pydantic import Field, ValidationError

from actions.faq.checking import Fault
from actions.faq.content import (
    LONGEST_ANSWER,
    LONGEST_PHRASING,
    LONGEST_SOURCE,
    LONGEST_TITLE,
    MOST_FACTS,
    MOST_PHRASINGS,
    TopicContent,
    VariantContent,
    cannot_be_shown,
)
from actions.faq.scope import EntryName, Scope
from actions.faq.surroundings import Surroundings
from actions.web import Body

LONGEST_CELL = 40_000
#: The encoding of files that may have lost signs.
GBK: Final = "gbk"
Cell = Annotated[str, Field(max_length=LONGEST_CELL)]

#: Columns of codes and dates, which mean the same however wide they are written.
_OF_ANY_WIDTH = ("topic", "areas", "trades", "category", "sensitive", "source_date", "valid_from", "valid_until",
                 "buttons", "revision")  # fmt: skip

_YES_NO = {"是": True, "否": False, "true": True, "false": False}
_BETWEEN = re.compile(r"[\s|,，、;；]+")
_NUMBER = re.compile(r"[1-9][0-9]{0,5}")
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?: 00:00:00)?")


class ImportRow(Body):
    """`place` is where it stands, in words: `第 3 行`, `join/join_cost.yaml`. Phrasings are one a line.

    `revision` is the number that was out when the row was exported; empty where nobody knows. `encoding` is said of a
    file that could not hold every sign.
    """

    place: Annotated[str, Field(min_length=1, max_length=200)]
    topic: Cell = ""
    areas: Cell = ""
    trades: Cell = ""
    title: Cell = ""
    category: Cell = ""
    sensitive: Cell = ""
    answer: Cell = ""
    source: Cell = ""
    source_date: Cell = ""
    facts: Cell = ""
    valid_from: Cell = ""
    valid_until: Cell = ""
    buttons: Cell = ""
    phrasings: Cell = ""
    revision: Cell = ""
    encoding: Literal["", "gbk"] = ""


@dataclass
class ReadRow:
    """`content` is there when the row has no fault of its own; `made_from` is the number the row says it was made from,
    None where it says none.
    """

    row: ImportRow
    name: EntryName
    content: VariantContent | None = None
    faults: list[Fault] = field(default_factory=list)
    made_from: int | None = None


def read_rows(rows: Sequence[ImportRow], around: Surroundings) -> list[ReadRow]:
    """What each row says; the closed lists and the other topics are not looked at yet."""
    areas = _by_name(around.areas)
    trades = {name: code for code, name in around.trades.items()}
    rows = [_narrow(row) for row in rows]
    return [read_row(row, Scope.of(_codes(row.areas, areas), _codes(row.trades, trades))) for row in rows]


def _narrow(row: ImportRow) -> ImportRow:
    wide = {name: text for name in _OF_ANY_WIDTH if not (text := getattr(row, name)).isascii()}
    return row.model_copy(update={name: unicodedata.normalize("NFKC", text).strip() for name, text in wide.items()})


def read_row(row: ImportRow, scope: Scope) -> ReadRow:
    """What one row says whose scope is known."""
    read = ReadRow(row, EntryName(row.topic, scope))
    cells = _Cells(row, read.faults)
    answer: dict[str, Any] = {
        "answer": cells.text("answer", LONGEST_ANSWER),
        "source": {
            "text": cells.text("source", LONGEST_SOURCE, one_line=True),
            "date": cells.date("source_date"),
            "facts": cells.codes("facts", MOST_FACTS),
        },
        "valid_from": cells.date("valid_from"),
        "valid_until": cells.date("valid_until") if row.valid_until else None,
        "buttons": cells.codes("buttons", MOST_FACTS),
    }
    kind: type[VariantContent] = VariantContent
    if scope.key:
        cells.refuse_topic_cells()
    else:
        kind = TopicContent
        answer |= {
            "title": cells.text("title", LONGEST_TITLE, one_line=True),
            "category": cells.text("category", 40, one_line=True),
            "sensitive": cells.yes_no("sensitive"),
            "phrasings": cells.phrasings(),
        }
    read.made_from = cells.number("revision")
    if not read.faults:
        read.content = _content(kind, answer, read.faults)
    return read


class _Cells:
    """Reads cells one by one and notes what is wrong with each; what it returns then is of no use."""

    def __init__(self, row: ImportRow, faults: list[Fault]) -> None:
        self._row = row
        self._faults = faults

    def text(self, column: str, longest: int, *, one_line: bool = False) -> str:
        text: str = getattr(self._row, column)
        if not text:
            self._wrong(column, "没有填", "请补上")
        elif len(text) > longest:
            self._wrong(column, f"有 {len(text)} 个字，超过 {longest} 个字", "请写短一些")
        elif cannot_be_shown(text):
            self._wrong(column, "有看不见的控制字符", "请删掉这一格重新输入")
        elif one_line and "\n" in text:
            self._wrong(column, "分了行", "写成一行")
        return text

    def date(self, column: str) -> str:
        text: str = getattr(self._row, column)
        found = _DATE.fullmatch(text)
        try:
            return date(int(found[1]), int(found[2]), int(found[3])).isoformat() if found else self._no_date(column)
        except ValueError:
            return self._no_date(column)

    def codes(self, column: str, most: int) -> list[str]:
        text: str = getattr(self._row, column)
        codes = [code for code in _BETWEEN.split(text) if code]
        if len(codes) > most or any(len(code) > 60 or cannot_be_shown(code) for code in codes):
            self._wrong(column, "读不懂", "填编号，用竖线 | 隔开")
        return codes

    def yes_no(self, column: str) -> bool:
        text: str = getattr(self._row, column)
        if text.lower() not in _YES_NO:
            self._wrong(column, f"“{text[:20]}”不是是或否" if text else "没有填", "填 是 或 否")
        return _YES_NO.get(text.lower(), False)

    def number(self, column: str) -> int | None:
        text: str = getattr(self._row, column).strip()
        if text and not _NUMBER.fullmatch(text):
            self._wrong(column, f"“{text[:20]}”不是第几版", "照导出时写的，如 3；写新的一条就空着")
            return None
        return int(text) if text else None

    def phrasings(self) -> list[str]:
        lines = [line.strip() for line in self._row.phrasings.split("\n") if line.strip()]
        if not lines:
            self._wrong("phrasings", "没有填", "每行写一种问法")
        if len(lines) > MOST_PHRASINGS:
            self._wrong("phrasings", f"超过 {MOST_PHRASINGS} 种", "请删去几种")
        for line in lines:
            if len(line) > LONGEST_PHRASING:
                self._wrong("phrasings", f"“{line[:20]}…”超过 {LONGEST_PHRASING} 个字", "请写短一些")
            elif cannot_be_shown(line):
                self._wrong("phrasings", "有看不见的控制字符", "请删掉这一行重新输入")
        return lines

    def refuse_topic_cells(self) -> None:
        for column in ("title", "category", "sensitive", "phrasings"):
            if getattr(self._row, column):
                self._wrong(column, "按地区、行当的答复不能另写", "清空这一格，它跟着这个问题走")

    def _no_date(self, column: str) -> str:
        text: str = getattr(self._row, column)
        self._wrong(column, f"“{text[:20]}”不是日期" if text else "没有填", "写成 2026-11-22 这样")
        return ""

    def _wrong(self, column: str, problem: str, advice: str) -> None:
        self._faults.append(Fault(column, problem, advice))


def _content(kind: type[VariantContent], document: Mapping[str, Any], faults: list[Fault]) -> VariantContent | None:
    try:
        return kind.model_validate(document)
    except ValidationError as error:  # a rule no cell was tried for above
        first = error.errors(include_url=False, include_input=False)[0]["loc"]
        faults.append(Fault(str(first[0]), "格式不对", "请检查这一格"))
        return None


def _codes(text: str, by_name: Mapping[str, str]) -> list[str]:
    """Codes for names; what is neither stays as it is, to be refused by name."""
    return [by_name.get(word, word) for word in _BETWEEN.split(text) if word]


def _by_name(areas: Mapping[str, str]) -> dict[str, str]:
    """Full names (`合肥市包河区`); a county's own name too, where only one has it."""
    names = {name: code for code, name in areas.items()}
    short: dict[str, list[str]] = {}
    for code, name in areas.items():
        city = areas.get(f"{code[:4]}00", "")
        short.setdefault(name.removeprefix(city) if city != name else name, []).append(code)
    return names | {name: codes[0] for name, codes in short.items() if len(codes) == 1}
