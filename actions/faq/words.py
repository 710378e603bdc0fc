"""What staff read for the codes of the FAQ: scopes, ids of topics and tasks."""

from __future__ import annotations

import re
from collections.abc import Mapping

from actions.faq.model import FaqRevision
from actions.faq.scope import PROVINCE, EntryName, Scope
from actions.faq.states import NAMES, State
from actions.reference import Reference

STATE_LOOKS: Mapping[State, str] = {
    State.DRAFT: "info",
    State.IN_REVIEW: "warn",
    State.PUBLISHED: "good",
    State.RETIRED: "",
}

# An entry's name, perhaps with a revision's number, and the blanks that set it off from Chinese.
_ID = re.compile(
    r" ?(?<![\w@.])(?P<entry>[a-z][a-z0-9_]*(?:@[a-z0-9_\-]+)?)(?:\.(?P<number>[1-9]\d*))?(?![\w@.]) ?", re.A
)


def whom(scope: Scope, reference: Reference) -> str:
    """`合肥市、蚌埠市的外卖骑手`; `所有工友` for everybody."""
    areas = "、".join("全省" if area == PROVINCE else reference.region_name(area) for area in scope.areas)
    trades = "、".join(reference.trades.get(trade, trade) for trade in scope.trades)
    if not areas and not trades:
        return "所有工友"
    return f"{areas}的{trades}" if areas and trades else trades or f"{areas}的工友"


def in_titles(text: str, titles: Mapping[str, str], reference: Reference) -> str:
    """A refusal as pages tell it: `join_cost.5` is “入会要不要交钱”第 5 版, `join_cost` “入会要不要交钱”.

    Programs and the terminal are told ids, which they go on with. What `titles` does not name stays.
    """

    def told(match: re.Match[str]) -> str:
        name = EntryName.parse(match["entry"])
        if name is None or name.topic not in titles:
            return match.group()
        narrower = f"（{whom(name.scope, reference)}）" if name.scope.key else ""
        return f"“{titles[name.topic]}”{narrower}" + (f"第 {match['number']} 版" if match["number"] else "")

    return _ID.sub(told, text)


def state_name(revision: FaqRevision) -> str:
    """One that was never out was turned down, not taken out."""
    if revision.state_now is State.RETIRED and revision.published_at is None:
        return "没通过" if revision.is_refused else "已丢弃"
    return "不再发布" if revision.state_now is State.RETIRED else NAMES[revision.state_now]


def topics_in(revision: FaqRevision) -> set[str]:
    """Ids of topics and tasks whose titles its page shows: buttons, and what its check found."""
    found = revision.check_result or {}
    turned = found.get("examples", [])
    judged = (one[side].get(need) for one in turned for side in ("before", "after") for need in ("label", "second"))
    expected = (one.get(need) for one in turned for need in ("expected", "second"))
    colliding = (one["other"] for one in found.get("colliding", []))
    return {revision.entry.topic, *revision.content["buttons"], *filter(None, (*judged, *expected)), *colliding}
