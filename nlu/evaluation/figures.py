"""Figures over outcomes: shares, calibration, thresholds, confusions."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from nlu.evaluation.outcomes import Outcome

BINS = 10  # of the calibration


@dataclass(frozen=True)
class Shares:
    """Of messages with one need; every share between 0 and 1."""

    messages: int
    right: float
    in_three: float
    served: float
    wrong_answers: float
    answered: float

    @classmethod
    def of(cls, outcomes: Sequence[Outcome]) -> Shares:
        """All 0 when there are none."""
        return cls(
            messages=len(outcomes),
            right=_share(each.is_right for each in outcomes),
            in_three=_share(each.is_in_three for each in outcomes),
            served=_share(each.is_served for each in outcomes),
            wrong_answers=_share(each.is_wrongly_answered for each in outcomes),
            answered=_share(each.is_answered for each in outcomes),
        )


@dataclass(frozen=True)
class Bin:
    """Messages whose confidence lies in one stretch: how sure the model was, how often it was right."""

    messages: int
    confidence: float
    right: float


@dataclass(frozen=True)
class Confusion:
    expected: str
    got: str
    messages: int
    wrongly_answered: int
    example: str


@dataclass(frozen=True)
class CurvePoint:
    """What answering from this confidence on, and nothing else, would come to."""

    threshold: float
    answered_rightly: float
    answered_wrongly: float
    out_of_scope_answered: float


def answered_share(outcomes: Sequence[Outcome]) -> float:
    """Of out-of-scope messages: how many were answered."""
    return _share(each.is_answered for each in outcomes)


def both_needs_share(outcomes: Sequence[Outcome]) -> float:
    return _share(each.has_both_needs for each in outcomes)


def calibration(outcomes: Sequence[Outcome]) -> list[Bin]:
    """In `BINS` equal stretches of confidence, empty ones left out."""
    members: dict[int, list[Outcome]] = defaultdict(list)
    for each in outcomes:
        members[min(int(each.understood.confidence * BINS), BINS - 1)].append(each)
    return [
        Bin(
            len(found),
            float(np.mean([each.understood.confidence for each in found])),
            _share(each.is_right for each in found),
        )
        for _, found in sorted(members.items())
    ]


def expected_calibration_error(bins: Sequence[Bin]) -> float:
    """Mean distance between confidence and share of right ones, weighted by messages (Guo et al. 2017)."""
    total = sum(each.messages for each in bins)
    return sum(each.messages * abs(each.confidence - each.right) for each in bins) / total if total else 0.0


def threshold_curve(
    inside: Sequence[Outcome], outside: Sequence[Outcome], thresholds: Iterable[float]
) -> list[CurvePoint]:
    return [
        CurvePoint(
            threshold,
            _share(each.is_right and each.understood.confidence >= threshold for each in inside),
            _share(not each.is_right and each.understood.confidence >= threshold for each in inside),
            _share(each.understood.confidence >= threshold for each in outside),
        )
        for threshold in thresholds
    ]


def confusions(outcomes: Sequence[Outcome], most: int) -> list[Confusion]:
    """Pairs of expected and got labels, the most frequent first."""
    pairs: dict[tuple[str, str], list[Outcome]] = defaultdict(list)
    for each in outcomes:
        if not each.is_right:
            pairs[each.message.label, each.understood.label or ""].append(each)
    counted = Counter({pair: len(found) for pair, found in pairs.items()})
    return [
        Confusion(
            expected,
            got,
            count,
            sum(each.is_wrongly_answered for each in pairs[expected, got]),
            pairs[expected, got][0].message.text,
        )
        for (expected, got), count in counted.most_common(most)
    ]


def _share(hits: Iterable[bool]) -> float:
    listed = list(hits)
    return sum(listed) / len(listed) if listed else 0.0
