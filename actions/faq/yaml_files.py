"""A folder of answers in the shape of `data/faq`: one file per topic, written so that reading and writing agree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from actions.excel_file import UnreadableSheet
from actions.faq.checking import Fault
from actions.faq.entries import UnreadableFile, read_yaml
from actions.faq.list_rows import FileRow

_TOPIC_KEYS = ("topic", "title", "category", "sensitive", "answer", "source", "valid_from", "valid_until", "review",
               "buttons", "phrasings", "variants")  # fmt: skip
_VARIANT_KEYS = ("areas", "trades", "answer", "source", "valid_from", "valid_until", "review", "buttons")
_SOURCE_KEYS = ("text", "date", "facts")
_LISTS = ("areas", "trades", "buttons", "phrasings", "facts")
_NOT_TAKEN_IN = ("review", "variants")


def file_text(topic: Mapping[str, Any]) -> str:
    """The file of one topic of the API's export; the same topic always gives the same bytes."""
    lines = [
        *(f"{name}: {_scalar(topic[name])}" for name in ("topic", "title", "category")),
        f"sensitive: {'true' if topic['sensitive'] else 'false'}",
        *_answer(topic),
        "phrasings:",
        *(f"  - {_scalar(phrasing)}" for phrasing in topic["phrasings"]),
    ]
    if topic.get("variants"):
        lines.append("variants:")
        lines += [line for variant in topic["variants"] for line in _variant(variant)]
    return "\n".join(lines) + "\n"


def variant_text(variant: Mapping[str, Any]) -> str:
    """One answer for a narrower place or trade, as its topic's file holds it."""
    return "\n".join(["variants:", *_variant(variant)]) + "\n"


def write_folder(topics: list[Mapping[str, Any]], folder: Path) -> None:
    """`<category>/<topic>.yaml` for each; files of topics that are out no more are left to whoever looks after them."""
    for topic in topics:
        path = folder / topic["category"] / f"{topic['topic']}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(file_text(topic), encoding="utf-8", newline="\n")


def read_folder(folder: Path) -> list[FileRow]:
    """The rows of every file below the folder, in the order of their paths; a file that cannot be read is one, too.

    Raises UnreadableSheet when there is no file.
    """
    paths = sorted(folder.rglob("*.yaml"))
    if not paths:
        raise UnreadableSheet("这个文件夹里没有 .yaml 文件。")
    return [row for path in paths for row in read_file_rows(path, str(path.relative_to(folder)))]


def read_file_rows(path: Path, place: str) -> list[FileRow]:
    """The rows of one file; of one that cannot be read, a single row that says why."""
    try:
        return list(file_rows(read_yaml(path), place))
    except UnreadableFile as error:
        return [unreadable_row(error, place)]


def unreadable_row(error: UnreadableFile, place: str) -> FileRow:
    """A row in the place of those a file would have held."""
    if error.line:
        fault = Fault("文件", f"第 {error.line} 行读不懂，不是 YAML", "看看这一行和上一行的缩进、引号、冒号和括号")
    elif error.reason:
        fault = Fault("文件", f"打不开（{error.reason}）", "看看路径对不对、有没有权限")
    else:
        fault = Fault("文件", "读不懂，不是 UTF-8 的 YAML，或者有不存在的日期", "另存为 UTF-8，再看看日期")
    return place, {}, [fault]


def file_rows(document: Any, place: str) -> Iterator[FileRow]:
    """The general answer, then each variant, as import rows."""
    if not isinstance(document, dict):
        yield place, {}, [Fault("文件", "不是一条问答", "照 data/faq 里的文件写")]
        return
    yield _row(document, place, _TOPIC_KEYS)
    variants = document.get("variants") or []
    if not isinstance(variants, list):
        yield place, {}, [Fault("variants", "不是列表", "每条以 - 开头")]
        return
    for number, variant in enumerate(variants, start=1):
        where = f"{place} 第 {number} 条分地区答复"
        if not isinstance(variant, dict):
            yield where, {}, [Fault("variants", "读不懂", "写上 areas、trades、answer、source、valid_from")]
            continue
        row = _row(variant, where, _VARIANT_KEYS)
        row[1]["topic"] = str(document.get("topic", ""))
        if not row[1].get("areas") and not row[1].get("trades"):
            row[2].append(Fault("areas", "地区和行当都没有填", "至少填一样"))
        yield row


def _row(document: Mapping[str, Any], place: str, known: tuple[str, ...]) -> FileRow:
    cells: dict[str, str] = {}
    faults: list[Fault] = []
    source = document.get("source")
    parts = source if isinstance(source, dict) else {"text": source}
    values = {name: value for name, value in document.items() if name != "source"} | {
        {"text": "source", "date": "source_date"}.get(str(name), name): value for name, value in parts.items()
    }
    for name in [
        *(name for name in document if name not in known),
        *(name for name in parts if name not in _SOURCE_KEYS),
    ]:
        faults.append(Fault(str(name)[:40], "不认识这一项", "看看是不是写错了字"))
        values.pop(name, None)
    for name, value in values.items():
        if name in _NOT_TAKEN_IN or value is None:
            continue
        text = _cell(value) if name not in _LISTS else _list(value)
        if text is None:
            faults.append(Fault(name, "读不懂", "写成列表，每个一项" if name in _LISTS else "写成一段文字"))
        else:
            cells[name] = text
    return place, cells, faults


def _cell(value: object) -> str | None:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, str) else None


def _list(value: object) -> str | None:
    """One a line; a code without quotes was read as a number."""
    if not isinstance(value, list) or not all(isinstance(one, (str, int)) and "\n" not in str(one) for one in value):
        return None
    return "\n".join(str(one) for one in value)


def _variant(variant: Mapping[str, Any]) -> list[str]:
    of_whom = [f"{name}: [{', '.join(variant[name])}]" for name in ("areas", "trades")]
    first, *rest = [*of_whom, *_answer(variant)]
    return [f"  - {first}", *(f"    {line}" if line else "" for line in rest)]


def _answer(part: Mapping[str, Any]) -> list[str]:
    source = part["source"]
    return [
        "answer: |",
        *(f"  {line}" if line else "" for line in part["answer"].split("\n")),
        "source:",
        f"  text: {_scalar(source['text'])}",
        f"  date: {source['date']}",
        f"  facts: [{', '.join(_scalar(fact, flow=True) for fact in source['facts'])}]",
        f"valid_from: {part['valid_from']}",
        *([f"valid_until: {part['valid_until']}"] if part.get("valid_until") else []),
        f"review: {_scalar(part['review'])}",
        f"buttons: [{', '.join(_scalar(button, flow=True) for button in part['buttons'])}]",
    ]


def _scalar(text: str, *, flow: bool = False) -> str:
    """The text as it is where YAML reads it back so, else in quotes."""
    try:
        is_plain = yaml.safe_load(f"- [{text}]" if flow else f"- {text}") == ([[text]] if flow else [text])
    except (yaml.YAMLError, ValueError):
        is_plain = False
    return text if is_plain else "'{}'".format(text.replace("'", "''"))
