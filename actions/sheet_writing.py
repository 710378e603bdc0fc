"""Rows of text written to CSV and Excel files, as `spreadsheet.py` reads them."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from actions.spreadsheet import UnreadableSheet

_WIDTH = 14


def write_rows(
    path: Path,
    rows: Sequence[Sequence[str]],
    *,
    title: str,
    widths: Mapping[int, int],
    frozen: str,
    private: bool = False,
) -> None:
    """The first row are the headings; `widths` by column from 1, `frozen` as Excel names a cell.

    A `private` file can be read by nobody else. Raises UnreadableSheet, OSError.
    """
    suffix = path.suffix.lower()
    if suffix not in (".csv", ".xlsx"):
        raise UnreadableSheet("只认 .csv 和 .xlsx，请换一个文件名。")
    content = _csv(rows) if suffix == ".csv" else _excel(rows, title, widths, frozen)
    mode = 0o600 if private else 0o666
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as file:
        if private:
            os.fchmod(file.fileno(), mode)
        file.write(content)


def _csv(rows: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode("utf-8-sig")  # with a mark Excel knows UTF-8 by


def _excel(rows: Sequence[Sequence[str]], title: str, widths: Mapping[int, int], frozen: str) -> bytes:
    """Every cell is text, so that nothing typed becomes a number or a formula."""
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = title
    for number, row in enumerate(rows, start=1):
        for place, text in enumerate(row, start=1):
            cell = sheet.cell(number, place)
            cell.value, cell.data_type, cell.number_format = text, "s", "@"
    for place in range(1, len(rows[0]) + 1):
        sheet.cell(1, place).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(place)].width = widths.get(place, _WIDTH)
    sheet.freeze_panes = frozen
    content = io.BytesIO()
    workbook.save(content)
    return content.getvalue()
