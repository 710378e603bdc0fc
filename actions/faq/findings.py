"""What nlu's check of a revision found, in plain words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from actions.faq.model import FaqRevision

_SCRIPT = "conversation:"


@dataclass(frozen=True)
class TurnedWrong:
    """A message that is answered rightly now and would not be any more; `script` is the scripted conversation's."""

    text: str
    expected: str
    before: str
    after: str
    script: str


@dataclass(frozen=True)
class Colliding:
    """A phrasing that sounds like another topic's; `percent` from 0 to 100."""

    phrasing: str
    other: str
    percent: int


@dataclass(frozen=True)
class Findings:
    """The counts are of all; the examples are the first of them."""

    checked_at: datetime
    messages: int
    turned_wrong: int
    turned_right: int
    changed: int
    collisions: int
    examples: tuple[TurnedWrong, ...]
    colliding: tuple[Colliding, ...]


def findings_of(revision: FaqRevision, titles: Mapping[str, str]) -> Findings | None:
    """None when nobody checked it; `titles` names topics and tasks by id."""
    found = revision.check_result
    if found is None or revision.checked_at is None:
        return None
    counts = {name: int(found[name]) for name in ("messages", "turned_wrong", "turned_right", "changed", "collisions")}
    return Findings(
        checked_at=revision.checked_at,
        examples=tuple(_turned(one, titles) for one in found["examples"]),
        colliding=tuple(
            Colliding(one["phrasing"], titles.get(one["other"], one["other"]), round(100 * one["score"]))
            for one in found["colliding"]
        ),
        **counts,
    )


def _turned(one: Mapping[str, Any], titles: Mapping[str, str]) -> TurnedWrong:
    source, expected = one.get("from") or "", one.get("expected") or ""
    return TurnedWrong(
        text=one["text"],
        expected=titles.get(expected, expected),
        before=_judged(one["before"], titles),
        after=_judged(one["after"], titles),
        script=source.removeprefix(_SCRIPT) if source.startswith(_SCRIPT) else "",
    )


def _judged(judgment: Mapping[str, Any], titles: Mapping[str, str]) -> str:
    label = judgment.get("label") or ""
    title = titles.get(label, label)
    if judgment["decision"] == "answer":
        return f"答“{title}”"
    if judgment["decision"] == "suggest":
        return f"给几个选项，先列“{title}”" if title else "给几个选项"
    return "没听懂"
