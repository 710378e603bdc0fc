"""`stations import` and `stations remove-samples` as staff run them, against the running service."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import pytest
from aiohttp.test_utils import unused_port
from openpyxl import Workbook

from actions.api_client import ApiClient, ApiRefused, ApiUnreachable
from actions.excel_file import UnreadableSheet
from actions.settings import Client
from actions.stations.commands import add_commands
from actions.stations.spreadsheet import read_sheet
from tests.actions.house import TOKENS, House

ENGLISH = ["id", "name", "region", "address", "lat", "lon", "crs", "hours", "facilities"]
CHINESE = ["编号", "名称", "地区", "地址", "纬度", "经度", "坐标系", "开放时间", "设施"]
SOUND = ["bh-1", "滨湖驿站", "包河区", "庐州大道1号,一楼", "31.79", "117.31", "高德", "08:00-20:00", "饮用水、微波炉"]


def csv_file(folder: Path, *rows: Sequence[str], encoding: str = "utf-8") -> Path:
    lines = [",".join(f'"{cell}"' for cell in row) for row in rows]
    file = folder / "stations.csv"
    file.write_bytes("\r\n".join(lines).encode(encoding))
    return file


def excel_file(folder: Path, *rows: Sequence[object]) -> Path:
    workbook = Workbook()
    assert workbook.active is not None
    for row in rows:
        workbook.active.append(list(row))
    file = folder / "stations.xlsx"
    workbook.save(file)
    return file


async def run(house: House, *arguments: str, token: str = TOKENS[Client.CLI]) -> tuple[int, str]:
    """Exit code and everything said."""
    parser = argparse.ArgumentParser()
    add_commands(parser.add_subparsers())
    wanted = parser.parse_args(["stations", *arguments])
    said: list[str] = []
    code = await wanted.run(wanted, ApiClient(str(house.client.make_url("")).rstrip("/"), token), said.append)
    return code, "\n".join(said)


@pytest.mark.parametrize("headings", [ENGLISH, CHINESE])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
async def test_a_csv_file_is_taken_in(house: House, tmp_path: Path, headings: list[str], encoding: str) -> None:
    file = csv_file(tmp_path, headings, SOUND, encoding=encoding)

    assert await run(house, "import", str(file)) == (0, "已导入。共 1 行：新增 1 个，更新 0 个。")

    [station] = (await house.caller(Client.BOT).get("/v1/stations/search", region="340111")).json["stations"]
    assert (station["name"], station["address"]) == ("滨湖驿站", "庐州大道1号,一楼")


async def test_an_excel_file_is_taken_in_numbers_and_all(house: House, tmp_path: Path) -> None:
    row = [7, "滨湖驿站", 340111.0, "庐州大道1号", 31.79, 117.31, "gcj02", "24小时", None]
    file = excel_file(tmp_path, CHINESE, row)

    assert (await run(house, "import", str(file)))[0] == 0

    [station] = (await house.caller(Client.BOT).get("/v1/stations/search", region="340111")).json["stations"]
    assert (station["id"], station["region"], station["lat"], station["facilities"]) == ("7", "340111", 31.79, [])


async def test_bad_rows_are_told_with_the_row_numbers_of_the_file(house: House, tmp_path: Path) -> None:
    empty = [""] * 9
    bad = ["bh-2", "", "南京", "路边", "31.79", "117.31", "gcj02", "看情况", "桑拿"]
    file = csv_file(tmp_path, CHINESE, SOUND, empty, bad)

    code, said = await run(house, "import", str(file))

    assert code == 1
    assert "有误 第 4 行「名称」：没有填。请补上。" in said
    assert "有误 第 4 行「地区」：“南京”不是安徽的县（市、区）。" in said
    assert "有误 第 4 行「设施」：不认识设施“桑拿”。" in said
    assert said.endswith("有 3 处错误，一行也没有导入。改好后再试一次。")


async def test_a_dry_run_says_so(house: House, tmp_path: Path) -> None:
    file = csv_file(tmp_path, CHINESE, [*SOUND[:7], "看情况", "饮用水"])

    code, said = await run(house, "import", str(file), "--dry-run")

    assert code == 0
    assert said.splitlines()[0].startswith("提醒 第 2 行「开放时间」：读不懂“看情况”。")
    assert said.splitlines()[-1] == "试运行，没有写入。共 1 行：新增 1 个，更新 0 个。"


async def test_removing_samples_says_how_many(house: House) -> None:
    assert await run(house, "remove-samples") == (0, "没有示例驿站了。")


async def test_columns_nobody_knows_are_left_out(tmp_path: Path) -> None:
    file = csv_file(tmp_path, [*CHINESE, "负责人电话"], [*SOUND, "made up"])

    [row] = read_sheet(file)

    assert set(row) == {"row", *ENGLISH}


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        ("missing.csv", None, "打不开"),
        ("stations.ods", b"", "只认 .csv 和 .xlsx"),
        ("stations.csv", b"", "文件是空的"),
        ("stations.csv", "编号,名称\n1,驿站".encode(), "缺少这些列：地区、地址、纬度、经度、坐标系、开放时间、设施"),
        ("stations.csv", ",".join([*CHINESE, "营业时间"]).encode(), "出现了两次：开放时间"),
        ("stations.csv", b'"open', "没配对的引号"),
        ("stations.csv", b"\xff\xff\xff", "文字编码不认识"),
        ("stations.xlsx", b"not a workbook", "里面却不是 Excel 表格"),
    ],
)
def test_a_file_that_cannot_be_used_is_explained(
    tmp_path: Path, name: str, content: bytes | None, complaint: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)

    with pytest.raises(UnreadableSheet, match=complaint):
        read_sheet(tmp_path / name)


async def test_a_file_of_headings_only_is_said(house: House, tmp_path: Path) -> None:
    assert await run(house, "import", str(csv_file(tmp_path, CHINESE))) == (1, "文件里只有列名，没有驿站。")


async def test_a_wrong_token_is_refused_in_words(house: House) -> None:
    with pytest.raises(ApiRefused) as refused:
        await run(house, "remove-samples", token="not-the-token")

    assert (refused.value.kind, refused.value.detail) == ("not-signed-in", "需要有效的访问凭证。")


async def test_a_service_that_is_away_is_told_apart() -> None:
    with pytest.raises(ApiUnreachable):
        await ApiClient(f"http://127.0.0.1:{unused_port()}", "any-token").post("/v1/stations/sample-removals", {})
