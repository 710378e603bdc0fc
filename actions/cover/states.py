"""The closed table of a candidate's states: nothing else changes one."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from actions.cover.errors import CoverStateForbids


class CoverState(StrEnum):
    DECLINED = "declined"  # asked, and did not want to
    WAITING = "waiting"  # agreed; the quota was used up
    LISTED = "listed"  # has one of the places
    SHARED = "shared"  # in a batch for the insurer
    INSURED = "insured"
    REFUSED = "refused"  # by the insurer
    WITHDRAWN = "withdrawn"  # took the agreement back before anything was shared


class CoverAct(StrEnum):
    LIST = "list"
    QUEUE = "queue"
    DECLINE = "decline"
    WITHDRAW = "withdraw"
    SHARE = "share"
    INSURE = "insure"
    REFUSE = "refuse"


TRANSITIONS: Mapping[tuple[CoverState, CoverAct], CoverState] = {
    (CoverState.DECLINED, CoverAct.LIST): CoverState.LISTED,
    (CoverState.DECLINED, CoverAct.QUEUE): CoverState.WAITING,
    (CoverState.WITHDRAWN, CoverAct.LIST): CoverState.LISTED,
    (CoverState.WITHDRAWN, CoverAct.QUEUE): CoverState.WAITING,
    (CoverState.WITHDRAWN, CoverAct.DECLINE): CoverState.DECLINED,
    (CoverState.WAITING, CoverAct.LIST): CoverState.LISTED,
    (CoverState.WAITING, CoverAct.WITHDRAW): CoverState.WITHDRAWN,
    (CoverState.LISTED, CoverAct.WITHDRAW): CoverState.WITHDRAWN,
    (CoverState.LISTED, CoverAct.SHARE): CoverState.SHARED,
    (CoverState.SHARED, CoverAct.INSURE): CoverState.INSURED,
    (CoverState.SHARED, CoverAct.REFUSE): CoverState.REFUSED,
}

#: Who has agreed and is in the running.
AGREED = (CoverState.WAITING, CoverState.LISTED, CoverState.SHARED, CoverState.INSURED, CoverState.REFUSED)
#: Their data have gone to the insurer; that cannot be taken back.
GIVEN_AWAY = (CoverState.SHARED, CoverState.INSURED, CoverState.REFUSED)

NAMES: Mapping[CoverState, str] = {
    CoverState.DECLINED: "不参加",
    CoverState.WAITING: "等名额",
    CoverState.LISTED: "已列入",
    CoverState.SHARED: "已报送",
    CoverState.INSURED: "已参加",
    CoverState.REFUSED: "未受理",
    CoverState.WITHDRAWN: "已撤回同意",
}


def after(state: CoverState, act: CoverAct) -> CoverState:
    """The state that act leads to. Raises CoverStateForbids."""
    following = TRANSITIONS.get((state, act))
    if following is None:
        raise CoverStateForbids(NAMES[state])
    return following
