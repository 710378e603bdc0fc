"""Rows of text as a CSV or Excel file. Every cell is text, so that nothing typed becomes a number or a formula."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from actions.excel_file import UnreadableSheet

_WIDTH = 14


def write_rows(
    rows: Sequence[Sequence[str]],
    path: Path,
    *,
    title: str,
    widths: Mapping[int, int] | None = None,
    frozen: str = "A2",
    private: bool = False,
) -> None:
    """To a .csv or .xlsx file; the first row holds the headings. A `private` file can be read by nobody else.

    Raises UnreadableSheet, OSError.
    """
    suffix = path.suffix.lower()
    if suffix == ".csv":
        content = _csv_of(rows)
    elif suffix == ".xlsx":
        content = excel_of(rows, title=title, widths=widths, frozen=frozen)
    else:
        raise UnreadableSheet("只认 .csv 和 .xlsx，请换一个文件名。")
    mode = 0o600 if private else 0o666
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as file:
        if private:
            os.fchmod(file.fileno(), mode)
        file.write(content)


def _csv_of(rows: Sequence[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode("utf-8-sig")  # with a mark Excel knows UTF-8 by


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
