"""How much of the processors some processes and their children took: on a busy machine it says more than the clock."""

from __future__ import annotations

from collections.abc import Sequence

import psutil


class ProcessorTime:
    """Counts from its making on; a child that has ended meanwhile is left out."""

    def __init__(self, pids: Sequence[int]) -> None:
        self._pids = pids
        self._before = self._now()

    def milliseconds(self) -> float:
        now = self._now()
        return sum(now[pid] - self._before.get(pid, 0.0) for pid in now) * 1000

    def _now(self) -> dict[int, float]:
        found: dict[int, float] = {}
        for pid in self._pids:
            process = psutil.Process(pid)
            for one in (process, *process.children(recursive=True)):
                try:
                    times = one.cpu_times()
                except psutil.NoSuchProcess:
                    continue
                found[one.pid] = times.user + times.system
        return found
