"""`filings list|retry|export|import`: what goes to the union's own system, for staff at a terminal."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from actions.api_client import ApiClient, ApiRefused, ApiUnreachable
from actions.command_line import Commands, Say, remark_lines, shown_text, shown_time, take_in_list
from actions.excel_file import UnreadableSheet
from actions.filing.columns import RESULT_HEADINGS
from actions.filing.sheet import read_results, write_export
from actions.filing.states import CAUSE_NAMES, NAMES, Cause, State


def add_commands(commands: Commands[argparse.ArgumentParser]) -> None:
    filings = commands.add_parser("filings", help="filing to the union's own system: list, retry, export, import")
    acts = filings.add_subparsers(required=True, metavar="ACT")
    listing = acts.add_parser("list", help="filings, newest first; undone ones oldest first")
    listing.add_argument("--state", choices=[state.value for state in State], help="only those in this state")
    listing.set_defaults(run=list_filings)
    retrying = acts.add_parser("retry", help="put what failed back into the queue")
    which = retrying.add_mutually_exclusive_group(required=True)
    which.add_argument("numbers", nargs="*", default=[], metavar="NUMBER", help="of an application")
    which.add_argument("--all", action="store_true", help="everything that failed")
    retrying.set_defaults(run=retry)
    exporting = acts.add_parser("export", help="hand out what waits as a list (.xlsx, .csv)")
    exporting.add_argument("file", type=Path)
    exporting.add_argument("--batch", help="an earlier list once more, for example BS26-000001-8")
    exporting.set_defaults(run=export_file)
    importing = acts.add_parser("import", help="take in a result list (.xlsx, .csv), or none of it")
    importing.add_argument("file", type=Path)
    importing.add_argument("--dry-run", action="store_true", help="only report what would happen")
    importing.set_defaults(run=import_file)


async def list_filings(wanted: argparse.Namespace, api: ApiClient, say: Say) -> int:
    query = {"state": wanted.state} if wanted.state else {}
    found = (await api.get("/v1/filings", **query))["filings"]
    for one in found:
        cause = CAUSE_NAMES[Cause(one["cause"])] if one["cause"] else None
        why = "：".join(piece for piece in (cause, one["reason"]) if piece)
        shown = (one["number"], NAMES[State(one["state"])], shown_time(one["updated_at"]), one["union"]["name"])
        say("\t".join((*shown, shown_text(one["reference"] or why))))
    if not found:
        say("没有报送。")
    return 0


async def retry(wanted: argparse.Namespace, api: ApiClient, say: Say) -> int:
    numbers = None if wanted.all else wanted.numbers
    done = await api.post("/v1/filings/retries", {"numbers": numbers})
    say(f"{done['retried']} 份重新等报送。")
    return 0


async def export_file(wanted: argparse.Namespace, api: ApiClient, say: Say) -> int:
    """The file is tried before anything is handed out; one that is there already may be an earlier list."""
    if wanted.file.exists():
        say(f"{wanted.file} 已经有了，请换一个文件名。")
        return 1
    try:
        write_export([], wanted.file)
        try:
            done = await api.post("/v1/filings/batches", {"batch": wanted.batch} if wanted.batch else {})
            rows = (await api.get(f"/v1/filings/batches/{done['number']}"))["rows"]
        except (ApiRefused, ApiUnreachable):
            wanted.file.unlink()
            raise
        write_export(rows, wanted.file)
    except UnreadableSheet as error:
        say(str(error))
        return 1
    except OSError as error:
        say(f"写不进 {wanted.file}（{error.strerror}）。")
        return 1
    say(f"已导出 {len(rows)} 份到 {wanted.file}，批号 {done['number']}。里面有个人信息，用完请删掉。")
    if done["left"]:
        say(f"还有 {done['left']} 份等报送，请再导出一次。")
    return 0


async def import_file(wanted: argparse.Namespace, api: ApiClient, say: Say) -> int:
    """As `take_in_list`."""
    path, nothing = "/v1/filings/results", "文件里只有列名，没有结果。"
    return await take_in_list(wanted, api, say, path=path, read=read_results, lines=report_lines, nothing=nothing)


def report_lines(report: Mapping[str, Any]) -> list[str]:
    """The report as people read it: what is wrong row by row, then what happened."""
    lines = remark_lines(report, RESULT_HEADINGS)
    counts = f"共 {report['rows']} 行：成功 {report['filed']} 份，失败 {report['failed']} 份"
    rest = (("早已登记", report["unchanged"]), ("还没有结果", report["unanswered"]))
    counts += "".join(f"，{name} {count} 份" for name, count in rest if count)
    if report["problem_count"]:
        lines.append(f"有 {report['problem_count']} 处错误，一行也没有导入。改好后再试一次。")
    elif report["dry_run"]:
        lines.append(f"试运行，没有写入。{counts}。")
    else:
        lines.append(f"已导入。{counts}。")
    return lines
