"""Applications with the steps they took, and a chat of whoever asks about one."""

from __future__ import annotations

from typing import Any

from tests.bot.dialogue.driver import Chat

UNION = {"name": "龙子湖区总工会"}
FOUND = {"enterprise": {"name": "通达速配工会"}, "townships": []}
NONE: dict[str, Any] = {"enterprise": None, "townships": []}


def step(event: str, day: int, **facts: Any) -> dict[str, Any]:
    return {"event": event, "at": f"2026-11-{day:02d}T01:00:00+00:00", "union": UNION, **facts}


def application(state: str, *steps: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "number": "XF1",
        "state": state,
        "union": UNION,
        "returned_fields": [],
        "reasons": {},
        "trade": "courier",
        "platform": None,
        "employer": "通达速配有限公司",
        "region": "340302",
        "township": None,
        "choice": "enterprise",
        "steps": list(steps),
        **more,
    }


def chat_about(one: dict[str, Any], unions: Any = FOUND, channel: str = "web") -> Chat:
    return Chat(channel=channel, actions={"enrollments_of": {"enrollments": [one]}, "unions_for": unions})


SENT_BACK = (
    step("submitted", 20),
    step("taken", 21),
    step("returned", 22, returned_fields=["name", "phone"], reasons={"name": "少一个字", "phone": "打不通"}),
)
