from __future__ import annotations

from dataclasses import replace

import pytest

from nlu.intents.decision import ANSWER, FALLBACK, SUGGEST, Choice, Thresholds, decide
from nlu.intents.examples import TASK, TOPIC

THRESHOLDS = Thresholds(
    answer=0.6, careful=0.7, suggest=0.2, need=0.6, few_phrasings=8, long_message=40, long_request=120
)
SURE = Choice(confidence=0.9, kind=TOPIC, careful=False, phrasings=20, length=10, needs=1)


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
        ({"length": 40}, ANSWER),
        ({"length": 41}, SUGGEST),  # a long question is never answered outright
        ({"length": 41, "kind": TASK}, ANSWER),  # a long request is taken up
        ({"length": 121, "kind": TASK}, SUGGEST),
        ({"length": 41, "confidence": 0.1}, FALLBACK),
        ({"needs": 2}, SUGGEST),  # two needs: never outright
        ({"needs": 2, "kind": TASK}, SUGGEST),
        ({"needs": 0}, ANSWER),  # a message of one clause is not taken apart
    ],
)
def test_what_is_done_with_a_message(change: dict[str, object], decision: str) -> None:
    assert decide(replace(SURE, **change), THRESHOLDS) == decision
