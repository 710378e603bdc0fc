"""Filing by list, where the union's own system has no interface: handed out, filled in, taken in whole."""

from __future__ import annotations

import argparse
import csv
import stat
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy import select

from actions.api_client import ApiClient, ApiRefused
from actions.filing.columns import EXPORT_HEADINGS, RESULT_HEADINGS
from actions.filing.commands import add_commands
from actions.filing.states import State
from actions.idempotency.model import DoneRequest
from actions.settings import Client
from tests.actions.applicants import RIDER, other_rider
from tests.actions.filing.conftest import Post, approved
from tests.actions.house import TOKENS, Caller, House
from tests.filing_receiver import refuses

PAGE = Path(__file__).resolve().parents[3] / "docs" / "filing.md"
MINE = {"conversation": RIDER.conversation}


async def run(house: House, *arguments: str) -> tuple[int, str]:
    """Exit code and everything said."""
    parser = argparse.ArgumentParser()
    add_commands(parser.add_subparsers())
    wanted = parser.parse_args(["filings", *arguments])
    said: list[str] = []
    api = ApiClient(str(house.client.make_url("")).rstrip("/"), TOKENS[Client.CLI])
    return await wanted.run(wanted, api, said.append), "\n".join(said)


def read(file: Path) -> list[dict[str, str]]:
    """The rows of a list, by its headings."""
    if file.suffix == ".csv":
        with file.open(encoding="utf-8-sig", newline="") as opened:
            return list(csv.DictReader(opened))
    rows = list(load_workbook(file).worksheets[0].iter_rows(values_only=True))
    return [dict(zip(map(str, rows[0]), ["" if value is None else str(value) for value in row], strict=True))
            for row in rows[1:]]  # fmt: skip


def filled_in(file: Path, *rows: tuple[str, ...], headings: str = "申请编号,结果,受理编号,原因") -> Path:
    """A result list; its kind follows from the file's name."""
    lines = [tuple(headings.split(",")), *rows]
    if file.suffix == ".csv":
        with file.open("w", encoding="gb18030", newline="") as opened:  # as Excel in China saves it
            csv.writer(opened).writerows(lines)
        return file
    workbook = Workbook()
    for line in lines:
        workbook.worksheets[0].append(line)
    workbook.save(file)
    return file


async def handed_out(post: Post, folder: Path) -> None:
    assert (await run(post.house, "export", str(folder / "handed-out.xlsx")))[0] == 0


@pytest.mark.parametrize("name", ["list.csv", "list.xlsx"])
async def test_what_waits_is_handed_out_once_and_the_sender_leaves_it_alone(
    post: Post, bot: Caller, cli: Caller, tmp_path: Path, name: str
) -> None:
    number, file = await approved(bot, cli, employer="某某物流"), tmp_path / name

    code, said = await run(post.house, "export", str(file))

    assert (code, said) == (0, f"已导出 1 份到 {file}，批号 BS26-000001-5。里面有个人信息，用完请删掉。")
    [row] = read(file)
    assert list(row) == list(EXPORT_HEADINGS.values())
    assert (row["申请编号"], row["姓名"], row["身份证号"]) == (number, RIDER.name, RIDER.id_number)
    assert (row["职业"], row["平台"], row["单位"], row["地区"]) == ("外卖骑手", "美团", "某某物流", "蚌埠市龙子湖区")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert await post.sender().send_due() == 0
    with pytest.raises(ApiRefused) as nothing:
        await run(post.house, "export", str(tmp_path / "second.csv"))
    assert nothing.value.kind == "nothing-to-export"
    assert not (tmp_path / "second.csv").exists()


async def test_handing_out_is_a_recorded_act_and_no_stored_answer_holds_a_person(
    post: Post, bot: Caller, cli: Caller, tmp_path: Path
) -> None:
    await approved(bot, cli)
    await handed_out(post, tmp_path)

    last = (await post.house.audit())[-1]
    assert (last.action, last.actor, last.detail) == ("filings.exported", "client:cli", '{"filings": 1}')
    async with post.house.database.read() as session:
        stored = [done.answer_box for done in await session.scalars(select(DoneRequest))]
    answers = "".join(post.house.vault.decrypt(box) for box in stored if box is not None)
    assert RIDER.id_number not in answers


async def test_a_list_is_read_right_after_it_was_handed_out_and_again_by_another_act(
    post: Post, bot: Caller, cli: Caller, tmp_path: Path
) -> None:
    await approved(bot, cli)
    batch = (await cli.post("/v1/filings/batches", {})).json["number"]
    post.house.clock.move(minutes=11)

    late = await cli.get(f"/v1/filings/batches/{batch}")
    assert (late.status, late.json["type"]) == (409, "batch-closed")
    code, _ = await run(post.house, "export", str(tmp_path / "again.csv"), "--batch", batch)

    assert (code, len(read(tmp_path / "again.csv"))) == (0, 1)
    assert [entry.action for entry in await post.house.audit()][-2:] == ["filings.exported"] * 2
    assert (await cli.post("/v1/filings/batches", {"batch": "BS26-999999-9"})).json["type"] == "batch-not-found"


