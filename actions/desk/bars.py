"""Bars of parts laid end to end, as a page draws them: positions in percent of the longest bar."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Kind = TypeVar("Kind", bound=Hashable)


@dataclass(frozen=True)
class Part(Generic[Kind]):
    kind: Kind
    count: int
    start: float  # percent from the left
    width: float  # percent


def stacked(counts: Sequence[Mapping[Kind, int]], kinds: Sequence[Kind]) -> list[list[Part[Kind]]]:
    """A bar for each of the counts with its parts in the order of the kinds; those of 0 are left out."""
    longest = max((sum(each.get(kind, 0) for kind in kinds) for each in counts), default=0)
    bars = []
    for each in counts:
        bar: list[Part[Kind]] = []
        before = 0
        for kind in kinds:
            if count := each.get(kind, 0):
                bar.append(Part(kind, count, round(100 * before / longest, 3), round(100 * count / longest, 3)))
            before += count
        bars.append(bar)
    return bars
