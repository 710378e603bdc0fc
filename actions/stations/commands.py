"""`stations import FILE [--dry-run]` and `stations remove-samples`, for staff at a terminal."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from actions.api_client import ApiClient
from actions.command_line import remark_lines, take_in_list
from actions.stations.columns import HEADINGS
from actions.stations.spreadsheet import read_sheet

Say = Callable[[str], None]


def add_commands(commands: Any) -> None:
    """Add `stations` to the sub-commands; each sets `run`, an async function of arguments, API client and Say."""
    stations: argparse.ArgumentParser = commands.add_parser("stations", help="worker stations: import, remove-samples")
    kinds = stations.add_subparsers(required=True, metavar="COMMAND")
    importing = kinds.add_parser("import", help="take in a list of stations (.csv, .xlsx), or none of it")
    importing.add_argument("file", type=Path)
    importing.add_argument("--dry-run", action="store_true", help="only report what would happen")
    importing.set_defaults(run=import_file)
    removal = kinds.add_parser("remove-samples", help="take out all made-up stations")
    removal.set_defaults(run=remove_samples)


async def import_file(arguments: argparse.Namespace, api: ApiClient, say: Say) -> int:
    """As `take_in_list`."""
    nothing = "文件里只有列名，没有驿站。"
    path = "/v1/stations/imports"
    return await take_in_list(arguments, api, say, path=path, read=read_sheet, lines=report_lines, nothing=nothing)


async def remove_samples(_: argparse.Namespace, api: ApiClient, say: Say) -> int:
    removed = (await api.post("/v1/stations/sample-removals", {}))["removed"]
    say(f"已移除 {removed} 个示例驿站。" if removed else "没有示例驿站了。")
    return 0


def report_lines(report: Mapping[str, Any]) -> list[str]:
    """The report as people read it: what is wrong row by row, then what happened."""
    lines = remark_lines(report, HEADINGS)
    counts = f"共 {report['rows']} 行：新增 {report['new']} 个，更新 {report['updated']} 个"
    if report["problem_count"]:
        lines.append(f"有 {report['problem_count']} 处错误，一行也没有导入。改好后再试一次。")
    elif report["dry_run"]:
        lines.append(f"试运行，没有写入。{counts}。")
    else:
        lines.append(f"已导入。{counts}。")
        if report["samples"]:
            lines.append(f"还有 {report['samples']} 个示例驿站，正式使用前用 stations remove-samples 移除。")
    return lines