async def test_who_was_erased_meanwhile_is_on_no_list_any_more(
    post: Post, bot: Caller, cli: Caller, tmp_path: Path
) -> None:
    number = await approved(bot, cli)
    batch = (await cli.post("/v1/filings/batches", {})).json["number"]
    await bot.post("/v1/erasures", MINE)

    assert (await cli.get(f"/v1/filings/batches/{batch}")).json["rows"] == []
    code, said = await run(post.house, "import", str(filled_in(tmp_path / "r.csv", (number, "成功", "R-1", ""))))
    assert (code, said.splitlines()[0]) == (0, "提醒 第 2 行「申请编号」：本人已要求删除信息。这一行不记。")
    assert (await post.only()).state == State.CANCELLED


async def test_a_file_that_is_there_already_is_not_overwritten(
    post: Post, bot: Caller, cli: Caller, tmp_path: Path
) -> None:
    await approved(bot, cli)
    (tmp_path / "list.csv").write_text("an earlier list")

    assert (await run(post.house, "export", str(tmp_path / "list.csv")))[0] == 1
    assert (await run(post.house, "export", str(tmp_path / "list.doc")))[0] == 1
    assert (await run(post.house, "export", str(tmp_path / "nowhere" / "list.csv")))[0] == 1
    assert (tmp_path / "list.csv").read_text() == "an earlier list"
    assert (await post.only()).state == State.WAITING


@pytest.mark.parametrize("name", ["list.csv", "list.xlsx"])
async def test_what_looks_like_a_formula_stays_a_text(
    post: Post, bot: Caller, cli: Caller, tmp_path: Path, name: str
) -> None:
    await approved(bot, cli, employer='=HYPERLINK("http://x","y")')
    await run(post.house, "export", str(tmp_path / name))

    [row] = read(tmp_path / name)
    if name.endswith(".csv"):
        assert row["单位"] == "'" + '=HYPERLINK("http://x","y")'
    else:
        cells = [cell for line in load_workbook(tmp_path / name).worksheets[0].iter_rows() for cell in line]
        assert {cell.data_type for cell in cells if cell.value is not None} == {"s"}
        assert row["单位"] == '=HYPERLINK("http://x","y")'


@pytest.mark.parametrize("name", ["r.csv", "r.xlsx"])
async def test_a_result_list_tells_what_was_filed_and_what_not(
    post: Post, bot: Caller, cli: Caller, tmp_path: Path, name: str
) -> None:
    first, second, third = [await approved(bot, cli, other_rider(running)) for running in (2, 3, 4)]
    await handed_out(post, tmp_path)
    file = filled_in(
        tmp_path / name, (first, "成功", "R-1", ""), (second, "失败", "", "李勤快查无此人"), (third, "", "", "")
    )
    counts = "共 3 行：成功 1 份，失败 1 份，还没有结果 1 份。"

    assert await run(post.house, "import", str(file), "--dry-run") == (0, f"试运行，没有写入。{counts}")
    assert (await post.of(first)).state == State.EXPORTED
    assert await run(post.house, "import", str(file)) == (0, f"已导入。{counts}")

    rows = [await post.of(number) for number in (first, second, third)]
    assert [row.state for row in rows] == [State.FILED, State.FAILED, State.EXPORTED]
    assert (post.opened(rows[0].reference_box), rows[0].body_box) == ("R-1", None)
    assert post.opened(rows[1].reason_box) == "李**查无此人"
    last = (await post.house.audit())[-1]
    assert (last.action, last.detail) == ("filings.results_imported", '{"failed": 1, "filed": 1}')


async def test_the_same_result_list_twice_changes_nothing(post: Post, bot: Caller, cli: Caller, tmp_path: Path) -> None:
    number = await approved(bot, cli)
    await handed_out(post, tmp_path)
    file = str(filled_in(tmp_path / "r.csv", (number, "成功", "R-1", "")))
    await run(post.house, "import", file)

    assert await run(post.house, "import", file) == (0, "已导入。共 1 行：成功 0 份，失败 0 份，早已登记 1 份。")


async def test_the_list_that_was_handed_out_is_filled_in_and_comes_back(
    post: Post, bot: Caller, cli: Caller, tmp_path: Path
) -> None:
    await approved(bot, cli)
    file = tmp_path / "list.xlsx"
    await run(post.house, "export", str(file))
    workbook = load_workbook(file)
    sheet, headings = workbook.worksheets[0], list(EXPORT_HEADINGS)
    sheet.cell(2, headings.index("result") + 1).value = "成功"
    sheet.cell(2, headings.index("reference") + 1).value = 20260001
    sheet.cell(2, headings.index("employer") + 1).value = "=1+1"  # a column nobody reads back
    workbook.save(file)

    assert await run(post.house, "import", str(file)) == (0, "已导入。共 1 行：成功 1 份，失败 0 份。")
    row = await post.only()
    assert (row.state, post.opened(row.reference_box)) == (State.FILED, "20260001")


