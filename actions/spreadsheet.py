"""Rows of CSV and Excel files by the headings in their first row; what is in the rows is checked elsewhere."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

#: Column → its headings, the one shown to staff first.
Headings = Mapping[str, tuple[str, ...]]

_BROKEN = "这个 Excel 文件打不开，可能坏了或加了密码，请另存一份再试。"


class UnreadableSheet(Exception):
    """The file as a whole cannot be used; the text, for staff, says why and what to do."""


@dataclass(frozen=True)
class OddCell:
    """A cell that is not simply a value; `row` and `column` count from 1."""

    row: int
    column: int
    problem: str
    advice: str


def read_file(path: Path) -> bytes:
    """Raises UnreadableSheet."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise UnreadableSheet(f"打不开 {path}（{error.strerror}），请检查文件名。") from error


def csv_rows(content: bytes) -> list[list[str]]:
    """Raises UnreadableSheet."""
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


def excel_rows(content: bytes) -> list[list[str]]:
    """The first sheet; of a formula, what it came to when the file was saved. Raises UnreadableSheet."""
    return [[cell_text(value) for value in row] for row in _excel(content, read_only=True, data_only=True)[0]]


def plain_excel_rows(content: bytes) -> tuple[list[list[str]], list[OddCell]]:
    """The first sheet as it was typed, and every formula and merged cell in it. Raises UnreadableSheet."""
    rows, odd = _excel(content, read_only=False, data_only=False)
    return [[cell_text(value) for value in row] for row in rows], odd


def _excel(content: bytes, *, read_only: bool, data_only: bool) -> tuple[list[tuple[Any, ...]], list[OddCell]]:
    try:
        workbook = load_workbook(io.BytesIO(content), read_only=read_only, data_only=data_only)
        try:
            sheet = workbook.worksheets[0]
            rows = list(sheet.iter_rows(values_only=True))
            return rows, [] if read_only else [*_formulas(sheet), *_merged(sheet)]
        finally:
            workbook.close()
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, IndexError, TypeError) as error:
        raise UnreadableSheet(_BROKEN) from error


def _formulas(sheet: Any) -> Iterable[OddCell]:
    for row in sheet.iter_rows():
        for cell in row:
            if cell.data_type == "f":
                yield OddCell(cell.row, cell.column, "是公式", "把公式换成它的结果（复制后选择性粘贴为值）")


def _merged(sheet: Any) -> Iterable[OddCell]:
    for block in sheet.merged_cells.ranges:
        yield OddCell(block.min_row, block.min_col, f"是合并单元格（{block.coord}）", "取消合并，每格各填各的")


def cell_text(value: object) -> str:
    """What a cell shows; a day without a time as `2026-11-22`."""
    if value is None:
        return ""
    if isinstance(value, datetime) and (value.hour, value.minute, value.second) == (0, 0, 0):
        return value.date().isoformat()
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    # A code typed into a number cell comes as 340111.0.
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def listed_rows(path: Path, headings: Headings, *, optional: Collection[str] = ()) -> list[dict[str, str | int]]:
    """The rows of a CSV or Excel file, as `named_rows` gives them. Raises UnreadableSheet."""
    return rows_in(read_file(path), path.name, headings, optional=optional)


def rows_in(
    content: bytes, name: str, headings: Headings, *, optional: Collection[str] = ()
) -> list[dict[str, str | int]]:
    """The same of a file that was sent in under that name. Raises UnreadableSheet."""
    suffix = Path(name).suffix.lower()
    if suffix == ".xlsx":
        return named_rows(excel_rows(content), headings, optional=optional)
    if suffix == ".csv":
        return named_rows(csv_rows(content), headings, optional=optional)
    raise UnreadableSheet("只认 .csv 和 .xlsx，请在表格软件里另存为其中一种。")


def named_rows(
    rows: Sequence[Sequence[str]], headings: Headings, *, optional: Collection[str] = ()
) -> list[dict[str, str | int]]:
    """One dictionary per row that is not empty: `row` (headings are row 1) and the text of each known column.

    Columns with other headings are left out. Raises UnreadableSheet.
    """
    if not rows:
        raise UnreadableSheet("文件是空的。")
    columns = [column_of(heading, headings) for heading in rows[0]]
    _check_headings(columns, headings, optional)
    return [
        {
            "row": number,
            **{column: cell.strip() for column, cell in zip(columns, cells, strict=False) if column is not None},
        }
        for number, cells in enumerate(rows[1:], start=2)
        if any(cell.strip() for cell in cells)
    ]


def column_of(heading: str, headings: Headings) -> str | None:
    """The column a heading stands for, Chinese or English; None when it stands for none."""
    wanted = "".join(heading.split()).lower()
    for column, names in headings.items():
        if wanted == column or wanted in names:
            return column
    return None


def _check_headings(columns: Iterable[str | None], headings: Headings, optional: Collection[str]) -> None:
    found = [column for column in columns if column is not None]
    wanted = {column: names[0] for column, names in headings.items() if column not in optional}
    if missing := [name for column, name in wanted.items() if column not in found]:
        raise UnreadableSheet(f"第一行缺少这些列：{'、'.join(missing)}。请把第一行写成列名。")
    if twice := [headings[column][0] for column in headings if found.count(column) > 1]:
        raise UnreadableSheet(f"这些列出现了两次：{'、'.join(twice)}。请只留一列。")
