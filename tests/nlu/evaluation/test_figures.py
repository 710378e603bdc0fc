"""Figures over outcomes whose result can be counted by hand."""

from __future__ import annotations

import pytest

from nlu.evaluation.figures import (
    Shares,
    calibration,
    confusions,
    expected_calibration_error,
    threshold_curve,
)
from tests.nlu.evaluation.outcomes import outcome

RIGHT = outcome("join_cost", ["join_cost", "enroll"])
WRONG = outcome("enroll", ["join_cost", "enroll"])
OFFERED = outcome("enroll", ["join_cost", "enroll"], decision="suggest", confidence=0.5)
MISSED = outcome("enroll", ["join_cost", "join_how"], decision="fallback", confidence=0.1)


def test_shares_are_counted_over_all_messages() -> None:
    shares = Shares.of([RIGHT, WRONG, OFFERED, MISSED])

    assert (shares.messages, shares.right, shares.in_three) == (4, 0.25, 0.75)
    assert (shares.served, shares.wrong_answers, shares.answered) == (0.5, 0.25, 0.5)


def test_no_messages_have_no_shares() -> None:
    assert Shares.of([]) == Shares(0, 0, 0, 0, 0, 0)


def test_a_model_as_often_right_as_it_says_has_no_calibration_error() -> None:
    half_right = [outcome("join_cost", ["join_cost"], confidence=0.5), outcome("enroll", ["join_cost"], confidence=0.5)]

    assert expected_calibration_error(calibration(half_right)) == 0


def test_overconfidence_is_measured_in_its_own_stretch() -> None:
    bins = calibration([outcome("enroll", ["join_cost"], confidence=0.95), outcome("x", ["x"], confidence=1.0)])

    assert [(each.messages, each.right) for each in bins] == [(2, 0.5)]
    assert expected_calibration_error(bins) == pytest.approx(0.475)


def test_a_higher_threshold_answers_less() -> None:
    low, high = threshold_curve([RIGHT, WRONG, OFFERED], [MISSED], [0.1, 0.6])

    assert (low.answered_rightly, low.answered_wrongly, low.out_of_scope_answered) == pytest.approx((1 / 3, 2 / 3, 1))
    assert (high.answered_rightly, high.answered_wrongly, high.out_of_scope_answered) == pytest.approx(
        (1 / 3, 1 / 3, 0)
    )


def test_confusions_name_the_pair_and_how_many_were_answered() -> None:
    [pair] = confusions([RIGHT, WRONG, OFFERED, MISSED], most=5)

    assert (pair.expected, pair.got, pair.messages, pair.wrongly_answered) == ("enroll", "join_cost", 3, 1)