async def test_nothing_is_taken_in_when_one_row_is_wrong(post: Post, bot: Caller, cli: Caller, tmp_path: Path) -> None:
    exported = [await approved(bot, cli, other_rider(running)) for running in range(2, 8)]
    await handed_out(post, tmp_path)
    waiting = await approved(bot, cli)
    await run(post.house, "import", str(filled_in(tmp_path / "first.csv", (exported[5], "成功", "R-5", ""))))
    file = filled_in(
        tmp_path / "r.csv",
        (exported[0], "成功", "R-1", ""),
        (exported[0], "成功", "R-2", ""),
        (exported[1], "成功", "", ""),
        (exported[2], "失败", "", ""),
        (exported[3], "也许", "", ""),
        (exported[4], "成功", "R" * 101, ""),
        (exported[5], "成功", "R-6", ""),
        (waiting, "成功", "R-7", ""),
        ("XF26-999999-9", "成功", "R-8", ""),
        ("", "成功", "R-9", ""),
    )

    code, said = await run(post.house, "import", str(file))

    assert code == 1
    assert said.splitlines() == [
        "有误 第 3 行「申请编号」：这个编号前面已有一行。请只留一行。",
        "有误 第 4 行「受理编号」：没有填。成功要写对方的受理编号。",
        "有误 第 5 行「原因」：没有填。失败要写原因。",
        "有误 第 6 行「结果」：不认识这个结果。请填“成功”或“失败”。",
        "有误 第 7 行「受理编号」：超过 100 字或有看不见的字符。请核对受理编号。",
        "有误 第 8 行「受理编号」：这份已报送，登记的是另一个受理编号。请核对编号。",
        "有误 第 9 行「申请编号」：还在等报送，没有导出过。请先导出，或删掉这一行。",
        "有误 第 10 行「申请编号」：没有这份申请的报送。请核对编号。",
        "有误 第 11 行「申请编号」：没有填。请补上申请编号。",
        "有 9 处错误，一行也没有导入。改好后再试一次。",
    ]
    assert (await post.of(exported[0])).state == State.EXPORTED


@pytest.mark.parametrize(
    ("headings", "said"),
    [
        ("申请编号,受理编号", "缺少这些列：结果"),
        ("姓名,结果", "缺少这些列：申请编号"),
        ("申请编号,结果,结果", "这些列出现了两次：结果"),
    ],
)
async def test_wrong_columns_are_named(house: House, tmp_path: Path, headings: str, said: str) -> None:
    file = filled_in(tmp_path / "r.csv", ("a", "b", "c"), headings=headings)
    code, text = await run(house, "import", str(file))
    assert code == 1
    assert said in text


async def test_files_that_are_no_lists_are_explained(house: House, tmp_path: Path) -> None:
    broken, unknown, formula = tmp_path / "broken.xlsx", tmp_path / "r.doc", tmp_path / "formula.xlsx"
    broken.write_bytes(b"PK\x03\x04 no")
    unknown.write_text("x")
    filled_in(formula, ("XF26-000001-1", "成功", "=1+1", ""))
    empty = filled_in(tmp_path / "empty.csv")

    told = [(await run(house, "import", str(file)))[1] for file in (broken, unknown, formula, empty)]

    assert "打不开" in told[0]
    assert "只认 .csv 和 .xlsx" in told[1]
    assert told[2].startswith("第 2 行「受理编号」是公式。")
    assert told[3] == "文件里只有列名，没有结果。"


async def test_what_failed_is_listed_with_its_reason_and_retried(
    post: Post, bot: Caller, cli: Caller, tmp_path: Path
) -> None:
    failed, lost = await approved(bot, cli), await approved(bot, cli, other_rider(2))
    post.receiver.faults.extend([refuses("名单里没有"), refuses("名单里没有")])
    await post.sender().send_due()

    code, listed = await run(post.house, "list", "--state", "failed")
    assert (code, listed.splitlines()[0].split("\t")[0]) == (0, failed)
    assert listed.splitlines()[0].endswith("对方退回：名单里没有")
    assert await run(post.house, "retry", failed) == (0, "1 份重新等报送。")
    assert await run(post.house, "retry", "--all") == (0, "1 份重新等报送。")
    post.house.clock.move(minutes=1)
    await post.sender().send_due()

    assert {(await post.of(number)).state for number in (failed, lost)} == {State.FILED}
    for number, kind in ((failed, "filing-not-retried"), ("XF26-999999-9", "filing-not-found")):
        with pytest.raises(ApiRefused) as refused:
            await run(post.house, "retry", number)
        assert refused.value.kind == kind


async def test_a_list_that_led_to_nothing_is_put_back(post: Post, bot: Caller, cli: Caller, tmp_path: Path) -> None:
    number = await approved(bot, cli)
    await handed_out(post, tmp_path)

    assert await run(post.house, "retry", number) == (0, "1 份重新等报送。")
    assert (await post.send()).state == State.FILED


def test_the_docs_name_every_column() -> None:
    text = PAGE.read_text(encoding="utf-8")
    named: list[Any] = [*(names[0] for names in RESULT_HEADINGS.values()), *EXPORT_HEADINGS.values()]
    assert [name for name in named if name not in text] == []
