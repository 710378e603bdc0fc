"""The closed table of a takeover's states: nothing else changes one."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class State(StrEnum):
    WAITING = "waiting"
    PENDING = "pending"  # claimed; the bot has not stopped yet
    TAKEN = "taken"
    CLOSED = "closed"


class Act(StrEnum):
    """`acknowledge` is the bot's; `expire` is time's; `leave` and `erase` are the worker's; the rest an operator's."""

    CLAIM = "claim"
    ACKNOWLEDGE = "acknowledge"
    GIVE_UP = "give_up"
    EXPIRE = "expire"
    TRANSFER = "transfer"
    CLOSE = "close"
    LEAVE = "leave"
    ERASE = "erase"


TRANSITIONS: Mapping[tuple[State, Act], State] = {
    (State.WAITING, Act.CLAIM): State.PENDING,
    (State.PENDING, Act.ACKNOWLEDGE): State.TAKEN,
    (State.PENDING, Act.GIVE_UP): State.WAITING,
    (State.PENDING, Act.EXPIRE): State.WAITING,
    (State.TAKEN, Act.TRANSFER): State.WAITING,
    (State.TAKEN, Act.CLOSE): State.CLOSED,
    (State.WAITING, Act.LEAVE): State.CLOSED,
    (State.WAITING, Act.ERASE): State.CLOSED,
    (State.PENDING, Act.ERASE): State.CLOSED,
    (State.TAKEN, Act.ERASE): State.CLOSED,
}

STATE_NAMES: Mapping[State, str] = {
    State.WAITING: "排队中",
    State.PENDING: "正在接入",
    State.TAKEN: "人工接待中",
    State.CLOSED: "已结束",
}


def leads(state: State, act: Act) -> State | None:
    """The state that act leads to; None when it is not possible from there."""
    return TRANSITIONS.get((state, act))
