"""The plots of evaluations: how shares went over time, and what each threshold would come to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from actions.desk.curves import Line, Scale, line
from actions.quality.estimates import Estimate, curve
from actions.quality.told_evaluation import ToldEvaluation

#: Shares an estimate has, as colleagues read them.
ESTIMATED: Mapping[str, str] = {
    "served": "办成",
    "right": "直接答对",
    "wrong": "直接答错",
    "outside": "不归工会管的也答",
}
TABLE_STEP = 5  # percent, in the table beside the curve


@dataclass(frozen=True)
class Plot:
    """Lines by kind on the scale they share; `names` says what each kind is."""

    names: Mapping[str, str]
    scale: Scale
    lines: Mapping[str, Line]


@dataclass(frozen=True)
class Curve(Plot):
    """From which confidence on messages are answered, from 0 to 100 percent; `rows` are some of its points."""

    rows: Sequence[tuple[int, Estimate]]


def over_time(shares: Sequence[Mapping[str, float]], names: Mapping[str, str]) -> Plot:
    values = {kind: [one[kind] for one in shares] for kind in names}
    scale = Scale.around([value for found in values.values() for value in found])
    return Plot(names, scale, {kind: line(found, scale) for kind, found in values.items()})


def threshold_curve(told: ToldEvaluation) -> Curve:
    points, scale = curve(told), Scale(0, 1)
    lines = {kind: line([getattr(one, kind) for _, one in points], scale) for kind in ESTIMATED}
    return Curve(ESTIMATED, scale, lines, [point for point in points if point[0] % TABLE_STEP == 0])
