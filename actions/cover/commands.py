"""`cover list`, `cover quota import|export`, `cover results import` at a terminal. Persons are at the desk only."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from actions.api_client import ApiClient
from actions.command_line import Commands, Say, remark_lines, take_in_list
from actions.cover.columns import QUOTA_HEADINGS, QUOTA_OPTIONAL, RESULT_HEADINGS, RESULT_OPTIONAL
from actions.cover.states import NAMES, CoverState
from actions.excel_file import UnreadableSheet
from actions.spreadsheet import listed_rows
from actions.text_sheet import write_rows


def add_commands(commands: Commands[argparse.ArgumentParser]) -> None:
    cover = commands.add_parser("cover", help="gifted accident cover: quotas of counties, the insurer's results")
    kinds = cover.add_subparsers(required=True, metavar="COMMAND")
    kinds.add_parser("list", help="every quota and how much of it is used").set_defaults(run=list_quotas)
    quota = kinds.add_parser("quota", help="quotas of counties: import, export")
    acts = quota.add_subparsers(required=True, metavar="ACT")
    importing = acts.add_parser("import", help="take in a list of quotas (.csv, .xlsx), or none of it")
    _reads_list(importing).set_defaults(run=import_quotas)
    exporting = acts.add_parser("export", help="write the quotas to a .csv or .xlsx file")
    exporting.add_argument("file", type=Path)
    exporting.set_defaults(run=export_quotas)
    results = kinds.add_parser("results", help="what the insurer sent back: import")
    acts = results.add_subparsers(required=True, metavar="ACT")
    importing = acts.add_parser("import", help="take in a result file (.csv, .xlsx), or none of it; workers are told")
    _reads_list(importing).set_defaults(run=import_results)


def _reads_list(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("file", type=Path)
    parser.add_argument("--dry-run", action="store_true", help="only report what would happen")
    return parser


async def list_quotas(_: argparse.Namespace, api: ApiClient, say: Say) -> int:
    found = (await api.get("/v1/cover/quotas"))["quotas"]
    for one in found:
        counts = "，".join(f"{NAMES[state]} {one['counts'][state]}" for state in CoverState if one["counts"][state])
        used = f"名额 {one['places']}，已用 {one['taken']}"
        say("\t".join((str(one["year"]), one["region_name"], used, counts or "还没有人答复")))
    if not found:
        say("还没有名额。用 cover quota export 得到一张空表，填好后导入。")
    return 0


async def import_quotas(wanted: argparse.Namespace, api: ApiClient, say: Say) -> int:
    """As `take_in_list`."""
    return await take_in_list(
        wanted,
        api,
        say,
        path="/v1/cover/quotas/imports",
        read=lambda path: listed_rows(path, QUOTA_HEADINGS, optional=QUOTA_OPTIONAL),
        lines=quota_lines,
        nothing="文件里只有列名，没有名额。",
    )


async def export_quotas(wanted: argparse.Namespace, api: ApiClient, say: Say) -> int:
    """In the shape `import_quotas` reads; without any, a form to fill in."""
    found = (await api.get("/v1/cover/quotas"))["quotas"]
    rows = [[names[0] for names in QUOTA_HEADINGS.values()]]
    rows += [[one["region_name"], str(one["year"]), str(one["places"]), "|".join(one["trades"])] for one in found]
    try:
        write_rows(rows, wanted.file, title="名额", widths={1: 24, 4: 48})
    except UnreadableSheet as error:
        say(str(error))
        return 1
    except OSError as error:
        say(f"写不进 {wanted.file}（{error.strerror}）。")
        return 1
    say(f"已导出 {len(found)} 行名额到 {wanted.file}。")
    return 0


async def import_results(wanted: argparse.Namespace, api: ApiClient, say: Say) -> int:
    """As `take_in_list`."""
    return await take_in_list(
        wanted,
        api,
        say,
        path="/v1/cover/results/imports",
        read=lambda path: listed_rows(path, RESULT_HEADINGS, optional=RESULT_OPTIONAL),
        lines=result_lines,
        nothing="文件里只有列名，没有结果。",
    )


def quota_lines(report: Mapping[str, Any]) -> list[str]:
    """The report as people read it."""
    counts = f"共 {report['rows']} 行：新增 {report['new']} 个，更新 {report['updated']} 个"
    return [*remark_lines(report, QUOTA_HEADINGS), _outcome(report, counts)]


def result_lines(report: Mapping[str, Any]) -> list[str]:
    """The report as people read it."""
    counts = f"共 {report['rows']} 行：新登记 {report['new']} 个结果"
    told = "" if report["dry_run"] or not report["new"] else "工友会在各自的聊天里收到通知。"
    return [
        *remark_lines(report, RESULT_HEADINGS),
        _outcome(report, counts) + ("" if report["problem_count"] else told),
    ]


def _outcome(report: Mapping[str, Any], counts: str) -> str:
    if report["problem_count"]:
        return f"有 {report['problem_count']} 处错误，一行也没有导入。改好后再试一次。"
    return f"试运行，没有写入。{counts}。" if report["dry_run"] else f"已导入。{counts}。"
