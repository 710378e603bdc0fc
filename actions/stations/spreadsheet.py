"""Reading a list of stations from CSV or Excel, headings in Chinese or English; the rows are checked elsewhere."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from actions.stations.columns import HEADINGS, column_of


class UnreadableSheet(Exception):
    """The file as a whole cannot be used; the text, for staff, says why and what to do."""


def read_sheet(path: Path) -> list[dict[str, str | int]]:
    """One dictionary per row that is not empty: `row` (headings are row 1) and the text of each known column.

    Columns with other headings are left out. Raises UnreadableSheet.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UnreadableSheet(f"打不开 {path}（{error.strerror}），请检查文件名。") from error
    suffix = path.suffix.lower()
    if suffix == ".xlsx":
        return _named(_excel_rows(content))
    if suffix == ".csv":
        return _named(_csv_rows(content))
    raise UnreadableSheet("只认 .csv 和 .xlsx，请在表格软件里另存为其中一种。")


def _csv_rows(content: bytes) -> list[list[str]]:
    # Excel in China saves CSV as GBK unless told otherwise.
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        try:
            return list(csv.reader(io.StringIO(text, newline=""), strict=True))
        except csv.Error as error:
            raise UnreadableSheet("这个 CSV 有没配对的引号，请用表格软件打开后另存一次。") from error
    raise UnreadableSheet("这个 CSV 的文字编码不认识，请另存为 UTF-8。")


def _excel_rows(content: bytes) -> list[list[str]]:
    try:
        workbook = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        try:
            return [[_cell(value) for value in row] for row in workbook.worksheets[0].iter_rows(values_only=True)]
        finally:
            workbook.close()
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, IndexError) as error:
        raise UnreadableSheet("这个 Excel 文件打不开，可能坏了或加了密码，请另存一份再试。") from error


def _cell(value: object) -> str:
    if value is None:
        return ""
    # A code typed into a number cell comes as 340111.0.
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _named(rows: Sequence[Sequence[str]]) -> list[dict[str, str | int]]:
    if not rows:
        raise UnreadableSheet("文件是空的。")
    columns = [column_of(heading) for heading in rows[0]]
    _check_headings(columns)
    return [
        {
            "row": number,
            **{column: cell.strip() for column, cell in zip(columns, cells, strict=False) if column is not None},
        }
        for number, cells in enumerate(rows[1:], start=2)
        if any(cell.strip() for cell in cells)
    ]


def _check_headings(columns: Iterable[str | None]) -> None:
    found = [column for column in columns if column is not None]
    if missing := [names[0] for column, names in HEADINGS.items() if column not in found]:
        raise UnreadableSheet(f"第一行缺少这些列：{'、'.join(missing)}。请把第一行写成列名。")
    if twice := [HEADINGS[column][0] for column in HEADINGS if found.count(column) > 1]:
        raise UnreadableSheet(f"这些列出现了两次：{'、'.join(twice)}。请只留一列。")
