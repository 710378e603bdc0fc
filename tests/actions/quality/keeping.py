"""Evaluations as if nlu had told them."""

from __future__ import annotations

from actions.quality.evaluation_keeping import keep_evaluation
from actions.quality.told_evaluation import ToldEvaluation
from tests.actions.house import House


async def keep(house: House, *told: ToldEvaluation) -> None:
    async with house.database.write() as session:
        for one in told:
            await keep_evaluation(one, session=session)
        await session.commit()
