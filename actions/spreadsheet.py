"""Rows of CSV and Excel files by the headings in their first row; what is in the rows is checked elsewhere."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from itertools import zip_longest
from pathlib import Path

from actions.excel_file import OddCell, UnreadableSheet, read_excel

#: Column → its headings, the one shown to staff first.
Headings = Mapping[str, tuple[str, ...]]

_UTF_8_MARK = b"\xef\xbb\xbf"
_UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_EXCEL_SIGNS = (b"PK\x03\x04", bytes.fromhex("d0cf11e0a1b11ae1"))


def read_file(path: Path) -> bytes:
    """Raises UnreadableSheet."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise UnreadableSheet(f"打不开 {path}（{error.strerror}），请检查文件名。") from error


def csv_rows(content: bytes, *, most_rows: int | None = None) -> list[list[str]]:
    """Cells parted by commas, or by what parts the headings where there is no comma in them.

    Reading ends when more than `most_rows` rows below the first hold something. Raises UnreadableSheet.
    """
    text = content.decode(csv_encoding(content))
    rows: list[list[str]] = []
    filled = 0
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True):
            rows.append(row)
            filled += any(cell.strip() for cell in row)
            if most_rows is not None and filled > most_rows + 1:
                raise UnreadableSheet(f"一次最多 {most_rows} 行，这份不止。请拆成几个文件，一个一个来。")
    except csv.Error as error:
        raise UnreadableSheet("这个 CSV 有没配对的引号，可能没有传完，请用表格软件打开后另存一次。") from error
    return rows


def _delimiter(text: str) -> str:
    """Spreadsheets set to another country write semicolons, and text that was copied out of one has tabs."""
    headings = text.lstrip("\ufeff\r\n").partition("\n")[0]
    return next((sign for sign in ",;\t" if sign in headings), ",")


def csv_encoding(content: bytes) -> str:
    """`utf-8-sig`, or `gb18030`, which Excel in China saves CSV in unless told otherwise. Raises UnreadableSheet."""
    if not content.strip():
        raise UnreadableSheet("文件是空的，里面什么也没有。请检查选对了文件。")
    if content.startswith(_EXCEL_SIGNS):
        raise UnreadableSheet("文件名是 .csv，里面却是 Excel 表格。请把文件名改成 .xlsx，或另存为 CSV。")
    if content.startswith(_UTF_16_MARKS):
        raise UnreadableSheet("这个 CSV 的文字编码是 UTF-16，读不了。请另存为“CSV UTF-8”。")
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if content.startswith(_UTF_8_MARK) or error.reason == "unexpected end of data":
            raise UnreadableSheet("这个 CSV 里有半个字，可能没有传完。请用表格软件打开看看，另存一次再试。") from error
    else:
        return "utf-8-sig"
    try:
        content.decode("gb18030")
    except UnicodeDecodeError as error:
        raise UnreadableSheet("这个 CSV 的文字编码不认识，请另存为 UTF-8。") from error
    return "gb18030"


def excel_rows(content: bytes) -> list[list[str]]:
    """The first sheet; of a formula, what it came to when the file was saved. Raises UnreadableSheet."""
    return [[cell_text(value) for value in row] for row in read_excel(content, data_only=True).rows]


def plain_excel_rows(content: bytes) -> tuple[list[list[str]], list[OddCell]]:
    """The first sheet as it was typed, and every formula and merged cell in it. Raises UnreadableSheet."""
    sheet = read_excel(content)
    return [[cell_text(value) for value in row] for row in sheet.rows], sheet.odd


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
            **{column: cell.strip() for column, cell in zip_longest(columns, cells, fillvalue="") if column},
        }
        for number, cells in enumerate(rows[1:], start=2)
        if any(cell.strip() for cell in cells)
    ]


def column_of(heading: str, headings: Headings) -> str | None:
    """The column a heading stands for, Chinese or English; None when it stands for none."""
    wanted = _plain(heading)
    for column, names in headings.items():
        if wanted == column or wanted in names:
            return column
    return None


def _plain(heading: str) -> str:
    """Without width, case, spaces and what cannot be seen."""
    normal = unicodedata.normalize("NFKC", heading)
    return "".join(sign for sign in normal if unicodedata.category(sign) != "Cf" and not sign.isspace()).lower()


def _check_headings(columns: Iterable[str | None], headings: Headings, optional: Collection[str]) -> None:
    found = [column for column in columns if column is not None]
    wanted = {column: names[0] for column, names in headings.items() if column not in optional}
    if missing := [name for column, name in wanted.items() if column not in found]:
        raise UnreadableSheet(f"第一行缺少这些列：{'、'.join(missing)}。请把第一行写成列名。")
    if twice := [headings[column][0] for column in headings if found.count(column) > 1]:
        raise UnreadableSheet(f"这些列出现了两次：{'、'.join(twice)}。请只留一列。")
