"""Somebody's form beside what a colleague wrote: what is asked, what is taken over, what the form carries on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from multidict import MultiMapping

from actions.faq.draft_form import Cells, cells_of
from actions.faq.merging import differing, only_there, sorted_out
from actions.faq.model import FaqRevision
from actions.faq.opened import Opened, opened_with, read_opened
from actions.faq.writing import Seen


@dataclass(frozen=True)
class Conflict:
    """One column in which two people differ; for phrasings the lines that only one of them has."""

    column: str
    theirs: str
    only_mine: list[str]
    only_theirs: list[str]


@dataclass(frozen=True)
class Sides:
    """`cells`: the form, with the columns `taken` as the other one has them; `opened`: what it carries from now on."""

    cells: Cells
    opened: Opened
    conflicts: dict[str, Conflict] = field(default_factory=dict)
    taken: Sequence[str] = ()


def lay_beside(mine: Cells, other: FaqRevision, *, narrower: bool) -> Sides:
    """Of a fresh page, on which every column that differs is asked about."""
    theirs = cells_of(other.says, narrower=narrower)
    asked = differing(mine, theirs)
    return Sides(mine, _without(asked, mine), _conflicts(asked, mine, theirs))


def sort_out(mine: Cells, other: FaqRevision, form: MultiMapping[Any], *, seen: Seen, narrower: bool) -> Sides:
    """Of the form that was sent with `mine`, made over `seen`."""
    theirs = cells_of(other.says, narrower=narrower)
    # What came of another draft than the form's own was not made from what the form was opened with.
    is_akin = seen.draft in (None, other.number)
    cells, asked, taken = sorted_out(mine, theirs, opened=read_opened(form.get("opened")) if is_akin else {})
    differ = differing(cells, theirs)
    before = {str(column) for column in form.getall("taken", [])}
    return Sides(
        cells,
        _without(asked, theirs) if is_akin else {},
        _conflicts(asked, cells, theirs),
        [column for column in theirs if column in taken or (column in before and column not in differ)],
    )


def _without(asked: Sequence[str], cells: Cells) -> dict[str, str]:
    """Until somebody has chosen, a column that is asked about is asked about again."""
    return {column: digest for column, digest in opened_with(cells).items() if column not in asked}


def _conflicts(asked: Sequence[str], mine: Cells, theirs: Cells) -> dict[str, Conflict]:
    return {
        column: Conflict(
            column,
            theirs[column],
            only_there(theirs[column], mine[column]),
            only_there(mine[column], theirs[column]),
        )
        for column in asked
    }
