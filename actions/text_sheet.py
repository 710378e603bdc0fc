"""Rows of text as a CSV or Excel file. Every cell is text, so that nothing typed becomes a number or a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from actions.spreadsheet import UnreadableSheet

_WIDTH = 14


def write_rows(
    rows: Sequence[Sequence[str]],
    path: Path,
    *,
    title: str,
    widths: Mapping[int, int] | None = None,
    frozen: str = "A2",
) -> None:
    """To a .csv or .xlsx file; the first row holds the headings. Raises UnreadableSheet, OSError."""
    suffix = path.suffix.lower()
    if suffix == ".csv":
        with path.open("w", encoding="utf-8-sig", newline="") as file:  # with a mark Excel knows UTF-8 by
            csv.writer(file).writerows(rows)
    elif suffix == ".xlsx":
        path.write_bytes(excel_of(rows, title=title, widths=widths, frozen=frozen))
    else:
        raise UnreadableSheet("只认 .csv 和 .xlsx，请换一个文件名。")


def excel_of(
    rows: Sequence[Sequence[str]], *, title: str, widths: Mapping[int, int] | None = None, frozen: str = "A2"
) -> bytes:
    """An .xlsx file; `widths` by column, from 1; `frozen` is the first cell that scrolls."""
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = title
    for number, row in enumerate(rows, start=1):
        for place, text in enumerate(row, start=1):
            cell = sheet.cell(number, place)
            cell.value, cell.data_type, cell.number_format = text, "s", "@"
    for place in range(1, len(rows[0]) + 1):
        sheet.cell(1, place).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(place)].width = (widths or {}).get(place, _WIDTH)
    sheet.freeze_panes = frozen
    kept = io.BytesIO()
    workbook.save(kept)
    return kept.getvalue()
