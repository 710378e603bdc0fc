"""Takeovers and their lines as the desk's templates read them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession

from actions.clock import local_date, waited_text
from actions.desk.frame import TEMPLATES, csrf_token, member_of
from actions.staff.access import PROVINCE
from actions.staff.model import StaffMember
from actions.stations.routes import GAZETTEER
from actions.takeovers.assist import ANSWERS, suggested_stations
from actions.takeovers.closing import OUTCOME_NAMES
from actions.takeovers.levels import LEVEL_NAMES
from actions.takeovers.model import Author, Level, Takeover
from actions.takeovers.states import STATE_NAMES, State
from actions.takeovers.transcript import Line
from actions.web import CLOCK, REFERENCE

REASON_NAMES: Mapping[str, str] = {
    "asked": "要找人工",
    "sensitive": "敏感问题",
    "misses": "机器人没听懂",
    "outage": "系统故障",
    "emergency": "紧急情况",
}
CHANNEL_NAMES: Mapping[str, str] = {"web": "网页", "telegram": "Telegram"}
#: How a line of each author looks, and what is read out before it.
_SIDES: Mapping[Author, tuple[str, str]] = {
    Author.WORKER: ("theirs", "工友"),
    Author.BOT: ("mine", "小蜂"),
    Author.HOUSE: ("house", "系统"),
    Author.OPERATOR: ("mine person", "接线员"),
    Author.NOTE: ("note", "内部备注"),
}
_KIND_NAMES: Mapping[str, str] = {
    "button": "点了按钮",
    "photo": "照片",
    "location": "位置",
    "voice": "语音",
    "sticker": "表情",
    "contact": "名片",
    "news": "通知",
}


@dataclass(frozen=True)
class Standing:
    """What changes at the head of an open page; equal ones look alike."""

    state: State
    claim: int
    owner: str | None
    is_mine: bool
    urgency: int
    level: str
    area: str | None

    @classmethod
    def of(cls, takeover: Takeover, member: StaffMember) -> Standing:
        owner = takeover.owner.name if takeover.owner is not None else None
        return cls(
            takeover.state_now,
            takeover.claim,
            owner,
            takeover.owner_id == member.id,
            takeover.urgency,
            takeover.level,
            takeover.area,
        )

    @property
    def key(self) -> str:
        """By which the page's script knows an equal one."""
        return f"{self.state}-{self.claim}-{self.urgency}-{self.level}-{self.area}-{self.is_mine}"


def row(request: web.Request, takeover: Takeover) -> dict[str, Any]:
    """One line of the queue, or the head of a conversation's page."""
    now, topic = request.app[CLOCK](), takeover.closed_topic or takeover.topic
    return {
        "number": takeover.number,
        "state": takeover.state,
        "state_name": STATE_NAMES[takeover.state_now],
        "urgency": takeover.urgency,
        "urgency_name": {2: "紧急", 1: "敏感"}.get(takeover.urgency),
        "reason": REASON_NAMES.get(takeover.reason, takeover.reason),
        "area": area_name(request, takeover.area),
        "region": area_name(request, takeover.region),
        "topic": topic_title(request, topic) if topic else None,
        "channel": CHANNEL_NAMES.get(takeover.channel, takeover.channel),
        "opened_at": takeover.opened_at,
        "waited": waited_text(takeover.waiting_since, now),
        "climbed": LEVEL_NAMES[takeover.level] if takeover.level != Level.COUNTY else None,
        "in_front": takeover.in_front,
        "for_me": takeover.wanted_id is not None and takeover.wanted_id == member_of(request).id,
        "owner": takeover.owner.name if takeover.owner is not None else None,
        "outcome": OUTCOME_NAMES.get(takeover.outcome or ""),
        "closed_at": takeover.closed_at,
        "is_erased": takeover.erased_at is not None,
    }


async def line_view(request: web.Request, session: AsyncSession, takeover: Takeover, line: Line) -> dict[str, Any]:
    """One line with what is suggested beside it; nothing is suggested once the conversation is closed."""
    side, who = _SIDES[line.author]
    helps = line.author == Author.WORKER and takeover.state != State.CLOSED
    understood = line.understood if helps else None
    now = request.app[CLOCK]()
    return {
        "number": takeover.number,
        "seq": line.seq,
        "author": line.author,
        "side": side,
        "who": line.by or who,
        "kind": _KIND_NAMES.get(line.kind),
        "text": line.text,
        "has_photo": line.has_photo,
        "emergency": line.emergency,
        "late": line.late,
        "said_at": line.said_at,
        "answers": request.app[ANSWERS].suggested(understood, takeover.region, local_date(now)),
        "stations": await suggested_stations(session, request.app[GAZETTEER], understood, now),
    }


def fragment(request: web.Request, template: str, **context: Any) -> str:
    """A part of a page by itself, as the live stream sends it."""
    values = {"csrf": csrf_token(request), "member": member_of(request), **context}
    return request.app[TEMPLATES].get_template(template).render(values)


def area_name(request: web.Request, code: str | None) -> str:
    if code is None:
        return "地区不明"
    return "全省" if code == PROVINCE else request.app[REFERENCE].region_name(code)


def topic_title(request: web.Request, topic: str) -> str:
    """The title of a topic or task; the id itself when it is out no longer."""
    return request.app[ANSWERS].titles.get(topic) or request.app[REFERENCE].tasks.get(topic) or topic
