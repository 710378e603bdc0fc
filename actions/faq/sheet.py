"""A list of answers as an Excel or CSV file: one row per entry, lists in one cell."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import from_excel

from actions.excel_file import OddCell, UnreadableSheet, read_excel
from actions.faq.categories import CATEGORY_NAMES, category_id
from actions.faq.checking import Fault
from actions.faq.columns import EXAMPLE, GUIDE, HEADINGS, OPTIONAL, heading
from actions.faq.list_rows import MOST_ROWS, AnswerList
from actions.faq.rows import GBK, LONGEST_CELL
from actions.spreadsheet import cell_text, column_of, csv_encoding, csv_rows, named_rows

TITLE, GUIDE_TITLE = "问答", "怎么填"
_WIDTHS = {"answer": 60, "phrasings": 50, "source": 30, "title": 30}
_DATES = frozenset({"source_date", "valid_from", "valid_until"})
#: As numbers, the days of the years 1954 to 2119.
_DAY_NUMBERS = range(20_000, 80_000)
_MOST_NAMED = 10
_GBK_NOTE = (
    "这个 CSV 是按 GBK 编码读的。表情这样的字它存不下，都变成了“?”：现在的答复里本来有的，当作没有改，原来的字留着；"
    "新写的找不回来。要写表情，或者下面的字不对，请另存为 Excel（.xlsx）或“CSV UTF-8”再传。"
)
_LOOK_CLOSELY = "会写成草稿的行请一行一行看，别盖掉同事后来发布的。"


def read_answers(content: bytes, name: str) -> AnswerList:
    """The rows of a file that was sent in under that name. Raises UnreadableSheet.

    Formulas, merged cells, cells without a heading and cells too long are faults of their rows.
    """
    suffix = Path(name).suffix.lower()
    odd: list[OddCell] = []
    is_gbk = False
    if suffix == ".xlsx":
        sheet = read_excel(content, title=TITLE, most_rows=MOST_ROWS)
        columns = [column_of(cell_text(value), HEADINGS) for value in (sheet.rows[0] if sheet.rows else [])]
        rows = [_texts(row, columns, sheet.epoch) for row in sheet.rows]
        odd, notes = sheet.odd, _excel_notes(sheet.hidden_rows, sheet.title, sheet.unread)
    elif suffix == ".csv":
        rows = [[_plain(cell) for cell in row] for row in csv_rows(content, most_rows=MOST_ROWS)]
        is_gbk = csv_encoding(content) == "gb18030"
        notes = [_GBK_NOTE] if is_gbk else []
    elif suffix == ".xls":
        raise UnreadableSheet("这是旧格式的表格（.xls）。请用表格软件打开，另存为 .xlsx。")
    else:
        raise UnreadableSheet("只认 .xlsx 和 .csv，请在表格软件里另存为其中一种。")
    found = _answer_list(rows, odd, notes)
    if is_gbk:
        found.rows[:] = [(place, {**cells, "encoding": GBK}, faults) for place, cells, faults in found.rows]
    return found


def answers_sheet(topics: Iterable[Mapping[str, Any]]) -> bytes:
    """What is out, as the API exports it, in the shape `read_answers` reads."""
    workbook = Workbook()
    _fill(workbook.worksheets[0], (row for topic in topics for row in _rows(topic)))
    return _saved(workbook)


def template_sheet() -> bytes:
    """One row to follow, and a sheet that says what belongs into which column."""
    workbook = Workbook()
    _fill(workbook.worksheets[0], [EXAMPLE])
    guide = workbook.create_sheet(GUIDE_TITLE)
    rows = [("列", "要不要填", "写什么", "例子")]
    for column, text in GUIDE.items():
        rows.append((heading(column), "可不填" if column in OPTIONAL else "必填", text, EXAMPLE.get(column, "")))
    for number, row in enumerate(rows, start=1):
        for place, text in enumerate(row, start=1):
            _write(guide, number, place, text)
    for place, width in enumerate((12, 10, 60, 40), start=1):
        guide.cell(1, place).font = Font(bold=True)
        guide.column_dimensions[get_column_letter(place)].width = width
    guide.freeze_panes = "B2"
    return _saved(workbook)


def _answer_list(rows: Sequence[Sequence[str]], odd: Sequence[OddCell], notes: list[str]) -> AnswerList:
    names = rows[0] if rows else []
    columns = [column_of(name, HEADINGS) for name in names]
    if unknown := [name.strip()[:20] for name in names if name.strip() and column_of(name, HEADINGS) is None]:
        told = "、".join(unknown[:_MOST_NAMED])
        raise UnreadableSheet(f"不认识这些列：{told}。可以用：{'、'.join(map(heading, HEADINGS))}。")
    read = {int(row["row"]): _cells(row) for row in named_rows(rows, HEADINGS, optional=OPTIONAL)}
    if "revision" not in columns:
        notes.append(f"这张表没有“{heading('revision')}”这一列，看不出哪一行是旧版上改的。{_LOOK_CLOSELY}")
    examples = [number for number, cells in read.items() if _with_category_id(cells) == _EXAMPLE_CELLS]
    for number in examples:
        del read[number]
        notes.append(f"第 {number} 行是模板里的示例，没有读。")
    faults: dict[int, list[Fault]] = {}
    for cell in odd:
        column = columns[cell.column - 1] if cell.column <= len(columns) else None
        faults.setdefault(cell.row, []).append(Fault(column or _letter(cell.column), cell.problem, cell.advice))
    for number in read:
        for place, text in enumerate(rows[number - 1], start=1):
            if text.strip() and (place > len(columns) or columns[place - 1] is None):
                fault = Fault(_letter(place), "有内容，可是这一列没有列名", "在第一行写上列名，或清空这一格")
                faults.setdefault(number, []).append(fault)
        for column, text in list(read[number].items()):
            if len(text) > LONGEST_CELL:
                del read[number][column]
                faults.setdefault(number, []).append(Fault(column, f"有 {len(text)} 个字，太长了", "请写短一些"))
    return AnswerList(
        [(f"第 {number} 行", read.get(number, {}), faults.get(number, [])) for number in sorted({*read, *faults})],
        notes,
    )


def _texts(values: Sequence[Any], columns: Sequence[str | None], epoch: datetime) -> list[str]:
    texts = []
    for place, value in enumerate(values):
        column = columns[place] if place < len(columns) else None
        is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
        if column in _DATES and is_number and int(value) in _DAY_NUMBERS:
            value = from_excel(int(value), epoch)
        texts.append(_plain(cell_text(value)))
    return texts


def _plain(text: str) -> str:
    """Line ends as one character; WPS writes the other one out."""
    return text.replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n")


def _excel_notes(hidden: Sequence[int], title: str, unread: Sequence[str]) -> list[str]:
    notes = []
    if hidden:
        told = "、".join(map(str, hidden[:_MOST_NAMED])) + ("……" if len(hidden) > _MOST_NAMED else "")
        notes.append(f"第 {told} 行是隐藏的，也读了。不想要它们，请删掉再传。")
    if others := [one for one in unread if one != GUIDE_TITLE]:
        notes.append(f"只读了工作表“{title}”，没有读：{'、'.join(others[:_MOST_NAMED])}。")
    return notes


def _letter(column: int) -> str:
    return f"{get_column_letter(column)} 列"


def _fill(sheet: Any, rows: Iterable[Mapping[str, str]]) -> None:
    sheet.title = TITLE
    headed = [{column: names[0] for column, names in HEADINGS.items()}, *rows]
    for number, row in enumerate(headed, start=1):
        for place, column in enumerate(HEADINGS, start=1):
            _write(sheet, number, place, row.get(column, ""))
    for place, column in enumerate(HEADINGS, start=1):
        sheet.cell(1, place).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(place)].width = _WIDTHS.get(column, 14)
    sheet.freeze_panes = "B2"


def _write(sheet: Any, row: int, column: int, text: str) -> None:
    """As text, so that nothing typed becomes a number or a formula."""
    cell = sheet.cell(row, column)
    cell.value, cell.data_type, cell.number_format = text, "s", "@"
    cell.alignment = _HEAD if row == 1 else _WRAPPED


def _saved(workbook: Workbook) -> bytes:
    kept = io.BytesIO()
    workbook.save(kept)
    return kept.getvalue()


def _rows(topic: Mapping[str, Any]) -> Iterable[dict[str, str]]:
    yield {
        **_answer(topic),
        "topic": topic["topic"],
        "title": topic["title"],
        "category": CATEGORY_NAMES.get(topic["category"], topic["category"]),
        "sensitive": "是" if topic["sensitive"] else "否",
        "phrasings": "\n".join(topic["phrasings"]),
    }
    for variant in topic.get("variants", ()):
        scope = {name: "|".join(variant[name]) for name in ("areas", "trades")}
        yield {**_answer(variant), **scope, "topic": topic["topic"]}


def _answer(part: Mapping[str, Any]) -> dict[str, str]:
    source = part["source"]
    return {
        "answer": part["answer"],
        "source": source["text"],
        "source_date": source["date"],
        "facts": "|".join(source["facts"]),
        "valid_from": part["valid_from"],
        "valid_until": part["valid_until"] or "",
        "buttons": "|".join(part["buttons"]),
        "review": part["review"],
        "revision": str(part.get("revision", "")),
    }


def _cells(row: Mapping[str, str | int]) -> dict[str, str]:
    return {column: str(text) for column, text in row.items() if column not in ("row", "review")}


def _with_category_id(cells: Mapping[str, str]) -> dict[str, str]:
    return {**cells, "category": category_id(cells["category"])}


_HEAD, _WRAPPED = Alignment(vertical="top"), Alignment(wrap_text=True, vertical="top")
# Templates of before held the category's id.
_EXAMPLE_CELLS = _with_category_id({column: EXAMPLE.get(column, "") for column in HEADINGS if column != "review"})
