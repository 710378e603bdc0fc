"""Chance decides when things go on: a seeded source, and pauses of a few rounds of the event loop."""

from __future__ import annotations

import asyncio
from random import Random


class Drift:
    """Waits for a random number of rounds, so that two things that run side by side meet in every possible way."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance

    async def __call__(self, most: int) -> None:
        for _ in range(self._chance.randrange(most + 1)):
            await asyncio.sleep(0)
