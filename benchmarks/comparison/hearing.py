"""What was asked, and what a system made of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

OUTSIDE = "out_of_scope"


@dataclass(frozen=True)
class Line:
    """A text and the id it means; `OUTSIDE` for what nobody here can answer."""

    text: str
    label: str


@dataclass(frozen=True)
class Heard:
    """`ranking`: ids but OUTSIDE, best first, at least three; `confidence`: of the first, 0 to 1."""

    ranking: tuple[str, ...]
    confidence: float
    answered: bool  # outright, by the system's own threshold


Hear = Callable[[Sequence[str]], list[Heard]]  # texts → one each, in order
