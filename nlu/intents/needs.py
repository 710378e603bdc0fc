"""The separate needs of one message: "我想入会，驿站在哪" holds two."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from nlu.intents.assessment import Assessment
from nlu.intents.examples import TASK, TOPIC

SHORTEST_NEED = 3  # characters after cleaning; a shorter clause ("怎么办") is no need by itself
CONTEXT = 0.5  # weight of the whole message in what one of its clauses means, against 1 for the clause
FIRST = 4  # a need of a clause counts when the whole message ranks it among so many


def find_needs(
    clauses: Sequence[str],
    whole: Assessment,
    assess: Callable[[str], Assessment],
    kinds: Mapping[str, str],
    sure: float,
) -> list[Assessment]:
    """The cleaned clauses that are `sure` of a topic or task, one per label, in the order they were said.

    What leads up to a question sounds like another one ("跑了三年没合同,受伤了咋办"): it is no need unless the whole
    message speaks for it too.
    """
    likely = {label for label, _ in whole.ranking[:FIRST]}
    found: dict[str, Assessment] = {}
    for clause in clauses:
        if len(clause) >= SHORTEST_NEED:
            assessed = _in_context(assess(clause), whole)
            if assessed.label in likely and kinds[assessed.label] in (TOPIC, TASK) and assessed.confidence >= sure:
                found.setdefault(assessed.label, assessed)
    return list(found.values())


def best_of(whole: Assessment, needs: Sequence[Assessment]) -> Assessment:
    """The whole message, as sure as the clause that says the same; both needs in front where there are two."""
    best = whole.at_least(max((need.confidence for need in needs if need.label == whole.label), default=0.0))
    return best.with_first(*(need.label for need in in_order(whole, needs))) if len(needs) > 1 else best


def in_order(whole: Assessment, needs: Sequence[Assessment]) -> list[Assessment]:
    """At most two needs, those first that the whole message speaks for most."""
    ranks = {label: rank for rank, (label, _) in enumerate(whole.ranking)}
    return sorted(needs, key=lambda need: ranks[need.label])[:2]


def _in_context(clause: Assessment, whole: Assessment) -> Assessment:
    """What a clause means in its message: "要交钱吗" after "我想入会" is about joining, not about stations."""
    context = dict(whole.ranking)
    meant = max(clause.ranking, key=lambda entry: entry[1] * context[entry[0]] ** CONTEXT)
    return clause if meant[0] == clause.label else clause.with_first(meant[0])
