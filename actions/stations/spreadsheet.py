"""Reading a list of stations from CSV or Excel, headings in Chinese or English; the rows are checked elsewhere."""

from __future__ import annotations

from pathlib import Path

from actions.spreadsheet import listed_rows
from actions.stations.columns import HEADINGS


def read_sheet(path: Path) -> list[dict[str, str | int]]:
    """As `listed_rows`. Raises UnreadableSheet."""
    return listed_rows(path, HEADINGS)
