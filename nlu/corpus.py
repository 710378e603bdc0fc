"""Reads the training lines from the data folder: FAQ entries, task phrasings, background lines."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from nlu.errors import DataUnreadable
from nlu.intents.examples import OUT_OF_SCOPE, Example
from nlu.topics import TopicText, topic_examples

# "[包河区](region)" or "[包河区]{...}" in Rasa's training data; marks such as "[手机号]" stand without a second part.
_ANNOTATION = re.compile(r"\[([^\]]+)\](?:\([^)]*\)|\{[^}]*\})")
_ENTITY = re.compile(r"\[(?P<text>[^\]]+)\]\((?P<kind>[^):]+)\)")


def read_corpus(data_dir: Path) -> list[Example]:
    """Every line, in the order of the file names. Raises DataUnreadable naming the first bad file."""
    return [*topic_examples(read_topics(data_dir)), *_tasks(data_dir), *_background(data_dir / "background")]


def read_annotations(data_dir: Path) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Each task phrasing with its marked entities: (text without marks, [(kind, text)])."""
    for path in _files(data_dir / "tasks", "*.yml"):
        for _, line in _phrasings(path):
            marked = [(match["kind"], match["text"]) for match in _ENTITY.finditer(line)]
            if marked:
                yield without_annotations(line), marked


def without_annotations(line: str) -> str:
    return _ANNOTATION.sub(r"\1", line)


def read_topics(data_dir: Path) -> Iterator[TopicText]:
    """The FAQ entries, by path. Raises DataUnreadable."""
    for path in _files(data_dir / "faq", "**/*.yaml"):
        entry = _yaml(path)
        try:
            yield TopicText(
                id=str(entry["topic"]),
                title=str(entry["title"]),
                answer=str(entry["answer"]),
                sensitive=bool(entry["sensitive"]),
                phrasings=tuple(str(line) for line in entry["phrasings"]),
            )
        except (KeyError, TypeError) as error:
            raise DataUnreadable(path, f"no whole FAQ entry ({error})") from error


def _tasks(data_dir: Path) -> Iterator[Example]:
    kinds = _task_kinds(data_dir / "tasks.csv")
    for path in _files(data_dir / "tasks", "*.yml"):
        for label, line in _phrasings(path):
            if label not in kinds:
                raise DataUnreadable(path, f"intent {label} is not in tasks.csv")
            yield Example(without_annotations(line), label, kinds[label])


def _task_kinds(path: Path) -> dict[str, str]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return {row["id"]: row["kind"] for row in csv.DictReader(file)}
    except (OSError, KeyError, UnicodeDecodeError, csv.Error) as error:
        raise DataUnreadable(path, f"no list of tasks with id and kind ({error})") from error


def _phrasings(path: Path) -> Iterator[tuple[str, str]]:
    """(intent, line as it is written) of a training file in Rasa's format."""
    try:
        for block in _yaml(path)["nlu"]:
            for line in block["examples"].splitlines():
                if line.strip():
                    yield block["intent"], line.strip().removeprefix("-").strip()
    except (KeyError, TypeError, AttributeError) as error:
        raise DataUnreadable(path, f"no training data with intents and examples ({error})") from error


def _background(folder: Path) -> Iterator[Example]:
    for path in _files(folder, "*.txt"):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.strip():
                yield Example(line.strip(), OUT_OF_SCOPE, "chat")


def _files(folder: Path, pattern: str) -> list[Path]:
    found = sorted(folder.glob(pattern))
    if not found:
        raise DataUnreadable(folder, f"holds no {pattern} file")
    return found


def _yaml(path: Path) -> Any:
    try:
        # libyaml's safe loader, ten times as quick as the one in Python.
        return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise DataUnreadable(path, str(error).splitlines()[0]) from error
