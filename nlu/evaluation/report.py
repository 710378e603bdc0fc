"""An evaluation as lines of text and as JSON."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from nlu.evaluation.evaluating import Evaluation
from nlu.evaluation.figures import Shares

_NAME_WIDTH = 30  # columns


def as_json(evaluation: Evaluation) -> dict[str, Any]:
    return asdict(evaluation)


def as_text(evaluation: Evaluation) -> str:
    return "\n".join(_lines(evaluation)) + "\n"


def _lines(evaluation: Evaluation) -> Iterator[str]:
    yield f"{'':{_NAME_WIDTH}} messages   right  in three  served  wrong answers"
    yield _row("all messages with one need", evaluation.overall)
    for title, table in (
        ("by kind of id", evaluation.by_kind),
        ("by writer", evaluation.by_writer),
        ("misspelt on purpose", evaluation.by_noise),
    ):
        if table:
            yield ""
            yield title
            yield from (_row(f"  {name}", shares) for name, shares in table.items())
    yield ""
    yield _row("follow-ups", evaluation.follow_ups)
    yield f"{'two needs, both met':{_NAME_WIDTH}} {evaluation.two_needs:8} {_percent(evaluation.both_needs_met)}"
    outside = f"{evaluation.out_of_scope:8} {_percent(evaluation.out_of_scope_answered)}"
    yield f"{'out of scope, answered':{_NAME_WIDTH}} {outside}"
    yield f"{'calibration error (ECE)':{_NAME_WIDTH}} {'':8} {_percent(evaluation.ece)}"
    yield ""
    yield "worst confusions: messages (answered outright), expected → got"
    for each in evaluation.confusions:
        pair = f"{each.expected} → {each.got or '-'}"
        yield f"{each.messages:4} ({each.wrongly_answered})  {pair}   {_short(each.example)}"


def _row(name: str, shares: Shares) -> str:
    figures = (shares.right, shares.in_three, shares.served, shares.wrong_answers)
    return f"{name:{_NAME_WIDTH}} {shares.messages:8} {'  '.join(_percent(each) for each in figures)}"


def _percent(share: float) -> str:
    return f"{100 * share:6.1f}%"


def _short(text: str, most: int = 60) -> str:
    """On one line, at most so many columns wide."""
    width, kept = 0, []
    for char in " ".join(text.split()):
        width += 2 if unicodedata.east_asian_width(char) in "WF" else 1
        if width > most:
            return "".join(kept) + "…"
        kept.append(char)
    return "".join(kept)
