"""A list of organizations as a file: read from and written to CSV or Excel, lists in one cell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from actions.spreadsheet import listed_rows
from actions.text_sheet import write_rows
from actions.unions.columns import HEADINGS, OPTIONAL
from actions.unions.model import KIND_NAMES, Kind

_WIDTHS = {"name": 36, "employers": 48}


def read_sheet(path: Path) -> list[dict[str, str | int]]:
    """As `listed_rows`. Raises UnreadableSheet."""
    return listed_rows(path, HEADINGS, optional=OPTIONAL)


def write_sheet(unions: Iterable[Mapping[str, Any]], path: Path) -> None:
    """As the API lists them, in the shape `read_sheet` reads. Raises UnreadableSheet, OSError."""
    rows = [[names[0] for names in HEADINGS.values()], *(_cells(one) for one in unions)]
    widths = {place: _WIDTHS[column] for place, column in enumerate(HEADINGS, start=1) if column in _WIDTHS}
    write_rows(rows, path, title="工会", widths=widths, frozen="C2")


def _cells(one: Mapping[str, Any]) -> list[str]:
    shown = {**one, "kind": KIND_NAMES[Kind(one["kind"])]}
    return [_cell(shown[column]) for column in HEADINGS]


def _cell(value: object) -> str:
    if isinstance(value, list):
        return "|".join(map(str, value))
    return "" if value is None else str(value)
