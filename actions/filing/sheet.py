"""The list that is handed out and the result list as files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from actions.excel_file import UnreadableSheet
from actions.filing.columns import EXPORT_HEADINGS, OPTIONAL, RESULT_HEADINGS
from actions.spreadsheet import column_of, csv_rows, named_rows, plain_excel_rows, read_file
from actions.text_sheet import write_rows

_WIDTHS = {"name": 12, "id_number": 22, "employer": 28, "union": 36, "key": 42, "reason": 36, "region_name": 22}
#: What a table program takes for the beginning of a formula when it opens a CSV file.
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n")


def write_export(rows: Iterable[Mapping[str, str]], path: Path) -> None:
    """A file only its owner can read. Raises UnreadableSheet, OSError."""
    is_csv = path.suffix.lower() == ".csv"
    cells = [[_text(one.get(column, ""), is_csv) for column in EXPORT_HEADINGS] for one in rows]
    widths = {place: _WIDTHS[column] for place, column in enumerate(EXPORT_HEADINGS, start=1) if column in _WIDTHS}
    write_rows([list(EXPORT_HEADINGS.values()), *cells], path, title="报送", widths=widths, frozen="B2", private=True)


def read_results(path: Path) -> list[dict[str, str | int]]:
    """As `named_rows`; a formula in one of the columns is told, never worked out. Raises UnreadableSheet."""
    content, suffix = read_file(path), path.suffix.lower()
    if suffix == ".csv":
        return named_rows(csv_rows(content), RESULT_HEADINGS, optional=OPTIONAL)
    if suffix != ".xlsx":
        raise UnreadableSheet("只认 .csv 和 .xlsx，请在表格软件里另存为其中一种。")
    rows, odd = plain_excel_rows(content)
    columns = [column_of(heading, RESULT_HEADINGS) for heading in rows[0]] if rows else []
    for cell in odd:
        column = columns[cell.column - 1] if cell.column <= len(columns) else None
        if column is not None:
            name = RESULT_HEADINGS[column][0]
            raise UnreadableSheet(f"第 {cell.row} 行「{name}」{cell.problem}。{cell.advice}。")
    return named_rows(rows, RESULT_HEADINGS, optional=OPTIONAL)


def _text(text: str, is_csv: bool) -> str:
    return f"'{text}" if is_csv and text.startswith(_FORMULA_SIGNS) else text
