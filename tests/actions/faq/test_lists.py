"""Lists of answers in YAML and Excel: written so that they read back the same, refused cell by cell."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from openpyxl import Workbook, load_workbook

from actions.excel_file import UnreadableSheet
from actions.faq.columns import HEADINGS
from actions.faq.entries import Entry, load_entries
from actions.faq.list_commands import read_list
from actions.faq.rows import ImportRow, read_rows
from actions.faq.sheet import answers_sheet
from actions.faq.surroundings import Surroundings
from actions.faq.yaml_files import file_rows, file_text, write_folder
from tests.actions.faq.editing import general, narrower
from tests.actions.house import DATA_DIR

AROUND = Surroundings(
    topics=set(), tasks=set(), areas={"340000": "安徽省", "340100": "合肥市", "340111": "合肥市包河区"},
    trades={"rider": "外卖骑手"}, wordings={}, variables={},
)  # fmt: skip


def topic(**says: Any) -> dict[str, Any]:
    """One topic as the API exports it."""
    return {"topic": "join_cost", "review": "已复核", **general(**says)}


ODD = topic(
    title='问："要钱吗" # 真的',
    answer="第一行: 有冒号\n\n  · 缩进的一行\n- 像列表\n'引号'",
    source={"text": "[2023] 《章程》: 第一条", "date": "2023-10-12", "facts": []},
    valid_until="2027-12-31",
    phrasings=["no", "2026-01-01", "123", "- 杠", "'引'", "问题?", "=1+1", "@谁", "a: b", "{x}", "null"],
    variants=[
        {"areas": ["340100"], "trades": ["rider"], "review": "待复核", **narrower(answer="两\n行")},
        {"areas": [], "trades": ["courier"], "review": "待复核", **narrower(valid_until="2027-01-01")},
    ],
)


def test_every_shipped_file_is_written_back_byte_for_byte() -> None:
    files = {path.stem: path.read_text(encoding="utf-8") for path in DATA_DIR.glob("faq/*/*.yaml")}

    written = {entry.topic: file_text(entry.model_dump(mode="json")) for entry in load_entries(DATA_DIR)}

    assert written == files


def test_odd_texts_are_read_back_as_they_were() -> None:
    read = Entry.model_validate(yaml.safe_load(file_text(ODD)))

    assert read.model_dump(mode="json") == ODD


@pytest.mark.parametrize("name", ["answers.xlsx", "folder"])
def test_a_list_written_and_read_says_the_same(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    if name == "folder":
        write_folder([ODD], path)
    else:
        path.write_bytes(answers_sheet([ODD]))

    found = [ImportRow(place=place, **cells) for place, cells, faults in read_list(path).rows if not faults]
    rows = read_rows(found, AROUND)

    assert [row.faults for row in rows] == [[], [], []]
    assert [str(row.name) for row in rows] == ["join_cost", "join_cost@340100-rider", "join_cost@courier"]
    contents = [row.content.document() for row in rows if row.content is not None]
    whole = {name: value for name, value in ODD.items() if name not in ("topic", "review", "variants")}
    parts = [{name: one[name] for name in narrower()} for one in ODD["variants"]]
    assert contents == [whole, *parts]


def test_no_cell_of_an_exported_sheet_is_a_formula(tmp_path: Path) -> None:
    (tmp_path / "answers.xlsx").write_bytes(answers_sheet([ODD | {"answer": "=HYPERLINK(1)"}]))

    sheet = load_workbook(tmp_path / "answers.xlsx").worksheets[0]

    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None} == {"s"}


def sheet_with(tmp_path: Path, *rows: list[Any], headings: list[str] | None = None, merge: str = "") -> Path:
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    for row in (headings or [names[0] for names in HEADINGS.values()], *rows):
        sheet.append(row)
    if merge:
        sheet.merge_cells(merge)
    workbook.save(tmp_path / "answers.xlsx")
    return tmp_path / "answers.xlsx"


def test_formulas_and_merged_cells_are_named_with_row_and_column(tmp_path: Path) -> None:
    path = sheet_with(tmp_path, ["join_cost", "", "", '="标"&"题"'], ["join_how"], merge="G2:G3")

    found = [(place, fault.column, fault.problem) for place, _, faults in read_list(path).rows for fault in faults]

    assert found == [("第 2 行", "title", "是公式"), ("第 2 行", "answer", "是合并单元格（G2:G3）")]


@pytest.mark.parametrize(
    ("headings", "complaint"),
    [
        (["编号", "标题"], "第一行缺少这些列：分类、敏感、回答、来源、来源日期、生效日期、问法"),
        ([*(names[0] for names in HEADINGS.values()), "备注"], "不认识这些列：备注"),
        ([*(names[0] for names in HEADINGS.values()), "回答"], "这些列出现了两次：回答"),
    ],
)
def test_wrong_columns_are_named(tmp_path: Path, headings: list[str], complaint: str) -> None:
    with pytest.raises(UnreadableSheet, match=complaint):
        read_list(sheet_with(tmp_path, headings=headings))


def row(**cells: str) -> ImportRow:
    sound = {
        "place": "第 2 行", "topic": "join_cost", "title": "标题", "category": "join", "sensitive": "否",
        "answer": "答案", "source": "章程", "source_date": "2023-10-12", "valid_from": "2026/11/22",
        "phrasings": "怎么问\n还能怎么问",
    }  # fmt: skip
    return ImportRow(**(sound | cells))


def test_a_sound_row_is_read_with_dates_and_names_as_people_write_them() -> None:
    [read] = read_rows([row(valid_until="2027年1月1日", buttons="enroll、join_how", facts="")], AROUND)

    assert read.faults == []
    assert read.content is not None
    assert read.content.document()["valid_until"] == "2027-01-01"
    assert read.content.buttons == ["enroll", "join_how"]


def test_areas_and_trades_may_be_written_by_name() -> None:
    only_answer = {"title": "", "category": "", "sensitive": "", "phrasings": ""}

    [read] = read_rows([row(areas="包河区、合肥市", trades="外卖骑手", **only_answer)], AROUND)

    assert (str(read.name), read.faults) == ("join_cost@340100-340111-rider", [])


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"answer": ""}, "answer"),
        ({"answer": "长" * 351}, "answer"),
        ({"answer": "有\x07声音"}, "answer"),
        ({"title": "两\n行"}, "title"),
        ({"sensitive": "也许"}, "sensitive"),
        ({"source_date": "去年"}, "source_date"),
        ({"valid_from": "2026-02-30"}, "valid_from"),
        ({"valid_until": "永远"}, "valid_until"),
        ({"phrasings": " \n "}, "phrasings"),
        ({"phrasings": "长" * 81}, "phrasings"),
    ],
)
def test_a_wrong_cell_is_named_by_its_column(cells: dict[str, str], column: str) -> None:
    [read] = read_rows([row(**cells)], AROUND)

    assert [fault.column for fault in read.faults] == [column]
    assert read.content is None


@pytest.mark.parametrize(
    ("document", "column"),
    [
        ("just a text", "文件"),
        ({**topic(), "titel": "x"}, "titel"),
        ({**topic(), "phrasings": "one text"}, "phrasings"),
        ({**topic(), "answer": 5}, "answer"),
        ({**topic(), "variants": "none"}, "variants"),
        ({**topic(), "variants": [{"answer": "谁的？"}]}, "areas"),
    ],
)
def test_a_wrong_part_of_a_file_is_named(document: Any, column: str) -> None:
    faults = [fault for _, _, faults in file_rows(document, "join/join_cost.yaml") for fault in faults]

    assert [fault.column for fault in faults] == [column]
