"""Files as they come: what can be read is read as it was meant, anything else is told and nothing of it kept."""

from __future__ import annotations

import struct
from datetime import date, datetime
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import MAC_EPOCH

from tests.actions.desk_browser import Browser, staff
from tests.actions.faq.lists import HEADS, csv_text, drafted, excel, narrower, repacked, row, sent
from tests.actions.house import Caller, House

OLD_EXCEL = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504)
ALL = list(HEADS.values())
#: Excel knows no time zones.
FIRST_DAY = datetime(2026, 11, 22)  # noqa: DTZ001
SHEET, STYLES = "xl/worksheets/sheet1.xml", "xl/styles.xml"


@pytest.fixture
async def editor(house: House, cli: Caller) -> Browser:
    return await staff(house, cli, "faq_editor", login="zhou", name="周编辑")


async def content_of(cli: Caller, revision: str) -> dict[str, Any]:
    return dict((await cli.get(f"/v1/faq/revisions/{revision}")).json["content"])


async def no_draft(cli: Caller) -> bool:
    return not any(one["open"] for one in (await cli.get("/v1/faq/entries")).json["entries"])


def hidden(workbook: Workbook) -> None:
    workbook.worksheets[0].row_dimensions[3].hidden = True


def with_hidden_sheet(workbook: Workbook) -> None:
    workbook.create_sheet("旧的", 0).sheet_state = "hidden"
    workbook.create_sheet("草稿纸")


def merged(workbook: Workbook) -> None:
    workbook.worksheets[0].merge_cells("G2:G3")


def to_the_last_row(workbook: Workbook) -> None:
    workbook.worksheets[0]["A1048576"] = " "


def to_the_last_column(workbook: Workbook) -> None:
    workbook.worksheets[0]["XFD2"] = "远"


def bomb() -> bytes:
    return repacked(excel(row()), {SHEET: b"<worksheet>" + bytes(65 * 1024 * 1024)})


def bomb_that_lies() -> bytes:
    """Its table of contents says of the sheet that it is small."""
    size = 65 * 1024 * 1024
    content = repacked(excel(row()), {SHEET: b"<worksheet>" + b" " * (size - 11)})
    return content.replace(struct.pack("<I", size), struct.pack("<I", 2_000))


def laughing() -> bytes:
    """Few letters that name each other into gigabytes."""
    names = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    text = f'<!DOCTYPE w [<!ENTITY l0 "ha">{names}]><worksheet><sheetData>&l11;</sheetData></worksheet>'
    return repacked(excel(row()), {SHEET: text.encode()})


REFUSED = {
    "unknown": (excel(row(), heads=[*ALL, "备注"]), "a.xlsx", "不认识这些列：备注。可以用：编号、地区"),
    "missing": (excel(row(), heads=ALL[:6]), "a.xlsx", "第一行缺少这些列：回答、来源、来源日期、生效日期、问法"),
    "doubled": (excel(row(), heads=[*ALL, "答案"]), "a.xlsx", "这些列出现了两次：回答。请只留一列"),
    "no-heading": (excel(row(), heads=[*ALL[:14], "", "问法"]), "a.xlsx", "这些列出现了两次：问法"),
    "only-heads": (excel(), "a.xlsx", "只有列名，没有答复"),
    "empty-sheet": (excel(heads=[]), "a.xlsx", "文件是空的"),
    "empty": (b"", "a.xlsx", "文件是空的，里面什么也没有"),
    "empty-csv": (b" \r\n", "a.csv", "文件是空的"),
    "old": (OLD_EXCEL + "Workbook".encode("utf-16-le"), "a.xlsx", "旧格式的表格（.xls），改文件名没有用"),
    "old-named-so": (OLD_EXCEL, "a.xls", "旧格式的表格（.xls）。请用表格软件打开，另存为 .xlsx"),
    "locked": (OLD_EXCEL + "EncryptedPackage".encode("utf-16-le"), "a.xlsx", "加了密码，打不开。请去掉密码"),
    "csv-as-xlsx": (csv_text(row()).encode(), "a.xlsx", "如果是 CSV，把文件名改成 .csv 再试"),
    "xlsx-as-csv": (excel(row()), "a.csv", "里面却是 Excel 表格。请把文件名改成 .xlsx"),
    "pdf": (b"%PDF-1.7", "a.pdf", "只认 .xlsx 和 .csv"),
    "cut-off": (excel(row())[:3_000], "a.xlsx", "可能没有存完、没有传完或者坏了"),
    "no-workbook": (repacked(excel(row()), {"xl/workbook.xml": b"<"}), "a.xlsx", "可能没有存完"),
    "cut-off-csv": (csv_text(row(), row(2)).encode()[:-6], "a.csv", "没有传完"),
    "half-a-sign": (csv_text(row(answer="答")).encode()[:-30] + "答".encode()[:2], "a.csv", "半个字，可能没有传完"),
    "utf-16": (csv_text(row()).encode("utf-16"), "a.csv", "UTF-16，读不了。请另存为“CSV UTF-8”"),
    "unknown-signs": (b"\x81" * 40 + b"\xff\xff", "a.csv", "文字编码不认识"),
    "quotes": (csv_text(row()).encode() + b'"', "a.csv", "没配对的引号"),
    "bomb": (bomb(), "a.xlsx", "解开后超过 64 MB，读不动"),
    "bomb-that-lies": (bomb_that_lies(), "a.xlsx", "可能没有存完、没有传完或者坏了"),
    "laughs": (laughing(), "a.xlsx", "可能没有存完、没有传完或者坏了"),
    "styles": (repacked(excel(row()), {STYLES: bytes(5 * 1024 * 1024)}), "a.xlsx", "格式太多，读不动"),
    "last-row": (excel(row(), edit=to_the_last_row), "a.xlsx", "一直写到了第 50000 行以后"),
    "many": (csv_text(*map(row, range(1, 5_002))).encode(), "a.csv", "一次最多 5000 行，这份不止。请拆成几个文件"),
    "many-in-excel": (excel(*([row()] * 5_001)), "a.xlsx", "一次最多 5000 行，这份不止"),
}  # fmt: skip


