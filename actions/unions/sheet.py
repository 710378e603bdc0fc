"""A list of organizations as a file: read from and written to CSV or Excel, lists in one cell."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from actions.spreadsheet import UnreadableSheet, listed_rows
from actions.unions.columns import HEADINGS, OPTIONAL
from actions.unions.model import KIND_NAMES, Kind

_WIDTHS = {"name": 36, "employers": 48}


def read_sheet(path: Path) -> list[dict[str, str | int]]:
    """As `listed_rows`. Raises UnreadableSheet."""
    return listed_rows(path, HEADINGS, optional=OPTIONAL)


def write_sheet(unions: Iterable[Mapping[str, Any]], path: Path) -> None:
    """As the API lists them, in the shape `read_sheet` reads. Raises UnreadableSheet, OSError."""
    rows = [[names[0] for names in HEADINGS.values()], *(_cells(one) for one in unions)]
    suffix = path.suffix.lower()
    if suffix == ".csv":
        with path.open("w", encoding="utf-8-sig", newline="") as file:  # with a mark Excel knows UTF-8 by
            csv.writer(file).writerows(rows)
    elif suffix == ".xlsx":
        _workbook(rows).save(path)
    else:
        raise UnreadableSheet("只认 .csv 和 .xlsx，请换一个文件名。")


def _cells(one: Mapping[str, Any]) -> list[str]:
    shown = {**one, "kind": KIND_NAMES[Kind(one["kind"])]}
    return [_cell(shown[column]) for column in HEADINGS]


def _cell(value: object) -> str:
    if isinstance(value, list):
        return "|".join(map(str, value))
    return "" if value is None else str(value)


def _workbook(rows: Iterable[Iterable[str]]) -> Workbook:
    """Every cell is text, so that nothing typed becomes a number or a formula."""
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = "工会"
    for number, row in enumerate(rows, start=1):
        for place, text in enumerate(row, start=1):
            cell = sheet.cell(number, place)
            cell.value, cell.data_type, cell.number_format = text, "s", "@"
    for place, column in enumerate(HEADINGS, start=1):
        sheet.cell(1, place).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(place)].width = _WIDTHS.get(column, 14)
    sheet.freeze_panes = "C2"
    return workbook
