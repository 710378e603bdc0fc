"""What counts as turned wrong."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import pytest

from nlu.checks.cases import Case
from nlu.checks.verdicts import Verdicts, compare
from nlu.entities.extractor import EntityExtractor
from nlu.intents.decision import ANSWER, FALLBACK, SUGGEST
from nlu.intents.model import IntentModel, Understanding

TWO_NEEDS = Case("收不收钱,几天能批", ("join_cost", "join_review_time"), "development")


class Always:
    """A model, or the entities, of one opinion."""

    def __init__(self, decision: str, label: str, confidence: float, second: str | None = None) -> None:
        others = tuple((other, confidence / 2) for other in ("join_cost", "join_review_time", "dues") if other != label)
        self._opinion = Understanding(decision, label, confidence, second, ((label, confidence), *others))

    def understand(self, *_: object) -> Understanding:
        return self._opinion

    def extract(self, _: str) -> Sequence[Any]:
        return []


SCRIPTED = Case("要交钱吗", (), "conversations")


def judged(before: Always, after: Always, *, drafted: str = "dues", case: Case = TWO_NEEDS) -> Verdicts:
    nothing = cast(EntityExtractor, before)
    return compare(
        [case], cast(IntentModel, before), cast(IntentModel, after), nothing, frozenset(), frozenset({drafted})
    )


def test_right_choices_that_become_another_answer_turn_wrong() -> None:
    found = judged(
        Always(SUGGEST, "join_review_time", 0.5), Always(ANSWER, "join_review_time", 0.8), drafted="join_review_time"
    )

    assert [each["text"] for each in found.turned_wrong] == [TWO_NEEDS.text]


@pytest.mark.parametrize(("label", "is_wrong"), [("join_review_time", False), ("dues", True)])
def test_what_lay_at_the_edge_of_a_threshold_is_told_and_not_wrong(label: str, is_wrong: bool) -> None:
    found = judged(Always(SUGGEST, "join_review_time", 0.69), Always(ANSWER, label, 0.71))

    assert (len(found.turned_wrong), len(found.changed)) == ((1, 0) if is_wrong else (0, 1))


@pytest.mark.parametrize(("drafted", "is_wrong"), [("made_up", False), ("dues", True), ("join_cost", True)])
def test_what_turns_between_ids_the_draft_leaves_alone_is_told_and_not_wrong(drafted: str, is_wrong: bool) -> None:
    found = judged(Always(SUGGEST, "join_review_time", 0.5), Always(ANSWER, "dues", 0.8), drafted=drafted)

    assert (len(found.turned_wrong), len(found.changed)) == ((1, 0) if is_wrong else (0, 1))


def test_both_needs_answered_are_right_and_one_alone_is_not() -> None:
    both = Always(ANSWER, "join_cost", 0.9, second="join_review_time")
    found = judged(both, Always(ANSWER, "join_cost", 0.9), drafted="join_cost")

    assert [each["text"] for each in found.turned_wrong] == [TWO_NEEDS.text]
    assert judged(Always(ANSWER, "dues", 0.9), both).turned_right


def test_a_need_nobody_has_beside_the_right_one_is_wrong() -> None:
    one = Case("收不收钱", ("join_cost",), "development")
    found = judged(Always(ANSWER, "join_cost", 0.9), Always(ANSWER, "join_cost", 0.9, second="dues"), case=one)

    [change] = found.turned_wrong
    assert (change["text"], change["after"]["second"]) == (one.text, "dues")


@pytest.mark.parametrize("decision", [ANSWER, SUGGEST, FALLBACK])
def test_a_scripted_answer_that_the_draft_takes_away_is_wrong(decision: str) -> None:
    found = judged(Always(ANSWER, "join_cost", 0.9), Always(decision, "dues", 0.6), case=SCRIPTED)

    assert [each["text"] for each in found.turned_wrong] == [SCRIPTED.text]


def test_a_scripted_answer_that_becomes_choices_with_it_in_front_is_told_and_not_wrong() -> None:
    found = judged(Always(ANSWER, "join_cost", 0.9), Always(SUGGEST, "join_cost", 0.6), case=SCRIPTED)

    assert (len(found.turned_wrong), len(found.changed)) == (0, 1)


def test_each_judgment_says_whether_it_is_right_which_choices_may_be_behind_a_wrong_first_one() -> None:
    [change] = judged(Always(SUGGEST, "dues", 0.5), Always(ANSWER, "dues", 0.8)).turned_wrong

    assert [change[when] for when in ("before", "after")] == [
        {"decision": SUGGEST, "label": "dues", "second": None, "right": True},
        {"decision": ANSWER, "label": "dues", "second": None, "right": False},
    ]
