"""Reads the data files the way their checks need them: rows of text, documents with dates as text."""

from __future__ import annotations

import csv
import json
import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator

DATA = Path(__file__).resolve().parents[2] / "data"

Row = dict[str, str]


class _PlainLoader(yaml.SafeLoader):
    """Leaves dates as the text that was written, so that a schema can check them."""


_PlainLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


@cache
def rows(path: str) -> tuple[Row, ...]:
    """The rows of a table under data/; a cell too many or too few is kept as a wrong row, for the schema to refuse."""
    with (DATA / path).open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file, restkey="?"))


def by(column: str, path: str) -> dict[str, Row]:
    return {row[column]: row for row in rows(path)}


@cache
def document(path: Path) -> Any:
    # S506 does not know that the loader is a safe one.
    return yaml.load(path.read_text(encoding="utf-8"), _PlainLoader)


def files(pattern: str) -> list[Path]:
    return sorted(DATA.glob(pattern))


def name_of(path: Path) -> str:
    return str(path.relative_to(DATA))


def parts(cell: str) -> list[str]:
    """What stands between the bars of a cell."""
    return [part for part in cell.split("|") if part]


def spellings(row: Row) -> list[str]:
    """Every way a row says its name may be written."""
    return list(dict.fromkeys([
        row["name"],
        *parts(row.get("short_name", "")),
        *parts(row.get("aliases", "")),
        *parts(row.get("misspellings", "")),
    ]))  # fmt: skip


@cache
def validator(schema: str) -> Draft202012Validator:
    return Draft202012Validator(json.loads((DATA / "schemas" / f"{schema}.json").read_text(encoding="utf-8")))


def faults(schema: str, thing: object) -> list[str]:
    """What the schema finds wrong, one line each."""
    return [f"{error.json_path}: {error.message}" for error in validator(schema).iter_errors(thing)]


# Rasa's training format: the words of an example, and in brackets before a round bracket those that are an entity.
_ENTITY = re.compile(r"\[([^\]]+)\]\((\w+)\)")


def examples(path: Path) -> list[str]:
    """The phrasings of one file of data/tasks, entities still marked."""
    return [line.removeprefix("- ") for line in document(path)["nlu"][0]["examples"].splitlines()]


def entities(example: str) -> list[tuple[str, str]]:
    """(words, kind) of each marked entity."""
    return _ENTITY.findall(example)


def unmarked(example: str) -> str:
    return _ENTITY.sub(r"\1", example)


def bare(text: str) -> str:
    """The text without what no worker means by it: width and case of letters, spaces, punctuation."""
    folded = unicodedata.normalize("NFKC", text).lower()
    return "".join(char for char in folded if unicodedata.category(char)[0] not in "PZC")


def phrasings() -> Iterator[tuple[str, str]]:
    """(file, phrasing) of every file that teaches what a sentence means."""
    for path in files("faq/*/*.yaml"):
        yield from ((name_of(path), text) for text in document(path)["phrasings"])
    for path in files("tasks/*.yml"):
        yield from ((name_of(path), unmarked(text)) for text in examples(path))


@cache
def homes() -> dict[str, tuple[str, ...]]:
    """For each phrasing, bare: the files it stands in, once for each time."""
    found: dict[str, tuple[str, ...]] = {}
    for file, text in phrasings():
        found[bare(text)] = (*found.get(bare(text), ()), file)
    return found