@pytest.mark.parametrize(("content", "name", "said"), REFUSED.values(), ids=REFUSED)
async def test_a_file_that_cannot_be_read_is_told_at_the_field_and_nothing_is_kept(
    cli: Caller, editor: Browser, content: bytes, name: str, said: str
) -> None:
    page = await sent(editor, content, name)

    assert page.status == 422
    assert said in page.text
    assert 'id="file-fault"' in page.html
    assert 'name="token"' not in page.html
    assert await no_draft(cli)


CELLS = {
    "formula": (excel(row(title='="标"&"题"')), "第 2 行 标题 是公式 把公式换成它的结果"),
    "error": (excel(row(title="#N/A")), "第 2 行 标题 是错误值 #N/A 写上真正的内容"),
    "merged": (excel(row(), row(2), edit=merged), "第 2 行 回答 是合并单元格（G2:G3） 取消合并"),
    "far": (excel(row(), edit=to_the_last_column), "第 2 行 XFD 列 有内容，可是这一列没有列名 在第一行写上列名"),
    "too-long": (excel(row(answer="长" * 32_000)), "第 2 行 回答 有 32000 个字，超过 350 个字 请写短一些"),
    "endless": (csv_text(row(answer="长" * 40_001)).encode(), "第 2 行 回答 有 40001 个字，太长了"),
    "no-id": (excel(row(topic="")), "第 2 行 编号 编号空着 改已有的问题，填它的编号；新问题用小写字母开头起一个"),
    "no-date": (excel(row(valid_from="下个月")), "第 2 行 生效日期 “下个月”不是日期 写成 2026-11-22 这样"),
    "number-as-date": (excel(row(valid_from=3)), "第 2 行 生效日期 “3”不是日期"),
    "no-place": (excel(narrower(areas="北京")), "第 2 行 地区 不认识地区“北京”"),
    "unseen": (csv_text(row(answer="有\x07声")).encode(), "第 2 行 回答 有看不见的控制字符 请删掉这一格重新输入"),
}  # fmt: skip


@pytest.mark.parametrize(("content", "said"), CELLS.values(), ids=CELLS)
async def test_a_cell_that_cannot_be_taken_is_told_with_its_place(
    cli: Caller, editor: Browser, content: bytes, said: str
) -> None:
    page = await sent(editor, content, "a.xlsx" if content.startswith(b"PK") else "a.csv")

    assert page.status == 422
    assert said in page.text
    assert await no_draft(cli)


