"""`faq draft|import|export`: answers from files and into files."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from actions.api_client import ApiClient, ApiRefused
from actions.command_line import Say, shown_text
from actions.excel_file import UnreadableSheet
from actions.faq.columns import heading
from actions.faq.entries import UnreadableFile, read_yaml
from actions.faq.list_rows import AnswerList, FileRow, sendable, whole_report
from actions.faq.scope import EntryName, Scope
from actions.faq.sheet import answers_sheet, read_answers
from actions.faq.yaml_files import file_rows, read_file_rows, read_folder, unreadable_row, write_folder
from actions.spreadsheet import read_file

_STDIN = "标准输入"


async def draft_from_file(wanted: argparse.Namespace, api: ApiClient, say: Say) -> int:
    """0 when every part of the file that differs from what is out is a draft now; 1 when something is wrong."""
    where = _STDIN if wanted.file == "-" else wanted.file
    name = EntryName.parse(wanted.entry)
    try:
        document = yaml.safe_load(sys.stdin.read()) if wanted.file == "-" else read_yaml(Path(wanted.file))
    except UnreadableFile as error:
        _say_report(whole_report([unreadable_row(error, where)], None), say, everything=False)
        return 1
    except (yaml.YAMLError, ValueError):
        say(f"{where} 不是 YAML。")
        return 1
    rows = list(file_rows(document, where))
    if any(faults for *_, faults in rows):
        _say_report(whole_report([row for row in rows if row[2]], None), say, everything=False)
        return 1
    if name is None or document.get("topic") != name.topic:
        say(f"文件写的是 {shown_text(str(document.get('topic')))}，不是 {wanted.entry}。")
        return 1
    wanted_parts = [part for part in _parts(document) if not name.scope.key or part[0] == name]
    written = 0
    for part, body in wanted_parts:
        written += await _draft_part(part, body, wanted, api, say)
    if not written:
        say("没有改动，不用起草。")
    return 0


async def _draft_part(
    name: EntryName, content: Mapping[str, Any], wanted: argparse.Namespace, api: ApiClient, say: Say
) -> bool:
    """Whether it became a draft; what is out already says the same otherwise."""
    body = {
        "as": wanted.member,
        "topic": name.topic,
        "areas": name.scope.areas,
        "trades": name.scope.trades,
        "content": content,
        "draft_version": wanted.version,
    }
    try:
        drafted = await api.post("/v1/faq/drafts", body)
    except ApiRefused as refused:
        if refused.kind != "nothing-changed":
            raise
        return False
    say(f"{drafted['revision']}\t第 {drafted['draft_version']} 稿")
    return True


async def import_list(wanted: argparse.Namespace, api: ApiClient, say: Say) -> int:
    """0 when the list is fine (and its drafts are made, unless it was a dry run), 1 when a row is not."""
    try:
        found = read_list(wanted.path)
    except UnreadableSheet as error:
        say(str(error))
        return 1
    for note in found.notes:
        say(shown_text(note))
    if not found.rows:
        say("文件里只有列名，没有答复。")
        return 1
    report = await _posted(found.rows, wanted, api, dry_run=wanted.dry_run)
    _say_report(report, say, everything=wanted.dry_run)
    return 1 if report["wrong"] else 0


async def export_all(wanted: argparse.Namespace, api: ApiClient, say: Say) -> int:
    topics = (await api.get("/v1/faq/export"))["topics"]
    try:
        if wanted.path.suffix.lower() == ".xlsx":
            wanted.path.write_bytes(answers_sheet(topics))
        else:
            write_folder(topics, wanted.path)
    except OSError as error:
        say(f"写不进 {wanted.path}（{error.strerror}）。")
        return 1
    say(f"已导出 {len(topics)} 个问题到 {wanted.path}。")
    return 0


def read_list(path: Path) -> AnswerList:
    """The rows of a sheet, a file or a folder. Raises UnreadableSheet."""
    if path.is_dir():
        return AnswerList(read_folder(path))
    if path.suffix.lower() in (".yaml", ".yml"):
        if not path.exists():
            raise UnreadableSheet(f"没有 {path} 这个文件。")
        return AnswerList(read_file_rows(path, path.name))
    if path.suffix.lower() in (".xlsx", ".xls", ".csv"):
        return read_answers(read_file(path), path.name)
    raise UnreadableSheet("只认 .xlsx、.csv、.yaml 和放着 .yaml 的文件夹。")


async def _posted(
    rows: Sequence[FileRow], wanted: argparse.Namespace, api: ApiClient, *, dry_run: bool
) -> dict[str, Any]:
    """The service's report, with the rows that could not even be sent in their places."""
    sound = sendable(rows)
    body = {"as": wanted.member, "dry_run": dry_run or len(sound) < len(rows), "rows": sound}
    return whole_report(rows, await api.post("/v1/faq/imports", body) if sound else None)


def _say_report(report: Mapping[str, Any], say: Say, *, everything: bool) -> None:
    """What is wrong row by row, then what happened; `everything` names the rows that need nothing, too."""
    names = {"new": "新增", "changed": "改", "unchanged": "不变"}
    for row in report["rows"]:
        for one in row["problems"]:
            say(shown_text(f"有误 {row['place']}「{heading(one['column'])}」：{one['problem']}。{one['advice']}。"))
        if not row["problems"] and (everything or row["outcome"] != "unchanged"):
            columns = "、".join(heading(column) for column in row["columns"]) if row["outcome"] == "changed" else ""
            pieces = (row["place"], row["entry"], names[row["outcome"]], columns, row["draft"] or "")
            say(" ".join(piece for piece in pieces if piece))
    if report["wrong"]:
        say(f"有 {report['wrong']} 行有误，一行也没有导入。改好后再试一次。")
        return
    counts = f"新增 {report['new']} 条，改 {report['changed']} 条，不变 {report['unchanged']} 条"
    say(f"试运行，没有写入。{counts}。" if report["dry_run"] else f"已写成草稿，还没有发布。{counts}。")


def _parts(document: Mapping[str, Any]) -> Iterator[tuple[EntryName, dict[str, Any]]]:
    """The entries a sound file speaks of and what it says, the general one first."""
    topic = str(document["topic"])
    yield EntryName(topic), _content(document, "topic", "review", "variants")
    for variant in document.get("variants") or []:
        areas, trades = ([str(code) for code in variant.get(name) or []] for name in ("areas", "trades"))
        yield EntryName(topic, Scope.of(areas, trades)), _content(variant, "areas", "trades", "review")


def _content(part: Mapping[str, Any], *left_out: str) -> dict[str, Any]:
    return {name: _json(value) for name, value in part.items() if name not in left_out}


def _json(value: Any) -> Any:
    """Dates as text."""
    if isinstance(value, dict):
        return {name: _json(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_json(each) for each in value]
    return value if isinstance(value, (str, bool)) or value is None else str(value)
