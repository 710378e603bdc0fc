"""`xiaofeng faq …`, against the running service."""

from __future__ import annotations

import asyncio
import csv
import io
from pathlib import Path
from typing import Any

import pytest
import yaml
from openpyxl import load_workbook

from actions.cli import main
from actions.settings import Client
from tests.actions.faq.editing import LI, WANG, entry_in_feed, narrower
from tests.actions.faq.lists import as_gbk
from tests.actions.faq.nlu import Nlu, came_right, turned
from tests.actions.house import DATA_DIR, TOKENS, Caller, House

pytestmark = pytest.mark.usefixtures("colleagues")

SHIPPED = DATA_DIR / "faq" / "join" / "join_cost.yaml"


async def run(house: House, *arguments: str, by: str | None = None) -> int:
    env = {
        "XIAOFENG_ACTIONS_URL": str(house.client.make_url("/")),
        "XIAOFENG_ACTIONS_TOKEN": TOKENS[Client.CLI],
    }
    acting = ("--as", by) if by else ()
    return await asyncio.to_thread(main, ["faq", *arguments, *acting], env)


def edited(tmp_path: Path, **says: Any) -> str:
    """The shipped file with some parts said otherwise."""
    document = yaml.safe_load(SHIPPED.read_text(encoding="utf-8")) | {"answer": "入会不要钱。"} | says
    file = tmp_path / "join_cost.yaml"
    file.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
    return str(file)


