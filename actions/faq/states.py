"""The closed table of a revision's states: nothing else changes one."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from actions.faq.errors import AlreadyDecided, StateForbids


class State(StrEnum):
    DRAFT = "draft"
    IN_REVIEW = "in_review"
    PUBLISHED = "published"
    RETIRED = "retired"


class Act(StrEnum):
    """What staff do to a revision; `replace` is what publishing another does to the one that was out."""

    EDIT = "edit"
    CHECK = "check"
    SUBMIT = "submit"
    APPROVE = "approve"
    PUBLISH = "publish"
    REJECT = "reject"
    REPLACE = "replace"
    RETIRE = "retire"


TRANSITIONS: Mapping[tuple[State, Act], State] = {
    (State.DRAFT, Act.EDIT): State.DRAFT,
    (State.DRAFT, Act.CHECK): State.DRAFT,
    (State.DRAFT, Act.SUBMIT): State.IN_REVIEW,
    (State.DRAFT, Act.REJECT): State.RETIRED,
    (State.IN_REVIEW, Act.CHECK): State.IN_REVIEW,
    (State.IN_REVIEW, Act.APPROVE): State.IN_REVIEW,  # the second person's yes; going out is the next act
    (State.IN_REVIEW, Act.PUBLISH): State.PUBLISHED,
    (State.IN_REVIEW, Act.REJECT): State.RETIRED,
    (State.PUBLISHED, Act.REPLACE): State.RETIRED,
    (State.PUBLISHED, Act.RETIRE): State.RETIRED,
}

#: At most one revision of an entry is in one of these.
OPEN = (State.DRAFT, State.IN_REVIEW)

DECISIONS = (Act.APPROVE, Act.PUBLISH, Act.REJECT)

NAMES: Mapping[State, str] = {
    State.DRAFT: "草稿",
    State.IN_REVIEW: "审核中",
    State.PUBLISHED: "已发布",
    State.RETIRED: "已停用",
}


def after(state: State, act: Act, *, revision: str, decided_by: str | None = None) -> State:
    """The state that act leads to. Raises AlreadyDecided for a decision too late, StateForbids otherwise."""
    following = TRANSITIONS.get((state, act))
    if following is not None:
        return following
    if act in DECISIONS and decided_by is not None:
        raise AlreadyDecided(revision, decided_by, NAMES[state])
    raise StateForbids(revision, NAMES[state])
