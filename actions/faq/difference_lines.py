"""Differences between two revisions line by line, each marked as gone, come or the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from actions.faq.categories import CATEGORY_NAMES
from actions.faq.differences import COLUMNS, Difference


class Mark(StrEnum):
    SAME = "same"
    GONE = "gone"
    COME = "come"


@dataclass(frozen=True)
class MarkedLine:
    mark: Mark
    text: str


@dataclass(frozen=True)
class ColumnChange:
    """One column by the name staff know; without lines only the order changed."""

    column: str
    lines: tuple[MarkedLine, ...]

    @property
    def gone(self) -> int:
        return sum(line.mark is Mark.GONE for line in self.lines)

    @property
    def come(self) -> int:
        return sum(line.mark is Mark.COME for line in self.lines)


def column_changes(found: Sequence[Difference], titles: Mapping[str, str]) -> list[ColumnChange]:
    """`titles` names the topics and tasks that buttons lead to; an id without a title stays as it is."""
    return [ColumnChange(COLUMNS[one.column], tuple(_lines(one, titles))) for one in found]


def _lines(one: Difference, titles: Mapping[str, str]) -> list[MarkedLine]:
    if one.column == "answer" and one.before and one.after:
        return line_changes(one.before[0].split("\n"), one.after[0].split("\n"))
    names = {"buttons": titles, "category": CATEGORY_NAMES}.get(one.column, {})
    return _marked(Mark.GONE, [names.get(text, text) for text in one.before]) + _marked(
        Mark.COME, [names.get(text, text) for text in one.after]
    )


def line_changes(before: Sequence[str], after: Sequence[str]) -> list[MarkedLine]:
    """Every line of both, those that went before those that came in their place."""
    lines = []
    for kind, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            lines += _marked(Mark.SAME, before[i:j])
        else:
            lines += _marked(Mark.GONE, before[i:j]) + _marked(Mark.COME, after[k:m])
    return lines


def _marked(mark: Mark, texts: Sequence[str]) -> list[MarkedLine]:
    return [MarkedLine(mark, text) for text in texts]
