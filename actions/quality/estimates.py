"""What thresholds would come to, added up from an evaluation; exact for those it was judged by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from actions.faq.thresholds import Thresholds
from actions.quality.told_evaluation import Reach, ToldEvaluation


@dataclass(frozen=True)
class Estimate:
    """Shares from 0 to 1: of messages with one need, and of those out of scope (`outside`)."""

    right: float  # answered outright, rightly
    wrong: float  # answered outright, wrongly
    served: float  # answered rightly, or the right one among the choices
    outside: float  # answered outright, although it is none of our business


def estimate(told: ToldEvaluation, at: Thresholds) -> Estimate:
    usual, careful = told.reach.usual, told.reach.careful
    answered = [_at(usual, at.answer), _at(careful, at.careful)]
    shown = [_at(usual, min(at.suggest, at.answer)), _at(careful, min(at.suggest, at.careful))]
    right = sum(one.right for one in answered)
    among_choices = sum(one.in_three for one in shown) - sum(one.in_three for one in answered)
    messages, outside = max(1, told.overall.messages), max(1, told.out_of_scope)
    return Estimate(
        right=right / messages,
        wrong=sum(one.wrong for one in answered) / messages,
        served=(right + among_choices) / messages,
        outside=sum(one.outside for one in answered) / outside,
    )


def curve(told: ToldEvaluation) -> list[tuple[int, Estimate]]:
    """(percent, what answering everything from there on would come to), choices being shown as they are now."""
    suggest = told.thresholds.in_percent.suggest
    return [(percent, estimate(told, Thresholds(percent, percent, suggest))) for percent in range(101)]


def _at(points: Sequence[Reach], percent: int) -> Reach:
    """The counts from the nearest confidence on that is not below that."""
    reaching = (one for one in points if round(100 * one.threshold) >= percent)
    return next(reaching, Reach(threshold=1, right=0, wrong=0, in_three=0, outside=0))
