"""The closed table of a revision's states."""

from __future__ import annotations

from itertools import product

import pytest

from actions.faq.errors import AlreadyDecided, StateForbids
from actions.faq.states import OPEN, TRANSITIONS, Act, State, after

ALLOWED = {
    State.DRAFT: {
        Act.EDIT: State.DRAFT,
        Act.CHECK: State.DRAFT,
        Act.SUBMIT: State.IN_REVIEW,
        Act.REJECT: State.RETIRED,
    },
    State.IN_REVIEW: {
        Act.CHECK: State.IN_REVIEW,
        Act.APPROVE: State.IN_REVIEW,
        Act.PUBLISH: State.PUBLISHED,
        Act.REJECT: State.RETIRED,
    },
    State.PUBLISHED: {Act.REPLACE: State.RETIRED, Act.RETIRE: State.RETIRED},
    State.RETIRED: {},
}


@pytest.mark.parametrize(("state", "act"), [*product(State, Act)])
def test_each_act_leads_where_the_table_says_and_nowhere_else(state: State, act: Act) -> None:
    if (following := ALLOWED[state].get(act)) is not None:
        assert after(state, act, revision="join_cost.1") is following
        return
    with pytest.raises(StateForbids):
        after(state, act, revision="join_cost.1")


def test_nothing_leaves_retirement() -> None:
    assert not [state for state, _ in TRANSITIONS if state is State.RETIRED]


def test_only_a_draft_can_be_written_in() -> None:
    assert [state for state, act in TRANSITIONS if act is Act.EDIT] == [State.DRAFT]
    assert OPEN == (State.DRAFT, State.IN_REVIEW)


def test_a_decision_too_late_names_who_decided() -> None:
    with pytest.raises(AlreadyDecided) as refused:
        after(State.PUBLISHED, Act.APPROVE, revision="join_cost.2", decided_by="李军")
    assert "李军" in refused.value.detail
