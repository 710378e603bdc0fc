"""What a list of rows would change, or has changed, with a remark on every cell that is wrong or odd."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

#: More of them help nobody; the report still counts them all.
_MOST_REMARKS = 500
_MOST_ON_A_PAGE = 100


@dataclass(frozen=True)
class Remark:
    """Something about one cell; `advice` says what to do."""

    row: int
    column: str
    problem: str
    advice: str


@dataclass(frozen=True)
class Report:
    """What the list would change, or has changed if it was `applied`."""

    dry_run: bool
    rows: int
    new: int
    updated: int
    problems: Sequence[Remark]
    notes: Sequence[Remark]
    samples: int  # made-up ones still there

    @property
    def applied(self) -> bool:
        return not self.dry_run and not self.problems

    def document(self) -> dict[str, Any]:
        return {
            "dry_run": self.dry_run,
            "applied": self.applied,
            "rows": self.rows,
            "new": self.new,
            "updated": self.updated,
            **remarks_document(self.problems, self.notes),
            "samples": self.samples,
        }


def remarks_document(problems: Sequence[Remark], notes: Sequence[Remark]) -> dict[str, Any]:
    """The part of a report that `command_line.remark_lines` reads out."""
    return {
        "problem_count": len(problems),
        "problems": [asdict(remark) for remark in problems[:_MOST_REMARKS]],
        "note_count": len(notes),
        "notes": [asdict(remark) for remark in notes[:_MOST_REMARKS]],
    }


def on_a_page(report: Report, headings: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """The same for a page of the desk: the first remarks with the headings staff know, and how many are left out."""
    document = report.document()
    remarks = [("有误", one) for one in document["problems"]] + [("提醒", one) for one in document["notes"]]
    shown = [(label, {**one, "column": headings[one["column"]][0]}) for label, one in remarks[:_MOST_ON_A_PAGE]]
    left = document["problem_count"] + document["note_count"] - len(shown)
    return {**document, "remarks": shown, "left_out": left}
