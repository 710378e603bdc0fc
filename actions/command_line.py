"""What a subject's `commands.py` offers to `cli.py`."""

from __future__ import annotations

import argparse
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from actions.api_client import ApiClient
from actions.clock import local_text
from actions.excel_file import UnreadableSheet
from actions.spreadsheet import Headings

#: Prints one line of the command's result.
Say = Callable[[str], None]

#: A command's `run`: speaks to the running service, says its result, returns the exit code. Raises ApiRefused …
Run = Callable[[argparse.Namespace, ApiClient, Say], Awaitable[int]]

Commands = argparse._SubParsersAction  # the type argparse gives, which it does not export


def shown_time(instant: str) -> str:
    """An instant of the API (ISO 8601) as staff read it: `2026-11-22 09:05`, China time."""
    return local_text(datetime.fromisoformat(instant))


def shown_text(text: str) -> str:
    """Somebody's words in one line, without characters that would steer the terminal."""
    return "".join(character if character.isprintable() else " " for character in text)


async def take_in_list(
    wanted: argparse.Namespace,
    api: ApiClient,
    say: Say,
    *,
    path: str,
    read: Callable[[Path], list[dict[str, str | int]]],
    lines: Callable[[Mapping[str, Any]], list[str]],
    nothing: str,
    about: Mapping[str, Any] | None = None,
) -> int:
    """Send the rows of `wanted.file` to `path`, and say what the report's `lines` are; `nothing` when it has no rows.

    `about` goes along: what the list as a whole is of.

    0 when the list is fine (and taken in, unless it was a dry run), 1 when a row is not. Raises ApiRefused …
    """
    try:
        rows = read(wanted.file)
    except UnreadableSheet as error:
        say(str(error))
        return 1
    if not rows:
        say(nothing)
        return 1
    report = await api.post(path, {"dry_run": wanted.dry_run, "rows": rows, **(about or {})})
    for line in lines(report):
        say(line)
    return 1 if report["problem_count"] else 0


def remark_lines(report: Mapping[str, Any], headings: Headings) -> list[str]:
    """What an import's report has to say about single cells, problems first; columns by their first headings."""
    return [
        *_remarks("有误", report["problems"], report["problem_count"], headings),
        *_remarks("提醒", report["notes"], report["note_count"], headings),
    ]


def _remarks(label: str, remarks: Sequence[Mapping[str, Any]], count: int, headings: Headings) -> list[str]:
    lines = [
        f"{label} 第 {remark['row']} 行「{headings[remark['column']][0]}」：{remark['problem']}。{remark['advice']}。"
        for remark in remarks
    ]
    if count > len(remarks):
        lines.append(f"{label} 还有 {count - len(remarks)} 处没有列出。")
    return lines
