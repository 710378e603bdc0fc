"""`rosters import FILE`, `rosters list` and `rosters export NUMBER FILE`, for staff at a terminal."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from actions.api_client import ApiClient
from actions.command_line import Commands, Say, remark_lines, take_in_list
from actions.rosters.columns import HEADINGS
from actions.rosters.sheet import codes_sheet, read_sheet


def add_commands(commands: Commands[argparse.ArgumentParser]) -> None:
    rosters = commands.add_parser("rosters", help="rosters of workers to invite: import, list, export")
    kinds = rosters.add_subparsers(required=True, metavar="COMMAND")
    importing = kinds.add_parser("import", help="take in a site's workers, names and phones only (.csv, .xlsx)")
    importing.add_argument("file", type=Path)
    importing.add_argument("--site", required=True, help="the site, as its workers call it")
    importing.add_argument("--area", required=True, help="its county, 6 digits, for example 340302")
    importing.add_argument("--employer", help="the company, as its workers call it")
    importing.add_argument("--dry-run", action="store_true", help="only report what would happen")
    importing.set_defaults(run=import_file)
    listing = kinds.add_parser("list", help="every roster with its counts")
    listing.set_defaults(run=list_rosters)
    exporting = kinds.add_parser("export", help="write a roster's invitation codes to an .xlsx file to hand out")
    exporting.add_argument("number", help="for example QD26-000001-6")
    exporting.add_argument("file", type=Path)
    exporting.set_defaults(run=export_codes)


async def import_file(wanted: argparse.Namespace, api: ApiClient, say: Say) -> int:
    """As `take_in_list`."""
    nothing = "文件里只有列名，没有人。"
    about = {"site": wanted.site, "region": wanted.area, "employer": wanted.employer}
    return await take_in_list(
        wanted,
        api,
        say,
        path="/v1/rosters/imports",
        read=read_sheet,
        lines=report_lines,
        nothing=nothing,
        about={name: value for name, value in about.items() if value is not None},
    )


async def list_rosters(_: argparse.Namespace, api: ApiClient, say: Say) -> int:
    found = (await api.get("/v1/rosters"))["rosters"]
    for one in found:
        counts = f"共 {one['total']}，已入会 {one['joined']}，在办 {one['applying']}，还没申请 {one['waiting']}"
        say("\t".join((one["number"], one["region"], one["site"], counts, "已到期" if one["purged"] else "")))
    if not found:
        say("没有清单。")
    return 0


async def export_codes(wanted: argparse.Namespace, api: ApiClient, say: Say) -> int:
    if wanted.file.suffix.lower() != ".xlsx":
        say("邀请码只写成 .xlsx，请换一个文件名。")
        return 1
    lines = (await api.post(f"/v1/rosters/{wanted.number}/invitations", {}))["lines"]
    try:
        wanted.file.write_bytes(codes_sheet(lines))
    except OSError as error:
        say(f"写不进 {wanted.file}（{error.strerror}）。")
        return 1
    say(f"已导出 {len(lines)} 个邀请码到 {wanted.file}。里面有姓名，只交给工会发码的人，发完就删。")
    return 0


def report_lines(report: Mapping[str, Any]) -> list[str]:
    """The report as people read it: what is wrong row by row, then what happened."""
    lines = remark_lines(report, HEADINGS)
    counts = f"共 {report['rows']} 行：新收 {report['new']} 人，清单里已有 {report['updated']} 人"
    if report["problem_count"]:
        lines.append(f"有 {report['problem_count']} 处错误，一行也没有导入。改好后再试一次。")
    elif report["dry_run"]:
        lines.append(f"试运行，没有写入。{counts}。")
    elif report["number"] is None:
        lines.append(f"没有新的人，不用导入。{counts}。")
    else:
        lines.append(f"已导入，清单编号 {report['number']}。{counts}。")
    return lines