MEANT = {
    "reordered": excel(row(), heads=ALL[::-1]),
    "odd-heads": excel({**row(), "问法\u200b": row()["phrasings"]}, heads=[*ALL[:-3], "问法\u200b", "Review "]),
    "dates": excel(row(source_date=date(2023, 10, 12), valid_from=FIRST_DAY)),
    "serials": excel(row(source_date=45211, valid_from=46348)),
    "slashes": excel(row(source_date="2023/10/12", valid_from="2026年11月22日")),
    "spaces": excel(row(topic=" new_topic_1 ", title="\u3000新问题第1个 ", phrasings="\n 没人问过的第1句 \n\n")),
    "full-width": excel(row(topic="ｎｅｗ＿ｔｏｐｉｃ＿１", valid_from="２０２６－１１－２２", category="ｊｏｉｎ")),
    "category-by-name": excel(row(category="入会")),
    "category-spaced": csv_text(row(category=" 入　会 ")).encode(),
    "true-or-false": excel(row(sensitive=False)),
    "blank-rows": excel({}, row(), {}, {}),
    "wps-line-ends": excel(row(phrasings="没人问过的第1句_x000D_\n")),
    "semicolons": csv_text(row(), delimiter=";").encode(),
    "tabs": csv_text(row(), delimiter="\t").encode(),
    "gbk": csv_text(row()).encode("gb18030"),
    "utf-8": csv_text(row()).encode(),
    "utf-8-with-mark": csv_text(row()).encode("utf-8-sig"),
}  # fmt: skip


@pytest.mark.parametrize("content", MEANT.values(), ids=MEANT)
async def test_what_people_and_their_programs_write_is_read_as_it_was_meant(
    cli: Caller, editor: Browser, content: bytes
) -> None:
    report = await sent(editor, content, "a.xlsx" if content.startswith(b"PK") else "a.csv")
    await drafted(editor, report)

    says = await content_of(cli, "new_topic_1.1")
    assert says == {
        "title": "新问题第1个", "category": "join", "sensitive": False, "answer": "新的答案，第 1 条。",
        "source": {"text": "章程", "date": "2023-10-12", "facts": []}, "valid_from": "2026-11-22",
        "valid_until": None, "buttons": [], "phrasings": ["没人问过的第1句"],
    }  # fmt: skip


async def test_days_of_a_workbook_from_a_mac_count_from_its_own_first_day(cli: Caller, editor: Browser) -> None:
    def from_1904(workbook: Workbook) -> None:
        workbook.epoch = MAC_EPOCH

    await drafted(editor, await sent(editor, excel(row(valid_from=46348 - 1462), edit=from_1904)))

    assert (await content_of(cli, "new_topic_1.1"))["valid_from"] == "2026-11-22"


async def test_numbers_are_taken_as_they_are_shown(cli: Caller, editor: Browser) -> None:
    variant = {**narrower(areas=340100), "topic": "new_topic_1"}
    report = await sent(editor, excel(row(title=20261122, source=12.5), variant))
    assert report.status == 200, report.text[:1500]
    await drafted(editor, report)

    says = await content_of(cli, "new_topic_1.1")
    assert (says["title"], says["source"]["text"]) == ("20261122", "12.5")
    assert (await content_of(cli, "new_topic_1@340100.1"))["answer"]


async def test_hidden_rows_are_read_and_told_hidden_sheets_are_told_and_left(cli: Caller, editor: Browser) -> None:
    rows = await sent(editor, excel(row(), row(2), row(3), edit=hidden))
    assert "第 3 行是隐藏的，也读了。不想要它们，请删掉再传" in rows.text
    assert "第 3 行 new_topic_2" in rows.text

    sheets = await sent(editor, excel(row(), edit=with_hidden_sheet))
    assert "只读了工作表“Sheet”，没有读：旧的、草稿纸" in sheets.text
    assert "第 2 行 new_topic_1" in sheets.text


async def test_a_csv_says_that_it_was_read_as_gbk(editor: Browser) -> None:
    report = await sent(editor, csv_text(row()).encode("gb18030"), "a.csv")
    assert "按 GBK 编码读的。表情这样的字它存不下，都变成了“?”" in report.text
    assert "请另存为 Excel（.xlsx）或“CSV UTF-8”再传" in report.text
    assert "GBK" not in (await sent(editor, csv_text(row()).encode(), "a.csv")).text


async def test_a_file_too_large_is_told_in_plain_words(cli: Caller, editor: Browser) -> None:
    page = await sent(editor, bytes(20 * 1024 * 1024))

    assert page.status == 413
    assert "文件最大 16 MB，什么也没有保存" in page.text
    assert await no_draft(cli)


@pytest.mark.timeout(600)
async def test_five_thousand_rows_are_drafted_all_of_them(cli: Caller, editor: Browser) -> None:
    report = await sent(editor, excel(*map(row, range(1, 5_001))))
    assert report.status == 200
    assert "新增 5000 条" in report.text
    assert "这里列了前 200 行。还有第 202–5001 行也会写成草稿" in report.text

    page = await drafted(editor, report)

    assert page.path.endswith("?done=5000")
    assert sum(one["open"] is not None for one in (await cli.get("/v1/faq/entries")).json["entries"]) == 5_000
