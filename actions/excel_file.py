"""One sheet of an .xlsx file, read row by row: a file made to fill the memory is told, not unpacked."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.xml.functions import iterparse

#: Five thousand long answers come to a third of it.
LARGEST_UNPACKED_BYTES = 64 * 1024 * 1024
#: Its pieces become objects of a kilobyte each, whether a cell uses them or not.
LARGEST_STYLES_BYTES = 4 * 1024 * 1024
#: A sheet goes on to row 1,048,576 when somebody has typed a space there.
LAST_ROW = 50_000

_STYLES = ("xl/styles.xml", "xl/workbook.xml")
_OLD_EXCEL = bytes.fromhex("d0cf11e0a1b11ae1")
_LOCKED = "EncryptedPackage".encode("utf-16-le")
#: What openpyxl, zipfile and the XML parser raise for broken files.
_BREAKS = (
    ArithmeticError,
    AttributeError,
    EOFError,
    InvalidFileException,
    LookupError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)


class UnreadableSheet(Exception):
    """The file as a whole cannot be used; the text, for staff, says why and what to do."""


@dataclass(frozen=True)
class OddCell:
    """A cell that is not simply a value; `row` and `column` count from 1."""

    row: int
    column: int
    problem: str
    advice: str


@dataclass(frozen=True)
class ExcelSheet:
    """Values as they were typed, the first row first; blank rows are kept, so that numbers agree with Excel's."""

    title: str
    rows: list[list[Any]]
    epoch: datetime  # the day dates written as numbers count from
    odd: list[OddCell] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)  # which were read, too
    unread: list[str] = field(default_factory=list)  # names of other sheets


def read_excel(
    content: bytes, *, title: str | None = None, most_rows: int | None = None, data_only: bool = False
) -> ExcelSheet:
    """The sheet called `title`, else the first that is not hidden. Raises UnreadableSheet.

    Formulas are told as odd, unless `data_only` asks for what they came to when the file was saved. Reading ends when
    more than `most_rows` rows below the first hold something.
    """
    _refuse_other_kinds(content)
    try:
        _refuse_bombs(content)
        workbook = load_workbook(io.BytesIO(content), read_only=True, data_only=data_only)
        try:
            return _read(workbook, title, most_rows)
        finally:
            workbook.close()
    except _BREAKS as error:
        raise UnreadableSheet(
            "这个 Excel 文件打不开，可能没有存完、没有传完或者坏了。请用表格软件打开看看，另存一份 .xlsx 再试。"
        ) from error


def _refuse_other_kinds(content: bytes) -> None:
    if not content:
        raise UnreadableSheet("文件是空的，里面什么也没有。请检查选对了文件。")
    if content.startswith(_OLD_EXCEL) and _LOCKED in content:
        raise UnreadableSheet("这个 Excel 文件加了密码，打不开。请去掉密码，另存一份再试。")
    if content.startswith(_OLD_EXCEL):
        raise UnreadableSheet("这是旧格式的表格（.xls），改文件名没有用。请用表格软件打开，另存为 .xlsx。")
    if not content.startswith(b"PK"):
        raise UnreadableSheet(
            "文件名是 .xlsx，里面却不是 Excel 表格，打不开。如果是 CSV，把文件名改成 .csv 再试；"
            "不是的话，请用表格软件打开，另存为 .xlsx。"
        )


def _refuse_bombs(content: bytes) -> None:
    """By the sizes the file itself gives: of no part more is unpacked than that."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        parts = packed.infolist()
    if any(part.flag_bits & 1 for part in parts):
        raise UnreadableSheet("这个 Excel 文件加了密码，打不开。请去掉密码，另存一份再试。")
    if sum(part.file_size for part in parts if part.filename in _STYLES) > LARGEST_STYLES_BYTES:
        raise UnreadableSheet("这个表格的格式太多，读不动。请新建一个文件，只把内容粘贴过去（选择性粘贴为值）再试。")
    if sum(part.file_size for part in parts) > LARGEST_UNPACKED_BYTES:
        most = LARGEST_UNPACKED_BYTES // (1024 * 1024)
        raise UnreadableSheet(f"这个表格解开后超过 {most} MB，读不动。请删掉图片和用不着的工作表，或者拆成几个文件。")


def _read(workbook: Any, title: str | None, most_rows: int | None) -> ExcelSheet:
    sheets = workbook.worksheets
    shown = [sheet for sheet in sheets if sheet.sheet_state == "visible"] or sheets
    chosen = next((sheet for sheet in shown if sheet.title == title), shown[0])
    unread = [sheet.title for sheet in sheets if sheet is not chosen]
    read = ExcelSheet(chosen.title, [], workbook.epoch, unread=unread)
    chosen.reset_dimensions()  # what the file says of its size may be wrong
    filled = 0
    for number, cells in enumerate(chosen.iter_rows(), start=1):
        if number > LAST_ROW:
            raise UnreadableSheet(f"表格一直写到了第 {LAST_ROW} 行以后。请把下面空着的行删掉，或者拆成几个文件。")
        values = [cell.value for cell in cells]
        while values and values[-1] is None:
            values.pop()
        read.rows.append(values)
        filled += any(not isinstance(value, str) or value.strip() for value in values if value is not None)
        if most_rows is not None and filled > most_rows + 1:
            raise UnreadableSheet(f"一次最多 {most_rows} 行，这份不止。请拆成几个文件，一个一个来。")
        read.odd.extend(_odd(number, column, cell) for column, cell in enumerate(cells, start=1) if _is_odd(cell))
    _look_at_rows(chosen, read)
    return read


def _is_odd(cell: Any) -> bool:
    return cell.data_type in ("f", "e")


def _odd(row: int, column: int, cell: Any) -> OddCell:
    if cell.data_type == "f":
        return OddCell(row, column, "是公式", "把公式换成它的结果（复制后选择性粘贴为值）")
    return OddCell(row, column, f"是错误值 {str(cell.value)[:20]}", "写上真正的内容，或清空这一格")


def _look_at_rows(sheet: Any, read: ExcelSheet) -> None:
    """Hidden rows and merged cells, of which reading cell by cell tells nothing."""
    with sheet._get_source() as part:  # openpyxl offers it in no other way
        for kind, element in _elements(part):
            if kind == "row" and element.get("hidden") in ("1", "true"):
                number = element.get("r", "")
                if number.isdecimal() and int(number) <= len(read.rows) and any(read.rows[int(number) - 1]):
                    read.hidden_rows.append(int(number))
            elif kind == "mergeCell":
                read.odd.append(_merged(element.get("ref", "")))


def _elements(part: Any) -> Iterator[tuple[str, Any]]:
    for _, element in iterparse(part):
        kind = element.tag.rpartition("}")[2]
        yield kind, element
        if kind == "row":
            element.clear()


def _merged(block: str) -> OddCell:
    first = block.partition(":")[0]
    letters = first.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return OddCell(int(first[len(letters) :]), column, f"是合并单元格（{block}）", "取消合并，每格各填各的")
