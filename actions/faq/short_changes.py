"""Differences of many entries at a glance: a few lines of each column, and of a long line what differs in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from actions.faq.difference_lines import ColumnChange, Mark, MarkedLine

#: Lines of a column that are shown of what left, and of what came.
_FEW = 3
#: Signs of a line that is shown whole, and of what is left standing beside what differs in a longer one.
_SHORT, _BESIDE = 40, 12
#: What stands open on a page at once.
_LINES_AT_ONCE, _SIGNS_AT_ONCE = 4, 160


@dataclass(frozen=True)
class ShortChange:
    """One column by the name staff know; `left_out`: lines more that differ. Without lines only the order changed."""

    column: str
    lines: tuple[MarkedLine, ...]
    left_out: int


def shorten(change: ColumnChange) -> ShortChange:
    gone, come = ([line for line in change.lines if line.mark is mark] for mark in (Mark.GONE, Mark.COME))
    if len(gone) == len(come) == 1:
        before, after = _around_difference(gone[0].text, come[0].text)
        return ShortChange(change.column, (MarkedLine(Mark.GONE, before), MarkedLine(Mark.COME, after)), 0)
    shown = {*map(id, gone[:_FEW]), *map(id, come[:_FEW])}
    lines = tuple(line for line in change.lines if id(line) in shown)
    return ShortChange(change.column, lines, change.gone + change.come - len(lines))


def are_seen_at_once(changes: Sequence[ShortChange]) -> bool:
    """Whether they are so few and short that nobody need open them."""
    lines = [line.text for change in changes for line in change.lines]
    return len(lines) <= _LINES_AT_ONCE and sum(map(len, lines)) <= _SIGNS_AT_ONCE


def _around_difference(before: str, after: str) -> tuple[str, str]:
    """Both with what they begin and end with alike cut short."""
    if max(len(before), len(after)) <= _SHORT:
        return before, after
    head = _count_alike(before, after)
    tail = _count_alike(before[head:][::-1], after[head:][::-1])
    first, last = max(0, head - _BESIDE), max(0, tail - _BESIDE)
    return _cut(before, first, last), _cut(after, first, last)


def _count_alike(one: str, other: str) -> int:
    """With how many signs both begin."""
    return next(
        (place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )


def _cut(text: str, first: int, last: int) -> str:
    return ("…" if first else "") + text[first : len(text) - last] + ("…" if last else "")
