"""What an application went through, told step by step with its days; how many days more is never told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from bot.dialogue.days import day_words
from bot.dialogue.talk import Talk

Step = Mapping[str, Any]
_SHOWN = 12


def step_lines(talk: Talk, application: Mapping[str, Any]) -> list[str]:
    """The latest steps, oldest first; [] for an application whose steps are not known."""
    lines = [_line(talk, step) for step in application.get("steps") or ()]
    return [line for line in lines if line][-_SHOWN:]


def what_next(talk: Talk, application: Mapping[str, Any]) -> str:
    """What the worker can do or expect now, "" for nothing to say."""
    state, cause = application.get("state"), application.get("cause")
    keys = (f"enrollment_status.next.{state}.{cause}", f"enrollment_status.next.{state}")
    key = next((key for key in keys if talk.has_words(key)), "")
    lines = [talk.words(key, union=_union(application))] if key else []
    if state in ("submitted", "in_review"):
        told = "enrollment_status.told" if talk.state.notifications else "enrollment_status.muted"
        lines.append(talk.words(told))
    return "\n".join(lines)


def _line(talk: Talk, step: Step) -> str:
    key = f"enrollment_status.step.{step.get('event')}"
    if not talk.has_words(key):
        return ""
    membership = step.get("membership") or {}
    return talk.words(
        key,
        date=day_words(talk, str(step.get("at"))),
        union=_union(step),
        fields=_fields(talk, step),
        reason=_reason(talk, step),
        number=membership.get("number", ""),
    )


def _union(told: Mapping[str, Any]) -> str:
    union = told.get("union")
    return str(union.get("name") or "") if isinstance(union, Mapping) else str(union or "")


def _fields(talk: Talk, step: Step) -> str:
    """The fields a step is about, each returned one with its reason."""
    names: Iterable[str] = step.get("returned_fields") or step.get("fields") or ()
    reasons = step.get("reasons") or {}
    told = []
    for name in names:
        label = field_label(talk, name)
        if reasons.get(name):
            label = talk.words("enrollment_status.field_with_reason", field=label, reason=reasons[name])
        told.append(label)
    return "、".join(told)


def field_label(talk: Talk, name: str) -> str:
    key = f"field.{name}.label"
    return talk.words(key) if talk.has_words(key) else name


def _reason(talk: Talk, step: Step) -> str:
    reason, key = str(step.get("reason") or ""), f"label.cause.{step.get('cause')}"
    if talk.has_words(key):
        return talk.words("enrollment_status.cause", cause=talk.words(key), reason=reason)
    return reason
