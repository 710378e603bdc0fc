"""What each confidence reaches, counted by hand."""

from __future__ import annotations

from nlu.evaluation.reach import CAREFUL, THRESHOLDS, USUAL, Reach, reach_by_care
from tests.nlu.evaluation.outcomes import outcome

SURE = outcome("join_cost", ["join_cost", "enroll"], confidence=0.9)
OFFERED = outcome("enroll", ["join_cost", "enroll"], confidence=0.5)
LOST = outcome("join_how", ["unpaid_wages", "enroll"], confidence=0.5)
OUTSIDE = outcome("out_of_scope", ["unpaid_wages"], confidence=0.7)


def at(points: list[Reach], threshold: float) -> tuple[int, int, int, int]:
    [found] = [each for each in points if each.threshold == threshold]
    return (found.right, found.wrong, found.in_three, found.outside)


def test_messages_are_counted_up_to_their_confidence() -> None:
    points = reach_by_care([SURE, OFFERED, LOST], [OUTSIDE], set())[USUAL]

    assert [each.threshold for each in points] == list(THRESHOLDS)
    assert at(points, 0.0) == (1, 2, 2, 1)
    assert at(points, 0.5) == (1, 2, 2, 1)
    assert at(points, 0.51) == (1, 0, 1, 1)
    assert at(points, 0.71) == (1, 0, 1, 0)
    assert at(points, 1.0) == (0, 0, 0, 0)


def test_ids_that_take_care_are_counted_apart() -> None:
    reach = reach_by_care([SURE, OFFERED, LOST], [OUTSIDE], {"unpaid_wages"})

    assert at(reach[USUAL], 0.2) == (1, 1, 2, 0)
    assert at(reach[CAREFUL], 0.2) == (0, 1, 0, 1)


def test_a_message_read_as_two_needs_reaches_as_far_as_the_less_sure_of_them() -> None:
    two = outcome("join_cost", ["join_cost", "unpaid_wages"], second="unpaid_wages", hangs_on=("unpaid_wages", 0.6))

    reach = reach_by_care([two], [], {"unpaid_wages"})

    assert at(reach[USUAL], 0.0) == (0, 0, 0, 0)
    assert at(reach[CAREFUL], 0.6) == (1, 0, 1, 0)
    assert at(reach[CAREFUL], 0.61) == (0, 0, 0, 0)


def test_what_is_never_answered_is_not_counted() -> None:
    """Small talk that is written down is known for certain, and nothing is answered to it."""
    known = outcome("out_of_scope", ["out_of_scope"], "fallback", confidence=1.0, hangs_on=None)

    assert at(reach_by_care([], [known], set())[USUAL], 0.0) == (0, 0, 0, 0)
