"""Rows of a list on their way from a file to an import, and the report that names all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from actions.faq.checking import Fault

#: Of one import. A list of them takes some seconds; nobody reads the report of a longer one.
MOST_ROWS = 5_000
_LONGEST_PLACE = 200

#: Where it stands, the cells of an import row, and what keeps it from being one.
FileRow = tuple[str, dict[str, str], list[Fault]]


@dataclass(frozen=True)
class AnswerList:
    """What a file holds; `notes`, for staff, say what of it was read how."""

    rows: list[FileRow]
    notes: list[str] = field(default_factory=list)


def sendable(rows: Sequence[FileRow]) -> list[dict[str, str]]:
    """The rows an import can take, in the shape of `ImportRow`."""
    return [{"place": place[-_LONGEST_PLACE:], **cells} for place, cells, faults in rows if not faults]


def whole_report(rows: Sequence[FileRow], report: Mapping[str, Any] | None) -> dict[str, Any]:
    """An import's report of the sendable rows (None: there were none), with the others in their places."""
    counts = report or {"dry_run": True, "applied": False, "new": 0, "changed": 0, "unchanged": 0, "wrong": 0}
    answered = iter(report["rows"] if report is not None else ())
    faulty = sum(bool(faults) for *_, faults in rows)
    return {
        **counts,
        "rows": [_faulty(place, cells, faults) if faults else next(answered) for place, cells, faults in rows],
        "wrong": counts["wrong"] + faulty,
    }


def _faulty(place: str, cells: Mapping[str, str], faults: Sequence[Fault]) -> dict[str, Any]:
    return {
        "place": place,
        "entry": cells.get("topic", ""),
        "outcome": "wrong",
        "columns": [],
        "problems": [asdict(fault) for fault in faults],
        "draft": None,
    }
