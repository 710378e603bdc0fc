"""A roster as a file: read from CSV or Excel, refused when it holds more than names and phones; codes written out."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from actions.excel_file import OddCell, UnreadableSheet
from actions.rosters.columns import HEADINGS
from actions.spreadsheet import column_of, csv_rows, named_rows, plain_excel_rows, read_file

MOST_ROWS = 5_000
_MOST_TOLD = 10
_WIDTHS = (8, 14, 16, 18, 48)


def read_sheet(path: Path) -> list[dict[str, str | int]]:
    """As `read_roster`, of a file at hand. Raises UnreadableSheet."""
    return read_roster(read_file(path), path.name)


def read_roster(content: bytes, name: str) -> list[dict[str, str | int]]:
    """One dictionary per row that is not empty: `row`, `name`, `phone`, as they were typed. Raises UnreadableSheet.

    Other columns are refused, not left out: what was handed in besides shall not travel any further.
    """
    suffix = Path(name).suffix.lower()
    odd: list[OddCell] = []
    if suffix == ".xlsx":
        rows, odd = plain_excel_rows(content)
    elif suffix == ".csv":
        rows = csv_rows(content)
    else:
        raise UnreadableSheet("只认 .csv 和 .xlsx，请在表格软件里另存为其中一种。")
    faults = [f"第 {one.row} 行 {get_column_letter(one.column)} 列{one.problem}：{one.advice}。" for one in odd]
    faults += _other_columns(rows)
    if faults:
        more = f"还有 {len(faults) - _MOST_TOLD} 处。" if len(faults) > _MOST_TOLD else ""
        raise UnreadableSheet("\n".join([*faults[:_MOST_TOLD], *([more] if more else [])]))
    named = named_rows(rows, HEADINGS)
    if len(named) > MOST_ROWS:
        raise UnreadableSheet(f"一份清单最多 {MOST_ROWS} 人，这份有 {len(named)} 人，请拆成几份。")
    return named


def _other_columns(rows: Sequence[Sequence[str]]) -> list[str]:
    """What stands beside names and phones, with its place; an empty column is nothing."""
    if not rows:
        return []
    kept = {place for place, heading in enumerate(rows[0]) if column_of(heading, HEADINGS) is not None}
    if not kept:
        return []  # no headings at all, which is told by its own line
    faults = []
    for place in range(max(map(len, rows))):
        filled = next((number for number, row in enumerate(rows, 1) if place < len(row) and row[place].strip()), 0)
        if filled and place not in kept:
            heading = rows[0][place].strip() if place < len(rows[0]) else ""
            named = f"“{heading[:20]}”" if heading else "没有列名"
            letter = get_column_letter(place + 1)
            faults.append(f"第 {filled} 行 {letter} 列（{named}）：清单只收姓名和手机号，请删掉这一列再交。")
    return faults


def codes_sheet(lines: Iterable[Mapping[str, str | int]]) -> bytes:
    """An Excel file to hand out, row by row as the roster was: who, code and link; never who has joined.

    Every cell is text, so that nothing typed becomes a number or a formula.
    """
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = "邀请码"
    rows = [["行号", "姓名", "手机号", "邀请码", "链接"]]
    rows += [[str(one[name]) for name in ("row", "name", "phone", "code", "link")] for one in lines]
    for number, row in enumerate(rows, start=1):
        for place, text in enumerate(row, start=1):
            cell = sheet.cell(number, place)
            cell.value, cell.data_type, cell.number_format = text, "s", "@"
    for place, width in enumerate(_WIDTHS, start=1):
        sheet.cell(1, place).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.freeze_panes = "A2"
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()
