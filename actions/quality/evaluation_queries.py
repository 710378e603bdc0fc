"""Reading evaluations. The session and its transaction are the caller's."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import undefer

from actions.quality.model import Evaluation
from actions.quality.told_evaluation import ToldEvaluation

_NEWEST_FIRST = (Evaluation.evaluated_at.desc(), Evaluation.feed_version.desc())


async def evaluations(session: AsyncSession, most: int) -> list[Evaluation]:
    """The newest of them, the oldest first, without all that was told."""
    found = await session.scalars(select(Evaluation).order_by(*_NEWEST_FIRST).limit(most))
    return list(found)[::-1]


async def newest_evaluation(session: AsyncSession) -> ToldEvaluation | None:
    """None before the first."""
    query = select(Evaluation).options(undefer(Evaluation.told)).order_by(*_NEWEST_FIRST).limit(1)
    found = (await session.scalars(query)).first()
    return ToldEvaluation.model_validate(found.told) if found is not None else None
