"""The separate needs of one message: "我想入会，驿站在哪" holds two."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from nlu.intents.assessment import Assessment
from nlu.intents.examples import TASK, TOPIC

SHORTEST_NEED = 3  # characters after cleaning; a shorter clause ("怎么办") is no need by itself
CONTEXT = 0.5  # weight of the whole message in what one of its clauses means, against 1 for the clause


def find_needs(
    clauses: Sequence[str],
    whole: Assessment,
    assess: Callable[[str], Assessment],
    kinds: Mapping[str, str],
    sure: float,
) -> list[Assessment]:
    """The cleaned clauses that are `sure` of a topic or task, one per label, in the order they were said."""
    found: dict[str, Assessment] = {}
    for clause in clauses:
        if len(clause) >= SHORTEST_NEED:
            assessed = _in_context(assess(clause), whole)
            if kinds[assessed.label] in (TOPIC, TASK) and assessed.confidence >= sure:
                found.setdefault(assessed.label, assessed)
    return list(found.values())


def best_of(whole: Assessment, needs: Sequence[Assessment], kinds: Mapping[str, str]) -> Assessment:
    """The clause that carries the need where there is one, else the whole message.

    What stands around a request ("我在包河区送美团，想加入工会") makes the whole look less sure than it is.
    """
    if len(needs) > 1:
        return needs[0].with_first(needs[0].label, needs[1].label)
    for need in needs:
        if need.confidence > whole.confidence and (need.label == whole.label or kinds[need.label] == TASK):
            return need
    return whole


def _in_context(clause: Assessment, whole: Assessment) -> Assessment:
    """What a clause means in its message: "要交钱吗" after "我想入会" is about joining, not about stations."""
    context = dict(whole.ranking)
    meant = max(clause.ranking, key=lambda entry: entry[1] * context[entry[0]] ** CONTEXT)
    return clause if meant[0] == clause.label else clause.with_first(meant[0])
