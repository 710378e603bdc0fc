"""Reading a list of stations from CSV or Excel, headings in Chinese or English; the rows are checked elsewhere."""

from __future__ import annotations

from pathlib import Path

from actions.spreadsheet import UnreadableSheet, csv_rows, excel_rows, named_rows, read_file
from actions.stations.columns import HEADINGS


def read_sheet(path: Path) -> list[dict[str, str | int]]:
    """One dictionary per row that is not empty: `row` (headings are row 1) and the text of each known column.

    Columns with other headings are left out. Raises UnreadableSheet.
    """
    content = read_file(path)
    suffix = path.suffix.lower()
    if suffix == ".xlsx":
        return named_rows(excel_rows(content), HEADINGS)
    if suffix == ".csv":
        return named_rows(csv_rows(content), HEADINGS)
    raise UnreadableSheet("只认 .csv 和 .xlsx，请在表格软件里另存为其中一种。")
