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
) -> Outcome:
    """`ranking`: ids, best first; `second`: what the model says is the other need, `second_need`: what it is."""
    scores = tuple((label, confidence / (place + 1)) for place, label in enumerate(ranking))
    message = Message("某句话", meant, "rider", second=second_need)
    return Outcome(message, Understanding(decision, ranking[0], confidence, second, scores))
