"""What thresholds would come to, from counts that can be followed by hand."""

from __future__ import annotations

import pytest

from actions.faq.thresholds import Thresholds
from actions.quality.estimates import Estimate, curve, estimate
from tests.actions.quality.evaluations import told

TOLD = told()


def test_what_is_answered_depends_on_the_care_an_id_takes() -> None:
    found = estimate(TOLD, Thresholds(answer=60, careful=80, suggest=20))

    assert found.right == pytest.approx((80 * 0.4 + 20 * 0.2) / 100)
    assert (found.wrong, found.outside) == (0, 0)


def test_served_is_what_is_answered_rightly_or_stands_among_the_choices() -> None:
    found = estimate(TOLD, Thresholds(answer=60, careful=60, suggest=20))

    # All with 20 % and more: 80 rightly, of which 40 are answered, and 5 among three alone.
    assert found.served == pytest.approx(0.85)


def test_choices_from_a_higher_confidence_serve_fewer() -> None:
    shares = [estimate(TOLD, Thresholds(70, 78, suggest)).served for suggest in (10, 30, 60)]

    assert shares == sorted(shares, reverse=True)
    assert len(set(shares)) == 3


def test_low_thresholds_answer_wrongly_and_what_is_none_of_ours() -> None:
    assert estimate(TOLD, Thresholds(30, 51, 20)) == Estimate(
        right=pytest.approx(0.65), wrong=pytest.approx(0.08), served=pytest.approx(0.81), outside=pytest.approx(0.8)
    )


def test_the_curve_answers_everything_from_the_same_confidence_on() -> None:
    points = dict(curve(TOLD))

    assert len(points) == 101
    assert points[60] == estimate(TOLD, Thresholds(60, 60, 20))
    assert points[10].served == points[10].right  # nothing is left for choices


def test_the_thresholds_it_was_judged_with_are_whole_percents() -> None:
    assert TOLD.thresholds.in_percent == Thresholds(70, 78, 20)
