from __future__ import annotations

import pytest

from nlu.intents.assessment import Assessment
from nlu.intents.clauses import MOST_CLAUSES, clauses
from nlu.intents.needs import best_of, find_needs

KINDS = {"enroll": "task", "join_cost": "topic", "station_cost": "topic", "greet": "chat"}
SURE = 0.6


def assessment(confidence: float, *labels: str, shares: tuple[float, ...] = (1.0, 0.5, 0.1, 0.05)) -> Assessment:
    rest = [label for label in KINDS if label not in labels]
    scores = (confidence * share for share in shares)
    return Assessment(confidence, tuple(zip((*labels, *rest), scores, strict=True)))


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("我要入会", ["我要入会"]),
        ("我在包河区送美团,想加入工会", ["我在包河区送美团", "想加入工会"]),
        ("怎么入会 要交钱吗", ["怎么入会", "要交钱吗"]),
        ("怎么入会还有会费多少", ["怎么入会", "会费多少"]),
        ("还有什么福利", ["还有什么福利"]),
        ("怎么退会？另外卡丢了咋办", ["怎么退会", "卡丢了咋办"]),
        ("app 怎么下", ["app 怎么下"]),
        ("。。。", []),
        ("", []),
    ],
)
def test_a_message_falls_into_clauses(text: str, parts: list[str]) -> None:
    assert clauses(text) == parts


def test_of_very_many_clauses_the_last_are_looked_at() -> None:
    assert clauses(",".join(str(number) for number in range(100))) == [str(number) for number in range(94, 100)]
    assert MOST_CLAUSES == 6


def test_two_sure_clauses_are_two_needs_in_the_order_said() -> None:
    views = {"要交钱吗": assessment(0.9, "join_cost", "enroll"), "我要入会": assessment(0.8, "enroll", "join_cost")}

    needs = find_needs(["要交钱吗", "我要入会"], assessment(0.5, "enroll", "join_cost"), views.__getitem__, KINDS, SURE)

    assert [need.label for need in needs] == ["join_cost", "enroll"]
    assert [label for label, _ in best_of(assessment(0.5, "enroll"), needs).ranking][:2] == ["enroll", "join_cost"]


def test_a_clause_means_what_fits_the_message() -> None:
    """ "要交钱吗" alone would be about stations."""
    views = {"要交钱": assessment(0.9, "station_cost", "join_cost"), "我要入会": assessment(0.9, "enroll", "join_cost")}
    whole = assessment(0.9, "enroll", "join_cost")

    needs = find_needs(["我要入会", "要交钱"], whole, views.__getitem__, KINDS, SURE)

    assert [need.label for need in needs] == ["enroll", "join_cost"]


@pytest.mark.parametrize(
    ("clause", "view"),
    [
        ("好吧", assessment(0.9, "join_cost")),  # too short to be a need
        ("你好你好", assessment(0.9, "greet")),  # a greeting is no need
        ("今天真热啊", assessment(0.3, "join_cost")),  # not sure
    ],
)
def test_what_is_no_need(clause: str, view: Assessment) -> None:
    assert find_needs([clause], assessment(0.3, view.label), lambda text: view, KINDS, SURE) == []


def test_what_leads_up_to_a_question_is_no_need() -> None:
    whole = assessment(0.9, "enroll", "join_cost", "greet")

    needs = find_needs(["驿站收费的"], whole, lambda text: assessment(0.9, "station_cost"), KINDS, SURE)

    assert "station_cost" not in [need.label for need in needs]


def test_a_message_is_as_sure_as_the_clause_that_says_the_same() -> None:
    whole, request = assessment(0.4, "enroll", "join_cost"), assessment(0.95, "enroll", "station_cost")

    best = best_of(whole, [request])

    assert (best.label, best.confidence) == ("enroll", 0.95)
    assert [label for label, _ in best.ranking] == [label for label, _ in whole.ranking]  # what else it may mean


def test_a_question_in_a_clause_does_not_outweigh_the_message() -> None:
    whole, question = assessment(0.5, "enroll"), assessment(0.9, "join_cost")

    assert best_of(whole, [question]) is whole


def test_the_ranking_never_rises_after_a_label_is_put_in_front() -> None:
    scores = [
        score for _, score in assessment(0.9, "enroll", "join_cost", "greet").with_first("enroll", "greet").ranking
    ]

    assert scores == sorted(scores, reverse=True)
