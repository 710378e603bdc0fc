"""Answer outright, show choices, or say that it was not understood."""

from __future__ import annotations

from dataclasses import dataclass

from nlu.intents.examples import TASK

ANSWER, SUGGEST, FALLBACK = "answer", "suggest", "fallback"


@dataclass(frozen=True)
class Thresholds:
    """Confidences from which on something is done; set by cross-validation on our own phrasings."""

    answer: float = 0.70
    careful: float = 0.78  # for sensitive topics, money and deadlines, and ids with few phrasings
    suggest: float = 0.20
    need: float = 0.60  # for a clause to count as a need of its own
    few_phrasings: int = 8  # fewer than this many phrasings make an id careful too
    long_message: int = 40  # characters after cleaning; a longer question is never answered outright
    long_request: int = 120  # the same for a request for a task


@dataclass(frozen=True)
class Choice:
    """What is known about the best label of one message."""

    confidence: float
    kind: str
    careful: bool
    phrasings: int
    length: int  # of the cleaned message, characters
    needs: int  # separate questions or requests found in it


def decide(choice: Choice, thresholds: Thresholds) -> str:
    """ANSWER, SUGGEST or FALLBACK. A request ("…我想入会") may be longer: its task asks again anyway."""
    if choice.needs > 1:
        return SUGGEST
    careful = choice.careful or choice.phrasings < thresholds.few_phrasings
    if choice.confidence >= (thresholds.careful if careful else thresholds.answer):
        longest = thresholds.long_request if choice.kind == TASK else thresholds.long_message
        return ANSWER if choice.length <= longest else SUGGEST
    return SUGGEST if choice.confidence >= thresholds.suggest else FALLBACK
