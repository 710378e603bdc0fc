"""Lines as a page draws them: points in a square of 100 by 100, the origin at the top left as SVG has it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

STEP = 0.05  # a scale begins and ends at a multiple of it


@dataclass(frozen=True)
class Scale:
    """What the lower and the upper edge stand for, as shares."""

    low: float
    high: float

    @classmethod
    def around(cls, values: Sequence[float]) -> Scale:
        """The narrowest that holds them all; a twentieth high at least."""
        low = math.floor(round(min(values, default=0.0) / STEP, 9)) * STEP
        high = max(math.ceil(round(max(values, default=0.0) / STEP, 9)) * STEP, low + STEP)
        return cls(low, high)


@dataclass(frozen=True)
class Line:
    points: tuple[tuple[float, float], ...]

    @property
    def path(self) -> str:
        """The `points` of a polyline."""
        return " ".join(f"{x:g},{y:g}" for x, y in self.points)


def line(values: Sequence[float], scale: Scale) -> Line:
    """Evenly spaced from edge to edge; a single value stands in the middle."""
    last = len(values) - 1
    return Line(
        tuple(
            (
                round(100 * index / last, 2) if last else 50.0,
                round(100 * (scale.high - value) / (scale.high - scale.low), 2),
            )
            for index, value in enumerate(values)
        )
    )
