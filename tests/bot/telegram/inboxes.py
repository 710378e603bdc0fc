"""Inboxes for a door under test."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from bot.channels.channel import Arrival


class MemoryInbox:
    """An ArrivalBook that keeps one row per update id; `failures` are raised first, one per call."""

    def __init__(self, *failures: Exception) -> None:
        self.rows: dict[str, Arrival] = {}
        self.order: list[str] = []
        self.calls = 0
        self._failures = list(failures)
        self._called = asyncio.Condition()

    async def receive(self, arrivals: Sequence[Arrival]) -> None:
        async with self._called:
            self.calls += 1
            self._called.notify_all()
            if self._failures:
                raise self._failures.pop(0)
            for arrival in arrivals:
                if arrival.update_id not in self.rows:
                    self.rows[arrival.update_id] = arrival
                    self.order.append(arrival.inbound.text)

    async def holds(self, rows: int) -> list[Arrival]:
        """Wait for so many rows."""
        async with self._called:
            await asyncio.wait_for(self._called.wait_for(lambda: len(self.rows) >= rows), 10)
        return list(self.rows.values())

    async def was_called(self, times: int) -> None:
        async with self._called:
            await asyncio.wait_for(self._called.wait_for(lambda: self.calls >= times), 10)
