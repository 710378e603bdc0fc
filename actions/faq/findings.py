"""What nlu's check of a revision found, in plain words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from actions.faq.judgments import expected_words, judgment_words
from actions.faq.model import FaqRevision

_SCRIPT = "conversation:"


@dataclass(frozen=True)
class TurnedWrong:
    """A message that comes to what was meant now and would not any more; `script` is the scripted conversation's."""

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
    source, expected = one.get("from") or "", one.get("expected")
    title = partial(_title, titles)
    return TurnedWrong(
        text=one["text"],
        expected=expected_words(expected, title, one.get("second")),
        before=judgment_words(one["before"], expected, title),
        after=judgment_words(one["after"], expected, title),
        script=source.removeprefix(_SCRIPT) if source.startswith(_SCRIPT) else "",
    )


def _title(titles: Mapping[str, str], topic: str) -> str:
    return f"“{titles.get(topic, topic)}”"
