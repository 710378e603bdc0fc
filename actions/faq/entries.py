"""The shipped FAQ, `data/faq/<category>/<topic>.yaml`: one file per topic, all checked before any is published."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BeforeValidator, Field, ValidationError

from actions.faq.content import Id, TopicContent, VariantContent
from actions.faq.scope import EntryName, Scope
from actions.faq.variables import listed, lone_brace_in, unknown_in
from actions.reference import rows, variables


class UnreadableEntry(Exception):
    """An entry cannot be published; the text names file and field in one line."""


class UnreadableFile(UnreadableEntry):
    """A file that is no YAML, or cannot be opened (`reason`); `line` counts from 1, None where none is known."""

    def __init__(self, text: str, *, reason: str = "", line: int | None = None) -> None:
        super().__init__(text)
        self.reason = reason
        self.line = line


# YAML reads a code without quotes as a number.
_Code = Annotated[Id, BeforeValidator(lambda value: str(value) if isinstance(value, int) else value)]
_Review = Annotated[str, Field(min_length=1, max_length=20)]


class Variant(VariantContent):
    """An answer to the same topic for a narrower place or trade."""

    areas: tuple[_Code, ...] = ()
    trades: tuple[_Code, ...] = ()
    review: _Review


class Entry(TopicContent):
    """What stands in one file."""

    topic: Id
    review: _Review
    variants: tuple[Variant, ...] = ()

    def parts(self) -> Iterator[tuple[EntryName, VariantContent, str]]:
        """The general answer first, then the variants: how each is called, what it says, its review mark."""
        yield EntryName(self.topic), _only(TopicContent, self), self.review
        for one in self.variants:
            yield EntryName(self.topic, Scope.of(one.areas, one.trades)), _only(VariantContent, one), one.review


def load_entries(data_dir: Path) -> list[Entry]:
    """All entries, by topic. Raises UnreadableEntry, UnreadableList."""
    folder = data_dir / "faq"
    entries = {path: _read(path) for path in sorted(folder.rglob("*.yaml"))}
    if not entries:
        raise UnreadableEntry(f"{folder} has no entries")
    tasks = {row["id"] for row in rows(data_dir / "tasks.csv", "id")}
    _check_together(entries, tasks)
    _check_variables(entries, [one.name for one in variables(data_dir).values()])
    return sorted(entries.values(), key=lambda entry: entry.topic)


def read_yaml(path: Path) -> Any:
    """What stands in a YAML file, whatever it is. Raises UnreadableFile."""
    try:
        # libyaml's safe loader, ten times as quick as the one in Python: every start reads all files.
        return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except OSError as error:
        raise UnreadableFile(f"{path} cannot be read ({type(error).__name__})", reason=error.strerror or "") from error
    except (yaml.YAMLError, ValueError) as error:  # ValueError: not UTF-8, or a date such as 2026-02-30
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else None
        raise UnreadableFile(f"{path} is not YAML{f' at line {line}' if line else ''}", line=line) from error


def _only(kind: type[VariantContent], whole: VariantContent) -> VariantContent:
    return kind.model_validate({name: getattr(whole, name) for name in kind.model_fields})


def _read(path: Path) -> Entry:
    try:
        entry = Entry.model_validate(read_yaml(path))
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
        names = [name for name, *_ in entry.parts()]
        if any(not name.scope.key for name in names[1:]) or len(set(names)) < len(names):
            raise UnreadableEntry(f"{path}: variants: each needs areas or trades of its own")
        for _, content, _ in entry.parts():
            if unknown := _first_unknown(content.buttons, topics.keys() | tasks):
                raise UnreadableEntry(f"{path}: buttons: {unknown} is neither a task nor a topic")


def _check_variables(entries: dict[Path, Entry], known: Sequence[str]) -> None:
    for path, entry in entries.items():
        for _, content, _ in entry.parts():
            if wrong := unknown_in(content.answer, known) or lone_brace_in(content.answer):
                raise UnreadableEntry(f"{path}: answer: {wrong} is no variable; there are {listed(known)}")


def _first_unknown(buttons: Sequence[str], known: set[str]) -> str | None:
    return next((button for button in buttons if button not in known), None)
