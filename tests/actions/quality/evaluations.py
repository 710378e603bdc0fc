"""An evaluation as nlu tells it, of a hundred messages with one need and ten out of scope."""

from __future__ import annotations

from typing import Any

from actions.quality.told_evaluation import ToldEvaluation


def body(
    *, fingerprint: str = "0123456789abcdef", version: int = 1, minute: int = 0, right: int = 90
) -> dict[str, Any]:
    """`right` of the hundred are right, and what each confidence reaches is easily worked out (`_reach`)."""
    return {
        "fingerprint": fingerprint,
        "feed_version": version,
        "evaluated_at": f"2026-11-22T03:{minute:02}:00+00:00",
        "thresholds": {"answer": 0.7, "careful": 0.78, "suggest": 0.2},
        "own_thresholds": {"answer": 0.7, "careful": 0.78, "suggest": 0.2},
        "overall": {
            "messages": 100,
            "right": right / 100,
            "in_three": 0.95,
            "served": 0.93,
            "wrong_answers": 0.02,
            "answered": 0.85,
        },
        "out_of_scope": 10,
        "out_of_scope_answered": 0.1,
        "ece": 0.035,
        "calibration": [
            {"messages": 20, "confidence": 0.12, "right": 0.1},
            {"messages": 80, "confidence": 1.0, "right": 0.99},
        ],
        "reach": {"usual": _reach(80, 8), "careful": _reach(20, 2)},
        "confusions": [
            {"expected": "join_cost", "got": "join_how", "messages": 3, "wrongly_answered": 2},
            {"expected": "never_heard_of", "got": "", "messages": 1, "wrongly_answered": 0},
        ],
    }


def told(**but: Any) -> ToldEvaluation:
    return ToldEvaluation.model_validate(body(**but))


def _reach(messages: int, outside: int) -> list[dict[str, float]]:
    """Right ones spread evenly over all confidences, a tenth of them wrong up to 0.5; the others among three."""
    return [
        {
            "threshold": percent / 100,
            "right": messages * (100 - percent) // 100,
            "wrong": messages // 10 if percent <= 50 else 0,
            "in_three": messages * (100 - percent) // 100 + (messages // 20 if percent <= 50 else 0),
            "outside": outside if percent <= 30 else 0,
        }
        for percent in range(101)
    ]
