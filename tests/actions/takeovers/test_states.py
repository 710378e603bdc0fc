"""The table of states is closed: what it does not name is not possible."""

from __future__ import annotations

import pytest

from actions.takeovers.states import TRANSITIONS, Act, State, leads


def test_the_usual_way_leads_from_waiting_to_closed() -> None:
    state = State.WAITING
    for act in (Act.CLAIM, Act.ACKNOWLEDGE, Act.CLOSE):
        state = leads(state, act) or pytest.fail(f"{act} is not possible from {state}")
    assert state is State.CLOSED


@pytest.mark.parametrize("act", Act)
def test_nothing_leads_out_of_closed(act: Act) -> None:
    assert leads(State.CLOSED, act) is None


@pytest.mark.parametrize("state", [State.WAITING, State.PENDING])
@pytest.mark.parametrize("act", [Act.CLOSE, Act.TRANSFER])
def test_only_who_has_the_conversation_ends_it_or_hands_it_on(state: State, act: Act) -> None:
    assert leads(state, act) is None


def test_every_open_state_can_be_erased() -> None:
    assert {state for state, act in TRANSITIONS if act is Act.ERASE} == set(State) - {State.CLOSED}
