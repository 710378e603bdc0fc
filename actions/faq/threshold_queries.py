"""Reading threshold revisions. The session and its transaction are the caller's."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from actions.faq.errors import RevisionNotFound
from actions.faq.model import ThresholdRevision
from actions.faq.states import State


async def published_thresholds(session: AsyncSession) -> ThresholdRevision | None:
    """What is out; None while nlu goes by its own."""
    return await _in(session, State.PUBLISHED)


async def thresholds_in_review(session: AsyncSession) -> ThresholdRevision | None:
    """What waits for a second person's yes."""
    return await _in(session, State.IN_REVIEW)


async def threshold_revisions(session: AsyncSession) -> list[ThresholdRevision]:
    """Newest first."""
    return list(await session.scalars(select(ThresholdRevision).order_by(ThresholdRevision.number.desc())))


async def known_thresholds(session: AsyncSession, number: str) -> ThresholdRevision:
    """The revision of that number. Raises RevisionNotFound."""
    wanted = int(number) if number.isascii() and number.isdecimal() and len(number) < 7 else 0
    found = await session.get(ThresholdRevision, wanted)
    if found is None:
        raise RevisionNotFound
    return found


async def _in(session: AsyncSession, state: State) -> ThresholdRevision | None:
    return (await session.scalars(select(ThresholdRevision).where(ThresholdRevision.state == state))).first()
