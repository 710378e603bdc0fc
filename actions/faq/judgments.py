"""What the bot makes of a message, in the words of those who read a check."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

#: What nlu calls a message that is none of ours: of such a one nothing should be answered outright.
OUT_OF_SCOPE = "out_of_scope"


def judgment_words(judgment: Mapping[str, Any], expected: str | None, called: Callable[[str], str]) -> str:
    """答对, 给几个选项，对的不在里面 …; `called` names an id.

    Checks of earlier releases do not say whether a judgment is right: only what the bot does is told then.
    """
    label, right = judgment.get("label") or "", judgment.get("right")
    named = called(label) if label else ""
    if judgment["decision"] == "answer":
        named = _both(named, judgment.get("second"), called)
        return f"答{named}" if right is None else f"答对{named}" if right else f"答错，答成{named}"
    if judgment["decision"] != "suggest":
        return "没听懂"
    first = f"，先列{named}" if named else ""
    if right is None or expected == OUT_OF_SCOPE:
        return f"给几个选项{first}"
    return f"给几个选项，对的{'在' if right else '不在'}里面{first}"


def expected_words(expected: str | None, called: Callable[[str], str], second: str | None = None) -> str:
    """What a message is about, perhaps two things; "" where nobody says."""
    if expected == OUT_OF_SCOPE:
        return "不归工会管，不该直接答"
    return _both(called(expected), second, called) if expected else ""


def _both(named: str, second: str | None, called: Callable[[str], str]) -> str:
    return f"{named}和{called(second)}" if second else named
