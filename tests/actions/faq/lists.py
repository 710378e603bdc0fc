"""Lists of answers as real files, as staff, Excel, WPS and people who mean no good make them."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from openpyxl import Workbook

from actions.faq.columns import HEADINGS
from tests.actions.desk_browser import Browser, Page

LISTS = "/desk/faq/lists"
HEADS = {column: names[0] for column, names in HEADINGS.items()}


def row(number: int = 1, **cells: Any) -> dict[str, Any]:
    """A sound new answer; any cell can be said otherwise."""
    return {
        "topic": f"new_topic_{number}", "title": f"新问题第{number}个", "category": "join", "sensitive": "否",
        "answer": f"新的答案，第 {number} 条。", "source": "章程", "source_date": "2023-10-12",
        "valid_from": "2026-11-22", "phrasings": f"没人问过的第{number}句", **cells,
    }  # fmt: skip


def narrower(number: int = 1, **cells: Any) -> dict[str, Any]:
    """The same for some area only."""
    return row(number, title="", category="", sensitive="", phrasings="", **cells)


def excel(
    *rows: Mapping[str, Any],
    heads: Sequence[str] = tuple(HEADS.values()),
    edit: Callable[[Workbook], None] | None = None,
) -> bytes:
    """An .xlsx file with these headings; `edit` does to it what staff do."""
    workbook, kept = Workbook(), io.BytesIO()
    sheet = workbook.worksheets[0]
    sheet.append(list(heads))
    for cells in rows:
        sheet.append(_in_order(cells, heads))
    if edit:
        edit(workbook)
    workbook.save(kept)
    return kept.getvalue()


def csv_text(*rows: Mapping[str, Any], heads: Sequence[str] = tuple(HEADS.values()), delimiter: str = ",") -> str:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows([list(heads), *(_in_order(cells, heads) for cells in rows)])
    return text.getvalue()


def as_gbk(text: str, *, by_excel: bool = True) -> bytes:
    """As spreadsheets save a CSV in GBK: a sign it cannot hold becomes a ?, in Excel one for each 16 bits."""
    signs = (sign if _in_gbk(sign) else "?" * (len(sign.encode("utf-16-le")) // 2 if by_excel else 1) for sign in text)
    return "".join(signs).encode("gbk")


def _in_gbk(sign: str) -> bool:
    return sign.encode("gbk", errors="ignore") != b""


def _in_order(cells: Mapping[str, Any], heads: Sequence[str]) -> list[Any]:
    named = {HEADS.get(column, column): value for column, value in cells.items()}
    return [named.get(head, "") for head in heads]


def repacked(content: bytes, parts: Mapping[str, bytes]) -> bytes:
    """The same workbook with some of its parts written otherwise, or added."""
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, text in parts.items():
            new.writestr(name, text)
    return kept.getvalue()


async def sent(browser: Browser, content: bytes, name: str = "answers.xlsx") -> Page:
    """The page with the file's report."""
    return await browser.upload(LISTS, LISTS, content, name)


async def drafted(browser: Browser, report: Page) -> Page:
    """The report's button is pressed."""
    return await browser.post(LISTS, [("token", report.field("token"))], csrf=report.csrf)
