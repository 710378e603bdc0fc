"""Questions as the bot hands them over."""

from __future__ import annotations

from typing import Any

from tests.actions.applicants import RIDER

QUESTIONS = "/v1/questions"
TEXT = "雨天的高温津贴算到几点"


def question(**changed: Any) -> dict[str, Any]:
    return {
        "conversation": RIDER.conversation,
        "text": TEXT,
        "reason": "fallback",
        "topics": ["summer_cooling", "enroll"],
        "county": "340302",
        "asked_at": "2026-11-22T03:58:00+00:00",
        **changed,
    }
