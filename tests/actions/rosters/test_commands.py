"""`rosters import`, `list` and `export` as staff run them."""

from __future__ import annotations

import argparse
from pathlib import Path

from openpyxl import load_workbook

from actions.api_client import ApiClient
from actions.rosters.commands import add_commands
from actions.settings import Client
from tests.actions.applicants import LONGZIHU, phone_of
from tests.actions.house import TOKENS, Caller, House
from tests.actions.rosters.lists import lines

PHONE = phone_of(71)


async def run(house: House, *arguments: str) -> tuple[int, str]:
    """Exit code and everything said."""
    parser = argparse.ArgumentParser()
    add_commands(parser.add_subparsers())
    wanted = parser.parse_args(["rosters", *arguments])
    said: list[str] = []
    api = ApiClient(str(house.client.make_url("")).rstrip("/"), TOKENS[Client.CLI])
    return await wanted.run(wanted, api, said.append), "\n".join(said)


async def test_a_list_is_tried_taken_in_listed_and_handed_out(house: House, cli: Caller, tmp_path: Path) -> None:
    file, codes = tmp_path / "list.csv", tmp_path / "codes.xlsx"
    file.write_text(f"姓名,手机号\n周装卸,{PHONE}\n", encoding="gb18030")
    about = ("import", str(file), "--site", "东升站", "--area", LONGZIHU, "--employer", "举例速递")

    assert await run(house, *about, "--dry-run") == (0, "试运行，没有写入。共 1 行：新收 1 人，清单里已有 0 人。")
    assert await lines(house) == []
    code, said = await run(house, *about)
    number = said.removeprefix("已导入，清单编号 ").partition("。")[0]
    assert code == 0
    assert number.startswith("QD26-000001-")
    assert f"{number}\t{LONGZIHU}\t东升站\t共 1，已入会 0，在办 0，还没申请 1" in (await run(house, "list"))[1]
    assert (await run(house, "export", number, str(codes)))[0] == 0
    assert load_workbook(codes).worksheets[0]["B2"].value == "周装卸"
    assert (await run(house, *about))[
        1
    ] == "提醒 第 2 行「姓名」：这个人已经在本县区的清单里。不用管，原来的邀请码照用。\n" + (
        "没有新的人，不用导入。共 1 行：新收 0 人，清单里已有 1 人。"
    )


async def test_other_columns_and_wrong_rows_are_told_with_their_place(house: House, tmp_path: Path) -> None:
    file = tmp_path / "list.csv"
    about = ("import", str(file), "--site", "东升站", "--area", LONGZIHU)
    file.write_text(f"姓名,手机号,身份证号\n周装卸,{PHONE},x\n", encoding="utf-8")
    assert await run(house, *about) == (
        1,
        "第 1 行 C 列（“身份证号”）：清单只收姓名和手机号，请删掉这一列再交。",
    )
    file.write_text("姓名,手机号\n周装卸,139\n", encoding="utf-8")
    code, said = await run(house, *about)
    assert (code, said.splitlines()[0]) == (
        1,
        "有误 第 2 行「手机号」：手机号是 3 位。手机号 11 位，1 开头，不要座机。",
    )
    assert await lines(house) == []
