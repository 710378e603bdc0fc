"""Which messages would be answered otherwise, and which of those turn wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from nlu.checks.cases import Case
from nlu.entities.extractor import EntityExtractor
from nlu.intents.context import Context
from nlu.intents.decision import ANSWER, SUGGEST
from nlu.intents.examples import OUT_OF_SCOPE
from nlu.intents.model import IntentModel, Understanding

CHOICES = 3  # shown to the worker when the decision is to suggest
WOBBLE = 0.05  # of confidence in the same id: any refit moves what lies at a threshold's edge that far

# {"text", "expected", "second", "before": {"decision", "label", "second", "right"}, "after": the same, "from"};
# "second" is the other of two needs, "right" is None where nothing is expected.
Change = dict[str, Any]


@dataclass
class Verdicts:
    messages: int = 0
    turned_wrong: list[Change] = field(default_factory=list)
    turned_right: list[Change] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)


def compare(
    cases: Sequence[Case],
    before: IntentModel,
    after: IntentModel,
    entities: EntityExtractor,
    retired: frozenset[str],
    drafted: frozenset[str],
) -> Verdicts:
    """Ask both models every message. `retired`: ids the draft takes back; nobody can be answered with those.

    `drafted`: ids it writes anew; what turns wrong between two others lay at the edge, and any refit may move it.
    """
    verdicts = Verdicts()
    for case in cases:
        found, context = entities.extract(case.text), Context(case.after)
        old, new = before.understand(case.text, found, context), after.understand(case.text, found, context)
        verdicts.messages += bool(case.expected)
        if case.expected:
            _judge(case, old, new, retired, drafted, verdicts)
        elif _outcome(old) != _outcome(new):
            lost = old.decision == ANSWER and new.label != old.label and bool(drafted & {old.label, new.label})
            (verdicts.turned_wrong if lost else verdicts.changed).append(_change(case, old, new))
    return verdicts


def is_right(understood: Understanding, expected: Sequence[str]) -> bool:
    """Answered with just the ids meant, or all of them among the choices; out of scope: not answered outright."""
    if OUT_OF_SCOPE in expected:
        return understood.decision != ANSWER
    if understood.decision == ANSWER:
        return {understood.label, understood.second} - {None} == set(expected)
    choices = {label for label, _ in understood.ranking[:CHOICES]}
    return understood.decision == SUGGEST and choices.issuperset(expected)


def _judge(
    case: Case,
    old: Understanding,
    new: Understanding,
    retired: frozenset[str],
    drafted: frozenset[str],
    verdicts: Verdicts,
) -> None:
    was_right, right = is_right(old, case.expected), is_right(new, case.expected)
    if retired.intersection(case.expected):  # its answer is meant to go: only another one in its place would be wrong
        was_right, right = was_right and new.decision == ANSWER, False
    is_apart = not (drafted | retired) & {old.label, old.second, new.label, new.second, *case.expected}
    if was_right and not right and (is_apart or _only_wobbles(old, new)):
        verdicts.changed.append(_change(case, old, new))
    elif was_right != right:
        (verdicts.turned_right if right else verdicts.turned_wrong).append(_change(case, old, new))
    elif not right and _outcome(old) != _outcome(new):
        verdicts.changed.append(_change(case, old, new))


def _only_wobbles(old: Understanding, new: Understanding) -> bool:
    return (old.label, old.second) == (new.label, new.second) and abs(old.confidence - new.confidence) < WOBBLE


def _outcome(understood: Understanding) -> tuple[str, str | None, str | None]:
    return understood.decision, understood.label, understood.second


def _change(case: Case, old: Understanding, new: Understanding) -> Change:
    return {
        "text": case.text,
        "expected": case.expected[0] if case.expected else None,
        "second": case.expected[1] if len(case.expected) > 1 else None,
        "before": _judgment(old, case.expected),
        "after": _judgment(new, case.expected),
        "from": case.source,
    }


def _judgment(understood: Understanding, expected: Sequence[str]) -> dict[str, Any]:
    right = is_right(understood, expected) if expected else None
    return {
        "decision": understood.decision,
        "label": understood.label,
        "second": understood.second,
        "right": right,
    }
