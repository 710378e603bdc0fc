"""`unions import`, `export` and `remove-samples` as staff run them, and the list that docs/unions.md shows."""

from __future__ import annotations

import argparse
import csv
import re
from pathlib import Path

import pytest
from openpyxl import load_workbook

from actions.api_client import ApiClient
from actions.settings import Client
from actions.unions.columns import HEADINGS
from actions.unions.commands import add_commands
from tests.actions.applicants import filed
from tests.actions.house import TOKENS, Caller, House
from tests.actions.unions.lists import county_row, enterprise_row, given_unions, unions_by_code

PAGE = Path(__file__).resolve().parents[3] / "docs" / "unions.md"


async def run(house: House, *arguments: str) -> tuple[int, str]:
    """Exit code and everything said."""
    parser = argparse.ArgumentParser()
    add_commands(parser.add_subparsers())
    wanted = parser.parse_args(["unions", *arguments])
    said: list[str] = []
    api = ApiClient(str(house.client.make_url("")).rstrip("/"), TOKENS[Client.CLI])
    return await wanted.run(wanted, api, said.append), "\n".join(said)


async def test_the_list_in_the_docs_is_taken_in_as_it_stands(house: House, cli: Caller, tmp_path: Path) -> None:
    [listed] = re.findall(r"```csv\n(.+?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    file = tmp_path / "unions.csv"
    file.write_text(listed, encoding="utf-8")
    count = len(listed.strip().splitlines()) - 1

    said = await run(house, "import", str(file), "--dry-run")
    assert said == (0, f"试运行，没有写入。共 {count} 行：新增 {count} 家，更新 0 家。")
    assert (await run(house, "import", str(file)))[0] == 0
    assert {one["kind"] for one in (await unions_by_code(cli)).values()} == {
        "province",
        "city",
        "county",
        "township",
        "federation",
        "enterprise",
    }


def test_the_docs_name_every_column_of_a_list() -> None:
    shown = PAGE.read_text(encoding="utf-8")
    assert [names[0] for names in HEADINGS.values() if f"| {names[0]} |" not in shown] == []


@pytest.mark.parametrize("name", ["unions.csv", "unions.xlsx"])
async def test_what_is_exported_can_be_taken_in_again(house: House, cli: Caller, tmp_path: Path, name: str) -> None:
    await given_unions(cli, county_row(), enterprise_row(steps="2", limit_hours="48", trades="快递员、外卖骑手"))
    before, file = await unions_by_code(cli), tmp_path / name

    assert await run(house, "export", str(file)) == (0, f"已导出 2 家工会到 {file}。")
    code, said = await run(house, "import", str(file))

    assert (code, said.splitlines()[0]) == (0, "已导入。共 2 行：新增 0 家，更新 2 家。")
    assert await unions_by_code(cli) == before


async def test_a_fresh_house_exports_an_empty_form(house: House, tmp_path: Path) -> None:
    await run(house, "export", str(tmp_path / "form.csv"))
    await run(house, "export", str(tmp_path / "form.xlsx"))

    headings = [names[0] for names in HEADINGS.values()]
    with (tmp_path / "form.csv").open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file)) == [headings]
    sheet = load_workbook(tmp_path / "form.xlsx").worksheets[0]
    assert [list(row) for row in sheet.iter_rows(values_only=True)] == [headings]


async def test_bad_rows_are_told_with_row_and_heading(house: House, tmp_path: Path) -> None:
    file = tmp_path / "unions.csv"
    file.write_text("编号,名称,类型,地区\nLZH,龙子湖区总工会,县区,340302\n,某某工会,村,南京\n", encoding="utf-8")

    code, said = await run(house, "import", str(file))

    assert code == 1
    assert "有误 第 3 行「编号」：没有填。请补上。" in said
    assert "有误 第 3 行「类型」：不认识类型“村”。" in said
    assert "有误 第 3 行「地区」：“南京”不是安徽的地区。" in said
    assert said.endswith("有 3 处错误，一行也没有导入。改好后再试一次。")


@pytest.mark.parametrize(
    ("content", "said"), [("编号,名称\nA,B\n", "缺少这些列：类型、地区"), ("编号,名称,类型,地区\n", "只有列名")]
)
async def test_a_file_that_cannot_be_used_is_explained(house: House, tmp_path: Path, content: str, said: str) -> None:
    file = tmp_path / "unions.csv"
    file.write_text(content, encoding="utf-8")

    code, text = await run(house, "import", str(file))
    assert code == 1
    assert said in text


async def test_a_county_with_a_union_of_its_own_needs_no_sample(house: House, cli: Caller) -> None:
    await given_unions(cli, county_row())

    assert await run(house, "remove-samples") == (
        0,
        "已移除 1 家示例工会。\n103 个县区还没有自己的工会，示例先留着。导入后再移除一次。",
    )
    samples = [one["region"] for one in (await cli.get("/v1/unions")).json["unions"] if one["sample"]]
    assert len(samples) == 103
    assert "340302" not in samples


async def test_a_sample_with_applications_stays_and_gets_no_more(house: House, bot: Caller, cli: Caller) -> None:
    number = await filed(bot)
    await given_unions(cli, county_row())

    _, said = await run(house, "remove-samples")

    assert said.startswith("没有可以移除的示例工会。\n1 家示例工会名下还有申请")
    assert (await cli.get(f"/v1/enrollments/{number}")).json["union"]["sample"] is True
