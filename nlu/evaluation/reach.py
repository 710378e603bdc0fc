"""How many messages each confidence reaches; what any thresholds would come to is added up from these counts."""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass

from nlu.evaluation.outcomes import Outcome

THRESHOLDS = tuple(step / 100 for step in range(101))
USUAL, CAREFUL = "usual", "careful"


@dataclass(frozen=True)
class Reach:
    """Messages that would be answered outright from this confidence on; a message out of scope is never right.

    A message read as two needs counts with the one it hangs on, and what is never answered does not count at all, so
    that the thresholds it was judged by come to just what was decided by them.
    """

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


def _reach(inside: Sequence[Outcome], outside: Sequence[Outcome], counts: Callable[[str], bool]) -> list[Reach]:
    within = [(each, sure) for each, label, sure in _hanging(inside) if counts(label)]
    beyond = [sure for _, label, sure in _hanging(outside) if counts(label)]
    found = []
    for threshold in THRESHOLDS:
        reached = [each for each, sure in within if sure >= threshold]
        right = sum(each.is_right for each in reached)
        found.append(
            Reach(
                threshold,
                right,
                len(reached) - right,
                sum(each.is_in_three for each in reached),
                sum(sure >= threshold for sure in beyond),
            )
        )
    return found


def _hanging(outcomes: Sequence[Outcome]) -> list[tuple[Outcome, str, float]]:
    """Those that may be answered, with the id that decides it and how sure that is."""
    return [(each, *each.understood.hangs_on) for each in outcomes if each.understood.hangs_on is not None]
