"""Outcomes made by hand: what was meant, and what the model is supposed to have said."""

from __future__ import annotations

from nlu.development import Message
from nlu.evaluation.outcomes import Outcome
from nlu.intents.model import Understanding


def outcome(
    meant: str,
    ranking: list[str],
    decision: str = "answer",
    confidence: float = 0.9,
    second: str | None = None,
    second_need: str | None = None,
    hangs_on: tuple[str, float] | str | None = "the first",
) -> Outcome:
    """`ranking`: ids, best first; `second`: what the model says is the other need, `second_need`: what it is.

    `hangs_on`: what decides whether it is answered, which is the first id unless it is told otherwise.
    """
    scores = tuple((label, confidence / (place + 1)) for place, label in enumerate(ranking))
    message = Message("某句话", meant, "rider", second=second_need)
    decides = (ranking[0], confidence) if isinstance(hangs_on, str) else hangs_on
    return Outcome(message, Understanding(decision, ranking[0], confidence, second, scores, decides))
