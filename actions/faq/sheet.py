"""A list of answers as an Excel file: one row per entry, lists in one cell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from actions.faq.checking import Fault
from actions.faq.columns import HEADINGS, OPTIONAL, heading
from actions.faq.yaml_files import FileRow
from actions.spreadsheet import UnreadableSheet, column_of, named_rows, plain_excel_rows, read_file

_WIDTHS = {"answer": 60, "phrasings": 50, "source": 30, "title": 30}


def read_answers(path: Path) -> list[FileRow]:
    """The rows of the first sheet; formulas and merged cells are faults of their rows. Raises UnreadableSheet."""
    rows, odd = plain_excel_rows(read_file(path))
    names = rows[0] if rows else []
    if unknown := [name for name in names if name.strip() and column_of(name, HEADINGS) is None]:
        raise UnreadableSheet(f"不认识这些列：{'、'.join(unknown)}。可以用：{'、'.join(map(heading, HEADINGS))}。")
    read = {int(row["row"]): row for row in named_rows(rows, HEADINGS, optional=OPTIONAL)}
    faults: dict[int, list[Fault]] = {}
    for cell in odd:
        name = column_of(names[cell.column - 1], HEADINGS) if cell.column <= len(names) else None
        faults.setdefault(cell.row, []).append(Fault(name or f"第 {cell.column} 列", cell.problem, cell.advice))
    return [
        (f"第 {number} 行", _cells(read.get(number, {})), faults.get(number, [])) for number in sorted({*read, *faults})
    ]


def write_answers(topics: Iterable[Mapping[str, Any]], path: Path) -> None:
    """What is out, as the API exports it. Every cell is text, so that nothing typed becomes a number or a formula."""
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = "问答"
    rows = [
        {column: names[0] for column, names in HEADINGS.items()},
        *(row for topic in topics for row in _rows(topic)),
    ]
    for number, row in enumerate(rows, start=1):
        for place, column in enumerate(HEADINGS, start=1):
            cell = sheet.cell(number, place)
            cell.value = row.get(column, "")
            cell.data_type = "s"
            cell.number_format = "@"
            cell.alignment = Alignment(wrap_text=number > 1, vertical="top")
    for place, column in enumerate(HEADINGS, start=1):
        sheet.cell(1, place).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(place)].width = _WIDTHS.get(column, 14)
    sheet.freeze_panes = "B2"
    workbook.save(path)


def _rows(topic: Mapping[str, Any]) -> Iterable[dict[str, str]]:
    yield {
        **_answer(topic),
        "topic": topic["topic"],
        "title": topic["title"],
        "category": topic["category"],
        "sensitive": "是" if topic["sensitive"] else "否",
        "phrasings": "\n".join(topic["phrasings"]),
    }
    for variant in topic.get("variants", ()):
        scope = {name: "|".join(variant[name]) for name in ("areas", "trades")}
        yield {**_answer(variant), **scope, "topic": topic["topic"]}


def _answer(part: Mapping[str, Any]) -> dict[str, str]:
    source = part["source"]
    return {
        "answer": part["answer"],
        "source": source["text"],
        "source_date": source["date"],
        "facts": "|".join(source["facts"]),
        "valid_from": part["valid_from"],
        "valid_until": part["valid_until"] or "",
        "buttons": "|".join(part["buttons"]),
        "review": part["review"],
    }


def _cells(row: Mapping[str, str | int]) -> dict[str, str]:
    return {column: str(text) for column, text in row.items() if column not in ("row", "review")}
