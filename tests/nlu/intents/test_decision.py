from __future__ import annotations

from dataclasses import replace

import pytest

from nlu.intents.decision import ANSWER, FALLBACK, SUGGEST, Choice, Thresholds, decide

THRESHOLDS = Thresholds(answer=0.6, careful=0.7, suggest=0.2, need=0.6, few_phrasings=8)
SURE = Choice(confidence=0.9, careful=False, phrasings=20)


@pytest.mark.parametrize(
    ("change", "decision"),
    [
        ({}, ANSWER),
        ({"confidence": 0.60}, ANSWER),  # the threshold itself
        ({"confidence": 0.59}, SUGGEST),
        ({"confidence": 0.20}, SUGGEST),
        ({"confidence": 0.19}, FALLBACK),
        ({"confidence": 0.65, "careful": True}, SUGGEST),  # sensitive, money or a deadline
        ({"confidence": 0.70, "careful": True}, ANSWER),
        ({"confidence": 0.65, "phrasings": 7}, SUGGEST),  # little to go by
        ({"confidence": 0.65, "phrasings": 8}, ANSWER),
    ],
)
def test_what_is_done_with_a_message(change: dict[str, object], decision: str) -> None:
    assert decide([replace(SURE, **change)], THRESHOLDS) == decision


@pytest.mark.parametrize(
    ("second", "decision"), [({}, ANSWER), ({"confidence": 0.1}, SUGGEST), ({"careful": True}, ANSWER)]
)
def test_two_needs_are_answered_when_both_are_sure(second: dict[str, object], decision: str) -> None:
    assert decide([SURE, replace(SURE, **second)], THRESHOLDS) == decision
