"""`unions import FILE [--dry-run]`, `unions export FILE` and `unions remove-samples`, for staff at a terminal."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from actions.api_client import ApiClient
from actions.command_line import Commands, Say, remark_lines, take_in_list
from actions.excel_file import UnreadableSheet
from actions.unions.columns import HEADINGS
from actions.unions.sheet import read_sheet, write_sheet


def add_commands(commands: Commands[argparse.ArgumentParser]) -> None:
    unions = commands.add_parser("unions", help="union organizations: import, export, remove-samples")
    kinds = unions.add_subparsers(required=True, metavar="COMMAND")
    importing = kinds.add_parser("import", help="take in a list of organizations (.csv, .xlsx), or none of it")
    importing.add_argument("file", type=Path)
    importing.add_argument("--dry-run", action="store_true", help="only report what would happen")
    importing.set_defaults(run=import_file)
    exporting = kinds.add_parser("export", help="write the unions in use, no samples, to a .csv or .xlsx file")
    exporting.add_argument("file", type=Path)
    exporting.set_defaults(run=export_file)
    removal = kinds.add_parser("remove-samples", help="take out the made-up unions of counties that have a real one")
    removal.set_defaults(run=remove_samples)


async def import_file(wanted: argparse.Namespace, api: ApiClient, say: Say) -> int:
    """As `take_in_list`."""
    nothing = "文件里只有列名，没有工会。"
    path = "/v1/unions/imports"
    return await take_in_list(wanted, api, say, path=path, read=read_sheet, lines=report_lines, nothing=nothing)


async def export_file(wanted: argparse.Namespace, api: ApiClient, say: Say) -> int:
    """An empty list has its headings: a form to fill in."""
    unions = [one for one in (await api.get("/v1/unions"))["unions"] if not one["sample"] and not one["closed"]]
    try:
        write_sheet(unions, wanted.file)
    except UnreadableSheet as error:
        say(str(error))
        return 1
    except OSError as error:
        say(f"写不进 {wanted.file}（{error.strerror}）。")
        return 1
    say(f"已导出 {len(unions)} 家工会到 {wanted.file}。")
    return 0


async def remove_samples(_: argparse.Namespace, api: ApiClient, say: Say) -> int:
    removal = await api.post("/v1/unions/sample-removals", {})
    say(f"已移除 {removal['removed']} 家示例工会。" if removal["removed"] else "没有可以移除的示例工会。")
    if removal["with_applications"]:
        say(f"{removal['with_applications']} 家示例工会名下还有申请、会员或下级工会，留着，不再收新的申请。")
    if removal["without_successor"]:
        say(f"{removal['without_successor']} 个县区还没有自己的工会，示例先留着。导入后再移除一次。")
    return 0


def report_lines(report: Mapping[str, Any]) -> list[str]:
    """The report as people read it: what is wrong row by row, then what happened."""
    lines = remark_lines(report, HEADINGS)
    counts = f"共 {report['rows']} 行：新增 {report['new']} 家，更新 {report['updated']} 家"
    if report["problem_count"]:
        lines.append(f"有 {report['problem_count']} 处错误，一行也没有导入。改好后再试一次。")
    elif report["dry_run"]:
        lines.append(f"试运行，没有写入。{counts}。")
    else:
        lines.append(f"已导入。{counts}。")
        if report["samples"]:
            lines.append(f"还有 {report['samples']} 家示例工会，正式使用前用 unions remove-samples 移除。")
    return lines
