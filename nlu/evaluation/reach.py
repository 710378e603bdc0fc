"""How many messages each confidence reaches; what any thresholds would come to is added up from these counts."""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass

from nlu.evaluation.outcomes import Outcome

THRESHOLDS = tuple(step / 100 for step in range(101))
USUAL, CAREFUL = "usual", "careful"


@dataclass(frozen=True)
class Reach:
    """Messages understood with at least this confidence; a message out of scope is never right."""

    threshold: float
    right: int  # the first id is the one that was meant
    wrong: int
    in_three: int  # the one that was meant is among the first three
    outside: int  # out of scope


def reach_by_care(inside: Sequence[Outcome], outside: Sequence[Outcome], careful: Set[str]) -> dict[str, list[Reach]]:
    """USUAL and CAREFUL: apart, since ids of the one kind and the other are answered from different confidences on."""
    return {
        USUAL: _reach(inside, outside, lambda label: label not in careful),
        CAREFUL: _reach(inside, outside, lambda label: label in careful),
    }


def _reach(inside: Sequence[Outcome], outside: Sequence[Outcome], counts: Callable[[str | None], bool]) -> list[Reach]:
    within = [each for each in inside if counts(each.understood.label)]
    beyond = [each for each in outside if counts(each.understood.label)]
    found = []
    for threshold in THRESHOLDS:
        reached = [each for each in within if each.understood.confidence >= threshold]
        right = sum(each.is_right for each in reached)
        found.append(
            Reach(
                threshold,
                right,
                len(reached) - right,
                sum(each.is_in_three for each in reached),
                sum(each.understood.confidence >= threshold for each in beyond),
            )
        )
    return found
