"""How long one message takes inside Rasa: two loaded models, asked in turns."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence

from rasa.core.agent import Agent

from benchmarks.comparison.table import SystemName

_WARM_UP = 20  # messages


def parse_milliseconds(agents: Mapping[SystemName, Agent], texts: Sequence[str]) -> dict[SystemName, list[float]]:
    """Every text to every agent, one after the other, so that whatever else the machine does hits all alike."""
    times: dict[SystemName, list[float]] = {name: [] for name in agents}

    async def ask_all() -> None:
        for text in texts[:_WARM_UP]:
            for agent in agents.values():
                await agent.parse_message(text)
        for text in texts:
            for name, agent in agents.items():
                began = time.perf_counter()
                await agent.parse_message(text)
                times[name].append((time.perf_counter() - began) * 1000)

    asyncio.run(ask_all())
    return times
