"""What an application went through, as its reviewers read it: which fields were returned and corrected, no values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from actions.enrollment.field_names import ALL_FIELD_NAMES


class Step(NamedTuple):
    at: datetime
    text: str


_SAID: Mapping[str, str] = {
    "submitted": "工友提交，由{union}审核",
    "taken": "{union}开始审核",
    "given_back": "{union}放回",
    "forwarded": "第一步通过，由{union}审第二步",
    "handed_over": "转给{union}",
    "returned": "{union}退回，要补正：{fields}",
    "corrected": "工友补正了{fields}，由{union}审核",
    "released": "解除挂起",
    "approved": "通过，会籍在{union}",
    "rejected": "{union}不予通过",
    "withdrawn": "工友撤回",
}


def course_of(steps: Iterable[Mapping[str, Any]]) -> list[Step]:
    """Of the steps as `steps_of` tells them, oldest first."""
    return [
        Step(
            datetime.fromisoformat(step["at"]),
            _SAID[step["event"]].format(union=step["union"]["name"], fields=_fields(step)),
        )
        for step in steps
        if step["event"] in _SAID
    ]


def _fields(step: Mapping[str, Any]) -> str:
    """The fields a step is about, a returned one with its reason; of an erased application they are unknown."""
    names, reasons = step.get("returned_fields") or step.get("fields") or (), step.get("reasons") or {}
    told = [ALL_FIELD_NAMES.get(name, name) + (f"（{reasons[name]}）" if reasons.get(name) else "") for name in names]
    return "、".join(told) or "（已删除）"
