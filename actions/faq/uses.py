"""How often published answers are used. The session and its transaction are the caller's."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from actions.faq.model import FaqOutcome, Outcome

_USED = (Outcome.ANSWERED, Outcome.CHOSEN)


async def uses_since(session: AsyncSession, day: date) -> Mapping[str, int]:
    """How often each topic was answered, outright or chosen of several, since that day in China, the day included.

    Topics nobody asked about are left out.
    """
    query = used_since(day).order_by(FaqOutcome.topic)
    return {topic: int(count) for topic, count in await session.execute(query)}


def used_since(day: date) -> Select[str, int]:
    """The query of it: topic and count."""
    return (
        select(FaqOutcome.topic, func.sum(FaqOutcome.count).label("uses"))
        .where(FaqOutcome.day >= day, FaqOutcome.outcome.in_(_USED), FaqOutcome.topic != "")
        .group_by(FaqOutcome.topic)
    )
