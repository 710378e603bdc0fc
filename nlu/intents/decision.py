"""Answer outright, show choices, or say that it was not understood."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

ANSWER, SUGGEST, FALLBACK = "answer", "suggest", "fallback"


@dataclass(frozen=True)
class Thresholds:
    """Confidences from which on something is done; set on the development set."""

    answer: float = 0.70
    careful: float = 0.78  # for sensitive topics, money and deadlines, and ids with few phrasings
    suggest: float = 0.20
    need: float = 0.60  # for a clause to count as a need of its own
    few_phrasings: int = 8  # fewer than this many phrasings make an id careful too


@dataclass(frozen=True)
class Choice:
    """What is known about the label of a message, or of one of its needs."""

    confidence: float
    careful: bool
    phrasings: int


def decide(choices: Sequence[Choice], thresholds: Thresholds) -> str:
    """ANSWER, SUGGEST or FALLBACK; several needs are answered when each of them is sure, else they are choices."""
    if all(margin(choice, thresholds) >= 0 for choice in choices):
        return ANSWER
    likely = len(choices) > 1 or choices[0].confidence >= thresholds.suggest
    return SUGGEST if likely else FALLBACK


def takes_care(careful: bool, phrasings: int, thresholds: Thresholds) -> bool:
    """Whether an id is answered from the careful threshold on."""
    return careful or phrasings < thresholds.few_phrasings


def margin(choice: Choice, thresholds: Thresholds) -> float:
    """How far the confidence lies above what it is answered from; below 0 it is not."""
    careful = takes_care(choice.careful, choice.phrasings, thresholds)
    return choice.confidence - (thresholds.careful if careful else thresholds.answer)
