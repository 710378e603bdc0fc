"""The closed table of a cluster's states: nothing else changes one."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from actions.questions.errors import ClusterMoved


class State(StrEnum):
    OPEN = "open"
    DRAFTING = "drafting"  # an answer is being written
    ANSWERED = "answered"  # it is out, and the workers are told
    DISMISSED = "dismissed"  # nobody is to answer it; what is alike joins it


class Act(StrEnum):
    TAKE_UP = "take_up"
    LET_GO = "let_go"  # by a colleague, or because what was written came to nothing
    ANSWER = "answer"
    DISMISS = "dismiss"
    REOPEN = "reopen"


TRANSITIONS: Mapping[tuple[State, Act], State] = {
    (State.OPEN, Act.TAKE_UP): State.DRAFTING,
    (State.OPEN, Act.DISMISS): State.DISMISSED,
    (State.DRAFTING, Act.TAKE_UP): State.DRAFTING,
    (State.DRAFTING, Act.LET_GO): State.OPEN,
    (State.DRAFTING, Act.DISMISS): State.DISMISSED,
    (State.DRAFTING, Act.ANSWER): State.ANSWERED,
    (State.DISMISSED, Act.REOPEN): State.OPEN,
    (State.ANSWERED, Act.REOPEN): State.OPEN,
}

#: Those somebody still has to see to.
UNDONE = (State.OPEN, State.DRAFTING)

NAMES: Mapping[State, str] = {
    State.OPEN: "没人写",
    State.DRAFTING: "正在写",
    State.ANSWERED: "有答复了",
    State.DISMISSED: "不用答",
}


def after(state: State, act: Act) -> State:
    """The state that act leads to. Raises ClusterMoved."""
    following = TRANSITIONS.get((state, act))
    if following is None:
        raise ClusterMoved(NAMES[state])
    return following
