"""The closed table of an application's states: nothing else changes one."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from actions.enrollment.errors import AlreadyDecided, StateForbids


class State(StrEnum):
    SUBMITTED = "submitted"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    RETURNED = "returned"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class Act(StrEnum):
    """What a worker or a reviewer does to an application."""

    CORRECT = "correct"
    WITHDRAW = "withdraw"
    TAKE = "take"
    GIVE_BACK = "give_back"
    FORWARD = "forward"
    HAND_OVER = "hand_over"
    APPROVE = "approve"
    RETURN = "return"
    REJECT = "reject"


TRANSITIONS: Mapping[tuple[State, Act], State] = {
    (State.SUBMITTED, Act.CORRECT): State.SUBMITTED,
    (State.RETURNED, Act.CORRECT): State.SUBMITTED,
    (State.SUBMITTED, Act.WITHDRAW): State.WITHDRAWN,
    (State.IN_REVIEW, Act.WITHDRAW): State.WITHDRAWN,
    (State.RETURNED, Act.WITHDRAW): State.WITHDRAWN,
    (State.SUBMITTED, Act.TAKE): State.IN_REVIEW,
    (State.IN_REVIEW, Act.TAKE): State.IN_REVIEW,
    (State.IN_REVIEW, Act.GIVE_BACK): State.SUBMITTED,
    (State.IN_REVIEW, Act.FORWARD): State.IN_REVIEW,
    (State.SUBMITTED, Act.HAND_OVER): State.SUBMITTED,
    (State.IN_REVIEW, Act.HAND_OVER): State.IN_REVIEW,
    (State.IN_REVIEW, Act.APPROVE): State.APPROVED,
    (State.IN_REVIEW, Act.RETURN): State.RETURNED,
    (State.IN_REVIEW, Act.REJECT): State.REJECTED,
}

#: Handing over and forwarding leave nobody in review: who is next claims it. A corrected one is submitted again at the
#: step it was returned from.

#: At most one application per ID number is in one of these.
OPEN = (State.SUBMITTED, State.IN_REVIEW, State.RETURNED)

#: It is somebody's turn at a union.
WAITING = (State.SUBMITTED, State.IN_REVIEW)

DECISIONS = (Act.FORWARD, Act.APPROVE, Act.RETURN, Act.REJECT)

NAMES: Mapping[State, str] = {
    State.SUBMITTED: "已提交",
    State.IN_REVIEW: "审核中",
    State.APPROVED: "已通过",
    State.RETURNED: "退回补正",
    State.REJECTED: "未通过",
    State.WITHDRAWN: "已撤回",
}


def after(state: State, act: Act, *, decided_by: str | None = None) -> State:
    """The state that act leads to. Raises AlreadyDecided for a decision too late, StateForbids otherwise."""
    following = TRANSITIONS.get((state, act))
    if following is not None:
        return following
    if act in DECISIONS and decided_by is not None:
        raise AlreadyDecided(decided_by, NAMES[state])
    raise StateForbids(NAMES[state])
