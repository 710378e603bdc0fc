"""`cover …` at a terminal: files in, files out, plain sentences, and the papers that show them."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

import pytest

from actions.api_client import ApiClient
from actions.cover.batches import make_batch
from actions.cover.columns import QUOTA_HEADINGS, RESULT_HEADINGS
from actions.cover.commands import add_commands
from actions.settings import Client
from tests.actions.applicants import colleague
from tests.actions.cover.covers import candidate, quota, standing
from tests.actions.house import TOKENS, Caller, House

PAGE = Path(__file__).resolve().parents[3] / "docs" / "membership.md"


async def run(house: House, *arguments: str) -> tuple[int, str]:
    """Exit code and everything said."""
    parser = argparse.ArgumentParser()
    add_commands(parser.add_subparsers())
    wanted = parser.parse_args(["cover", *arguments])
    said: list[str] = []
    api = ApiClient(str(house.client.make_url("")).rstrip("/"), TOKENS[Client.CLI])
    return await wanted.run(wanted, api, said.append), "\n".join(said)


async def test_the_list_in_the_docs_is_taken_in_as_it_stands(house: House, cli: Caller, tmp_path: Path) -> None:
    [listed] = re.findall(r"```csv\n(地区.+?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    file = tmp_path / "quotas.csv"
    file.write_text(listed, encoding="utf-8")
    count = len(listed.strip().splitlines()) - 1

    dry = await run(house, "quota", "import", str(file), "--dry-run")
    done = await run(house, "quota", "import", str(file))

    assert dry == (0, f"试运行，没有写入。共 {count} 行：新增 {count} 个，更新 0 个。")
    assert done == (0, f"已导入。共 {count} 行：新增 {count} 个，更新 0 个。")
    assert "蚌埠市龙子湖区" in (await run(house, "list"))[1]


@pytest.mark.parametrize("name", ["quotas.csv", "quotas.xlsx"])
async def test_what_is_exported_can_be_taken_in_again(house: House, cli: Caller, tmp_path: Path, name: str) -> None:
    await quota(cli, 7, trades="外卖骑手")
    file = tmp_path / name

    exported = await run(house, "quota", "export", str(file))
    again = await run(house, "quota", "import", str(file))

    assert exported == (0, f"已导出 1 行名额到 {file}。")
    assert again == (0, "已导入。共 1 行：新增 0 个，更新 1 个。")
    assert (await cli.get("/v1/cover/quotas")).json["quotas"][0]["trades"] == ["rider"]


async def test_a_wrong_row_is_named_and_nothing_is_taken_in(house: House, tmp_path: Path) -> None:
    file = tmp_path / "quotas.csv"
    file.write_text("地区,年度,名额\n鼓楼区,2026,5\n", encoding="utf-8")

    code, said = await run(house, "quota", "import", str(file))

    assert code == 1
    assert "有误 第 2 行「地区」" in said
    assert "一行也没有导入" in said


async def test_a_result_file_is_taken_in_and_says_that_workers_are_told(
    house: House, bot: Caller, cli: Caller, tmp_path: Path
) -> None:
    await quota(cli, 1)
    await candidate(bot, cli)
    by = await colleague(house, "王敏")
    async with house.database.write() as session:
        await make_batch("340302", 2026, by=by, session=session, now=house.clock())
        await session.commit()
    number = next(entry.subject for entry in await house.audit() if entry.action == "cover.agreed")
    file = tmp_path / "results.csv"
    heads = "候选编号,姓名,结果,保单号,生效日期,到期日期,原因\n"
    file.write_text(f"{heads}{number},张小蜂,已参加,A-1,2026-12-01,2027-11-30,\n", encoding="utf-8")

    dry = await run(house, "results", "import", str(file), "--dry-run")
    assert (await standing(bot))["state"] == "shared"
    done = await run(house, "results", "import", str(file))

    assert dry == (0, "试运行，没有写入。共 1 行：新登记 1 个结果。")
    assert done == (0, "已导入。共 1 行：新登记 1 个结果。工友会在各自的聊天里收到通知。")
    assert (await standing(bot))["state"] == "insured"


def test_the_docs_name_every_column() -> None:
    shown = PAGE.read_text(encoding="utf-8")
    heads = [names[0] for headings in (QUOTA_HEADINGS, RESULT_HEADINGS) for names in headings.values()]
    assert [head for head in heads if f"| {head} |" not in shown] == []
