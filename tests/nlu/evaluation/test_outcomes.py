"""When a message counts as right, served, or wrongly answered."""

from __future__ import annotations

import pytest

from tests.nlu.evaluation.outcomes import outcome


def test_the_right_answer_is_right_and_serves() -> None:
    judged = outcome("join_cost", ["join_cost", "join_how", "enroll"])

    assert judged.is_right
    assert judged.is_served
    assert not judged.is_wrongly_answered


def test_the_right_one_among_three_buttons_serves_without_being_right() -> None:
    judged = outcome("enroll", ["join_cost", "join_how", "enroll"], decision="suggest")

    assert not judged.is_right
    assert judged.is_served


def test_a_fourth_choice_is_not_on_a_button() -> None:
    assert not outcome("enroll", ["join_cost", "join_how", "join_why", "enroll"], decision="suggest").is_served


def test_a_right_label_in_a_fallback_serves_nobody() -> None:
    judged = outcome("join_cost", ["join_cost"], decision="fallback")

    assert judged.is_right
    assert not judged.is_served


def test_a_wrong_answer_counts_even_when_the_right_one_was_second() -> None:
    assert outcome("enroll", ["join_cost", "enroll"]).is_wrongly_answered


@pytest.mark.parametrize(
    ("ranking", "second", "decision", "met"),
    [
        (["join_cost", "enroll"], "enroll", "answer", True),
        (["enroll", "join_cost"], "join_cost", "answer", True),
        (["join_cost", "join_how", "enroll"], None, "suggest", True),
        (["join_cost", "enroll"], None, "answer", False),
    ],
)
def test_two_needs_are_met_by_name_or_by_button(
    ranking: list[str], second: str | None, decision: str, met: bool
) -> None:
    judged = outcome("join_cost", ranking, decision=decision, second=second, second_need="enroll")

    assert judged.has_both_needs is met
