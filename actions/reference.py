"""Closed lists this service checks against, read from `data/*.csv` once at start."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast


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
class Reference:
    regions: Mapping[str, Region]
    trades: Mapping[str, str]  # code → name
    platforms: Mapping[str, str]  # code → name
    facilities: Mapping[str, str]  # code → name
    tasks: Mapping[str, str]  # id → title
    new_trades: Sequence[str]  # codes of the trades that are new forms of work
    insurer_columns: Sequence[tuple[str, str]]  # heading and field of the form that goes to the insurer

    @classmethod
    def load(cls, data_dir: Path) -> Reference:
        """Raises UnreadableList."""
        regions = {
            row["code"]: Region(row["code"], row["name"], cast(Literal["city", "county"], row["level"]), row["parent"])
            for row in rows(data_dir / "regions.csv", "code", "name", "level", "parent")
        }
        return cls(
            regions,
            _names(data_dir / "trades.csv"),
            _names(data_dir / "platforms.csv"),
            _names(data_dir / "facilities.csv"),
            {row["id"]: row["title"] for row in rows(data_dir / "tasks.csv", "id", "title")},
            [row["code"] for row in rows(data_dir / "cover" / "trades.csv", "code")],
            [
                (row["heading"], row["field"])
                for row in rows(data_dir / "cover" / "insurer_form.csv", "heading", "field")
            ],
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


def _names(path: Path) -> dict[str, str]:
    return {row["code"]: row["name"] for row in rows(path, "code", "name")}


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
