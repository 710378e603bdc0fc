"""Long-running tasks of the process: started again when they fail, cancelled at the end."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from bot.logs import facts, where

log = logging.getLogger(__name__)

LONGEST_PAUSE_SECONDS = 30.0


class Background:
    """Keeps tasks running."""

    def __init__(self) -> None:
        self._tasks: list[asyncio.Task[None]] = []

    def keep(self, name: str, run: Callable[[], Awaitable[None]]) -> None:
        """Run it until it returns by itself; after an exception again, with growing pauses."""
        self._tasks.append(asyncio.create_task(_kept(name, run), name=name))

    def every(self, name: str, seconds: float, run: Callable[[], Awaitable[object]], *, at_once: bool = False) -> None:
        """Wait, run it, wait, run it again, until cancelled; with `at_once` it is run before the first wait, too."""

        async def repeat() -> None:
            if at_once:
                await run()
            while True:
                await asyncio.sleep(seconds)
                await run()

        self.keep(name, repeat)

    async def stop(self) -> None:
        """Cancel all and wait for their end."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


async def _kept(name: str, run: Callable[[], Awaitable[None]]) -> None:
    loop = asyncio.get_running_loop()
    failures = 0
    while True:
        began = loop.time()
        try:
            await run()
        except Exception as error:
            log.error("task.failed", extra=facts(task=name, error=where(error)))
            failures = 1 if loop.time() - began > LONGEST_PAUSE_SECONDS else failures + 1
            await asyncio.sleep(min(LONGEST_PAUSE_SECONDS, 0.5 * 2**failures))
        else:
            return
