"""Closed lists this service checks against, and the bot's words around an answer; read from `data/` once at start."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

import yaml


class UnreadableList(Exception):
    """A list is missing or unreadable; the text names the file."""


@dataclass(frozen=True)
class Region:
    """A city or county by its GB/T 2260 code; `parent` is the city's code, empty for a city."""

    code: str
    name: str
    level: Literal["city", "county"]
    parent: str


@dataclass(frozen=True)
class Variable:
    """What may stand in braces in an answer, in words for staff; `fallback` stands for it where nobody knows."""

    name: str
    means: str
    fallback: str


#: Keys of data/responses; one text each, with the gaps in braces.
_AROUND_ANSWERS = (
    "faq.source",
    "faq.sensitive",
    "faq.holds_for",
    "faq.holds_in_anhui",
    "button.human",
    "button.transfer",
    "button.unhelpful",
    "date.this_year",
)


@dataclass(frozen=True)
class Reference:
    regions: Mapping[str, Region]
    trades: Mapping[str, str]  # code → name
    platforms: Mapping[str, str]  # code → name
    facilities: Mapping[str, str]  # code → name
    tasks: Mapping[str, str]  # id → title, with what only steers a conversation or is chat
    buttons: Sequence[str]  # ids of the tasks that a button under an answer may lead to
    new_trades: Sequence[str]  # codes of the trades that are new forms of work
    insurer_columns: Sequence[tuple[str, str]]  # heading and field of the form that goes to the insurer
    around_answers: Mapping[str, str]  # what the bot says in and around an answer, by the key in data/responses
    variables: Mapping[str, Variable]  # of answers, by id

    @classmethod
    def load(cls, data_dir: Path) -> Reference:
        """Raises UnreadableList."""
        regions = {
            row["code"]: Region(row["code"], row["name"], cast(Literal["city", "county"], row["level"]), row["parent"])
            for row in rows(data_dir / "regions.csv", "code", "name", "level", "parent")
        }
        tasks = rows(data_dir / "tasks.csv", "id", "kind", "title")
        return cls(
            regions,
            _names(data_dir / "trades.csv"),
            _names(data_dir / "platforms.csv"),
            _names(data_dir / "facilities.csv"),
            {row["id"]: row["title"] for row in tasks},
            [row["id"] for row in tasks if row["kind"] == "task"],
            [row["code"] for row in rows(data_dir / "cover" / "trades.csv", "code")],
            [
                (row["heading"], row["field"])
                for row in rows(data_dir / "cover" / "insurer_form.csv", "heading", "field")
            ],
            _sentences(data_dir / "responses", _AROUND_ANSWERS),
            variables(data_dir),
        )

    def county(self, code: str) -> Region | None:
        """The county with that code; None when there is none, or the code is a city's."""
        region = self.regions.get(code)
        return region if region is not None and region.level == "county" else None

    def region_name(self, code: str) -> str:
        """`蚌埠市龙子湖区` for a county, the city's name for a city, the code itself when unknown."""
        region = self.regions.get(code)
        if region is None:
            return code
        parent = self.regions.get(region.parent)
        return f"{parent.name}{region.name}" if parent else region.name


def variables(data_dir: Path) -> dict[str, Variable]:
    """The variables of answers, by id. Raises UnreadableList."""
    path = data_dir / "answer_variables.yaml"
    try:
        said = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        return {id_: Variable(*(str(one[key]) for key in ("name", "means", "fallback"))) for id_, one in said.items()}
    except (OSError, UnicodeDecodeError, yaml.YAMLError, AttributeError, KeyError, TypeError) as error:
        raise UnreadableList(f"{path} cannot be read ({type(error).__name__})") from error


def _names(path: Path) -> dict[str, str]:
    return {row["code"]: row["name"] for row in rows(path, "code", "name")}


def _sentences(folder: Path, keys: Sequence[str]) -> dict[str, str]:
    """Raises UnreadableList."""
    found: dict[str, str] = {}
    for path in sorted(folder.glob("*.yaml")):
        try:
            said = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
            raise UnreadableList(f"{path} cannot be read ({type(error).__name__})") from error
        found |= {key: said[key].strip() for key in keys if isinstance(said, dict) and isinstance(said.get(key), str)}
    if missing := [key for key in keys if key not in found]:
        raise UnreadableList(f"{folder} lacks the texts {', '.join(missing)}")
    return found


def rows(path: Path, *columns: str) -> list[dict[str, str]]:
    """The rows of one list, which has at least these columns. Raises UnreadableList."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            missing = set(columns) - set(reader.fieldnames or ())
            if missing:
                raise UnreadableList(f"{path} lacks the columns {', '.join(sorted(missing))}")
            return list(reader)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UnreadableList(f"{path} cannot be read ({type(error).__name__})") from error