async def test_an_answer_goes_out_and_back_from_the_terminal(
    house: House, bot: Caller, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await run(house, "draft", "join_cost", "--from", edited(tmp_path), by=WANG) == 0
    assert await run(house, "diff", "join_cost.2") == 0
    assert await run(house, "check", "join_cost.2", by=WANG) == 0
    assert await run(house, "submit", "join_cost.2", by=WANG) == 0
    assert await run(house, "approve", "join_cost.2", by=WANG) == 1
    assert await run(house, "approve", "join_cost.2", by=LI) == 0
    entry = await entry_in_feed(bot)
    assert entry is not None
    assert entry["answer"] == "入会不要钱。"
    assert await run(house, "rollback", "join_cost", by=LI) == 0
    assert await run(house, "history", "join_cost") == 0
    assert await run(house, "retire", "join_cost", "--reason", "过时了", by=LI) == 0
    assert await run(house, "list") == 0

    said = capsys.readouterr()
    assert "  + 入会不要钱。" in said.out
    assert "没改问法、标题和分类，不用检查。" in said.out
    assert "join_cost.2\tpublished 已发布\t已复核\t工作人员\t王敏，李军批准\t2026-11-22 12:00" in said.out
    steps = ("王敏起草", "王敏检查", "王敏送审", "李军批准，发布")
    assert "\n" + "".join(f"\t2026-11-22 12:00 {step}\n" for step in steps) in said.out
    assert "内容同 join_cost.1" in said.out
    assert "join_cost\t入会要不要交钱\t没有发布" in said.out or "join_cost\t-\t没有发布" in said.out
    [line] = said.err.splitlines()
    assert "另一位同事" in line


async def test_of_a_long_answer_only_the_changed_line_is_shown_as_changed(
    house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for number, second in enumerate(("到街道办", "到网上办"), start=2):
        text = f"入会不要钱。\n{second}\n有事打 12351。"
        assert await run(house, "draft", "join_cost", "--from", edited(tmp_path, answer=text), by=WANG) == 0
        assert await run(house, "submit", f"join_cost.{number}", by=WANG) == 0
        assert await run(house, "approve", f"join_cost.{number}", by=LI) == 0
    capsys.readouterr()

    assert await run(house, "diff", "join_cost.3") == 0

    assert capsys.readouterr().out.splitlines() == [
        "join_cost.2 → join_cost.3",
        "回答：",
        "    入会不要钱。",
        "  - 到街道办",
        "  + 到网上办",
        "    有事打 12351。",
    ]


async def test_what_is_shown_can_be_edited_and_drafted_from_standard_input(
    house: House, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    await run(house, "show", "join_cost")
    shown = capsys.readouterr().out
    assert shown.split("\n", 1)[1] == SHIPPED.read_text(encoding="utf-8")

    monkeypatch.setattr("sys.stdin", io.StringIO(shown))
    assert await run(house, "draft", "join_cost", "--from", "-", by=WANG) == 0
    monkeypatch.setattr("sys.stdin", io.StringIO(shown.replace("申请入会不收钱", "申请入会不花钱")))
    assert await run(house, "draft", "join_cost", "--from", "-", by=WANG) == 0

    assert capsys.readouterr().out.splitlines() == ["没有改动，不用起草。", "join_cost.2\t第 1 稿"]


async def test_a_file_keeps_its_variables_and_an_unknown_one_is_refused(
    house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    known = "{地区}的｛行当｝打 {工会热线}。"

    assert await run(house, "draft", "join_cost", "--from", edited(tmp_path, answer="打 {手机号}。"), by=WANG) == 1
    assert await run(house, "draft", "join_cost", "--from", edited(tmp_path, answer=known), by=WANG) == 0
    assert await run(house, "show", "join_cost.2") == 0

    said = capsys.readouterr()
    assert "没有变量 {手机号}" in said.err
    assert known in said.out


async def test_a_file_may_bring_answers_for_some(
    house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    variants = [{"areas": ["340100"], "review": "待复核", **narrower()}]
    file = edited(tmp_path, variants=variants)

    assert await run(house, "draft", "join_cost@340100", "--from", file, by=WANG) == 0
    assert await run(house, "draft", "join_cost", "--from", file, "--version", "1", by=LI) == 1
    assert await run(house, "draft", "join_how", "--from", file, by=LI) == 1
    assert await run(house, "show", "join_cost@340100.1") == 0

    out = capsys.readouterr().out.splitlines()
    assert out[0] == "join_cost@340100.1\t第 1 稿"
    assert "variants:" in out
    assert "  - areas: [340100]" in out


async def test_a_check_prints_what_would_change_and_tells_by_its_exit_code(
    house: House, tmp_path: Path, nlu: Nlu, capsys: pytest.CaptureFixture[str]
) -> None:
    await run(
        house, "draft", "join_cost", "--from", edited(tmp_path, phrasings=["进工会花钱不", "入会收费吗"]), by=WANG
    )
    collision = {"phrasing": "要交钱吗", "topic": "join_cost", "other": "dues_how_much", "score": 0.91}

    nlu.finds = {"turned_right": [came_right("入会花多少")], "collisions": [collision]}
    warned = await run(house, "check", "join_cost.2", by=WANG)
    nlu.finds = {"turned_wrong": [turned("怎么入会")]}
    wrong = await run(house, "check", "join_cost.2", by=WANG)
    nlu.status = 503
    away = await run(house, "check", "join_cost.2", by=WANG)

    assert (warned, wrong, away) == (0, 1, 4)
    out = capsys.readouterr().out
    assert "变好：“入会花多少” 应为 join_cost，没听懂 → 给几个选项，对的在里面，先列 join_how" in out
    assert "提醒：问法“要交钱吗”很像 dues_how_much 的问法（0.91）" in out
    assert "变差：“怎么入会” 应为 join_cost，答对 join_cost → 答错，答成 join_how" in out
    assert out.splitlines()[-1] == "理解服务正在检查别的草稿，请过一分钟再试，没有检查。"


async def test_a_forbidden_answer_goes_out_only_in_spite_of_the_check(
    house: House, tmp_path: Path, nlu: Nlu, capsys: pytest.CaptureFixture[str]
) -> None:
    nlu.finds = {"turned_wrong": [turned()]}
    await run(
        house, "draft", "join_cost", "--from", edited(tmp_path, phrasings=["进工会花钱不", "入会收费吗"]), by=WANG
    )
    await run(house, "submit", "join_cost.2", by=WANG)

    assert await run(house, "approve", "join_cost.2", by=LI) == 0
    assert await run(house, "publish", "join_cost.2", by=LI) == 1
    assert await run(house, "publish", "join_cost.2", "--in-spite-of-check", by=LI) == 1
    reason = ("--in-spite-of-check", "--reason", "那句话本来就该换")
    assert await run(house, "publish", "join_cost.2", *reason, by=LI) == 0

    assert "还没有发布" in capsys.readouterr().out


async def test_an_export_of_the_shipped_answers_is_the_data_folder(house: House, tmp_path: Path) -> None:
    assert await run(house, "export", str(tmp_path / "out")) == 0

    written = {path.relative_to(tmp_path / "out"): path.read_bytes() for path in (tmp_path / "out").rglob("*.yaml")}
    assert written == {path.relative_to(DATA_DIR / "faq"): path.read_bytes() for path in DATA_DIR.glob("faq/*/*.yaml")}


async def test_an_exported_sheet_is_imported_with_only_what_was_changed_in_it(
    house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "answers.xlsx"
    await run(house, "export", str(file))
    workbook = load_workbook(file)
    sheet = workbook.worksheets[0]
    columns = {cell.value: cell.column for cell in sheet[1]}
    [row] = [cells[0].row for cells in sheet.iter_rows() if cells[0].value == "join_cost"]
    assert sheet.cell(row, columns["分类"]).value == "入会"
    sheet.cell(row, columns["分类"]).value = "维权"
    sheet.cell(row, columns["回答"]).value = "入会不要钱。"
    workbook.save(file)
    capsys.readouterr()

    assert await run(house, "import", str(file), "--dry-run", by=WANG) == 0
    dry = capsys.readouterr().out.splitlines()
    assert await run(house, "import", str(file), by=WANG) == 0
    done = capsys.readouterr().out.splitlines()

    rows = sheet.max_row - 1
    assert len(dry) == rows + 1
    assert f"第 {row} 行 join_cost 改 分类、回答" in dry
    assert dry[-1] == f"试运行，没有写入。新增 0 条，改 1 条，不变 {rows - 1} 条。"
    assert done == [
        f"第 {row} 行 join_cost 改 分类、回答 join_cost.2",
        f"已写成草稿，还没有发布。新增 0 条，改 1 条，不变 {rows - 1} 条。",
    ]

    sheet.cell(row, columns["标题"]).value = '="入会"'
    sheet.cell(row + 1, columns["按钮"]).value = "nowhere"
    workbook.save(file)
    sheet.cell(row + 1, columns["分类"]).value = "体育"
    workbook.save(file)
    assert await run(house, "import", str(file), by=WANG) == 1
    bad = capsys.readouterr().out.splitlines()
    assert bad[0].startswith(f"有误 第 {row} 行「标题」：是公式。")
    assert bad[1].startswith(f"有误 第 {row + 1} 行「按钮」：没有“nowhere”这个问题或办事。")
    assert "没有“体育”这一类。可以填：入会、工会组织、" in bad[2]
    assert bad[-1] == "有 2 行有误，一行也没有导入。改好后再试一次。"


async def test_a_sheet_saved_as_gbk_proposes_no_question_marks(
    house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await run(house, "export", str(tmp_path / "answers.xlsx"))
    rows = list(load_workbook(tmp_path / "answers.xlsx").worksheets[0].values)
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    (tmp_path / "answers.csv").write_bytes(as_gbk(text.getvalue()))
    capsys.readouterr()

    assert await run(house, "import", str(tmp_path / "answers.csv"), "--dry-run", by=WANG) == 0

    out = capsys.readouterr().out.splitlines()
    assert "按 GBK 编码读的" in out[0]
    assert out[-1] == f"试运行，没有写入。新增 0 条，改 0 条，不变 {len(rows) - 1} 条。"


async def test_a_folder_with_broken_files_is_reported_on_whole_and_nothing_of_it_is_drafted(
    house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edited(tmp_path)
    (tmp_path / "broken.yaml").write_text("topic: x\nbuttons: [enroll\ntitle: x\n", encoding="utf-8")
    (tmp_path / "gbk.yaml").write_bytes("title: 入会".encode("gbk"))
    (tmp_path / "wrong.yaml").write_text("topic: join_how\ntitel: x\n", encoding="utf-8")

    assert await run(house, "import", str(tmp_path), by=WANG) == 1

    said = capsys.readouterr()
    *faults, last = [line for line in said.out.splitlines() if not line.startswith("join_cost.yaml join_cost 改")]
    assert [line.split("：")[0] for line in faults] == [
        "有误 broken.yaml「文件」",
        "有误 gbk.yaml「文件」",
        "有误 wrong.yaml「titel」",
    ]
    assert "第 3 行读不懂" in faults[0]
    assert "UTF-8" in faults[1]
    assert last == "有 3 行有误，一行也没有导入。改好后再试一次。"
    assert await run(house, "history", "join_cost") == 0
    assert "join_cost.2" not in capsys.readouterr().out


async def test_a_broken_file_is_no_draft(house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "join_cost.yaml"
    file.write_text("topic: join_cost\nanswer: [\n", encoding="utf-8")

    assert await run(house, "draft", "join_cost", "--from", str(file), by=WANG) == 1

    assert "第 3 行读不懂" in capsys.readouterr().out


async def test_a_list_that_cannot_be_read_is_one_line(
    house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty").mkdir()

    for name in ("answers.csv", "missing.xlsx", "missing.yaml", "empty"):
        assert await run(house, "import", str(tmp_path / name), by=WANG) == 1
        assert len(capsys.readouterr().out.splitlines()) == 1


async def test_facts_and_buttons_may_be_left_out_and_a_missing_part_is_named_as_the_file_names_it(
    house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = {**_SHIPPED_ENTRY, "answer": "入会不要钱。", "source": {"text": "中国工会章程", "date": "2023-10-12"}}
    del whole["buttons"]
    drafted = await run(house, "draft", "join_cost", "--from", _written(tmp_path, whole), by=WANG)
    undated = _written(tmp_path, whole | {"source": {"text": "章程"}})
    refused = await run(house, "draft", "join_cost", "--from", undated, "--version", "1", by=WANG)

    assert (drafted, refused) == (0, 1)
    assert "字段 content.source.date 缺少或格式不对" in capsys.readouterr().err


_SHIPPED_ENTRY: dict[str, Any] = yaml.safe_load(SHIPPED.read_text(encoding="utf-8"))


def _written(folder: Path, document: dict[str, Any]) -> str:
    file = folder / "join_cost.yaml"
    file.write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
    return str(file)
