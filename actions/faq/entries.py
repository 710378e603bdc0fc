"""The shipped FAQ, `data/faq/<category>/<topic>.yaml`: one file per entry, all checked before any is published."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from actions.faq.model import FaqEntry
from actions.reference import rows

LONGEST_ANSWER = 350

Text = Annotated[str, Field(min_length=1)]


class UnreadableEntry(Exception):
    """An entry cannot be published; the text names file and field in one line."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class _Source(_Strict):
    text: Annotated[str, Field(min_length=1, max_length=200)]
    date: date
    facts: list[Text]


class Entry(_Strict):
    """What stands in one file."""

    topic: Annotated[str, Field(min_length=1, max_length=60)]
    title: Annotated[str, Field(min_length=1, max_length=60)]
    category: Annotated[str, Field(min_length=1, max_length=40)]
    sensitive: bool
    answer: Annotated[str, Field(min_length=1, max_length=LONGEST_ANSWER)]
    source: _Source
    valid_from: date
    review: Annotated[str, Field(min_length=1, max_length=20)]
    buttons: list[Text]
    phrasings: Annotated[list[Text], Field(min_length=1)]

    def row(self) -> FaqEntry:
        """A new row for the table, in no session yet."""
        return FaqEntry(
            id=self.topic,
            category=self.category,
            title=self.title,
            answer=self.answer,
            buttons=self.buttons,
            sensitive=self.sensitive,
            source_text=self.source.text,
            source_date=self.source.date,
            review=self.review,
            phrasings=self.phrasings,
        )


def load_entries(data_dir: Path) -> list[Entry]:
    """All entries, by topic. Raises UnreadableEntry, UnreadableList."""
    folder = data_dir / "faq"
    entries = {path: _read(path) for path in sorted(folder.rglob("*.yaml"))}
    if not entries:
        raise UnreadableEntry(f"{folder} has no entries")
    tasks = {row["id"] for row in rows(data_dir / "tasks.csv", "id")}
    _check_together(entries, tasks)
    return sorted(entries.values(), key=lambda entry: entry.topic)


def _read(path: Path) -> Entry:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UnreadableEntry(f"{path} cannot be read ({type(error).__name__})") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f" at line {mark.line + 1}" if mark else ""
        raise UnreadableEntry(f"{path} is not YAML{where}") from error
    try:
        entry = Entry.model_validate(content)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name = ".".join(str(part) for part in first["loc"]) or "the file"
        raise UnreadableEntry(f"{path}: {name}: {first['msg'].lower()}") from error
    for name, expected in (("topic", path.stem), ("category", path.parent.name)):
        if getattr(entry, name) != expected:
            raise UnreadableEntry(f"{path}: {name}: must be {expected}, as the file is called")
    return entry


def _check_together(entries: dict[Path, Entry], tasks: set[str]) -> None:
    topics: dict[str, Path] = {}
    for path, entry in entries.items():
        if entry.topic in topics:
            raise UnreadableEntry(f"{path}: topic: {topics[entry.topic]} has the same")
        topics[entry.topic] = path
    for path, entry in entries.items():
        if unknown := _first_unknown(entry.buttons, topics.keys() | tasks):
            raise UnreadableEntry(f"{path}: buttons: {unknown} is neither a task nor a topic")


def _first_unknown(buttons: Sequence[str], known: set[str]) -> str | None:
    return next((button for button in buttons if button not in known), None)
