"""Takeovers as the API shows them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from actions.takeovers.hours import DeskHours
from actions.takeovers.model import Takeover
from actions.takeovers.queries import of_conversation
from actions.takeovers.queue import position
from actions.takeovers.states import State


async def receipt(session: AsyncSession, takeover: Takeover, hours: DeskHours) -> dict[str, Any]:
    """What the bot is told of a takeover it opened; `position` is null once somebody has claimed it."""
    return {
        "number": takeover.number,
        "state": takeover.state,
        "position": await position(session, takeover),
        "hours": hours.text,
    }


async def standing(session: AsyncSession, conversation: str, hours: DeskHours, now: datetime) -> dict[str, Any]:
    """Whether people are there now, and how far this conversation has come; nulls when it is not handed over."""
    found = [one for one in await of_conversation(session, conversation) if one.state != State.CLOSED]
    takeover = found[0] if found else None
    return {
        "open": hours.is_open(now),
        "hours": hours.text,
        "state": takeover.state if takeover else None,
        "position": await position(session, takeover) if takeover else None,
        "number": takeover.number if takeover else None,
    }


def kept_document(takeover: Takeover) -> dict[str, Any]:
    """What "my data" says of a takeover; what was said is in the chat itself."""
    return {
        "number": takeover.number,
        "state": takeover.state,
        "opened_at": takeover.opened_at.isoformat(),
        "closed_at": takeover.closed_at.isoformat() if takeover.closed_at else None,
        "lines": takeover.last_seq,
    }
