"""Named places around commits where a crash test kills the process; in production they do nothing."""

from __future__ import annotations

import os
import signal
from collections import Counter
from collections.abc import Callable

Checkpoint = Callable[[str], None]


def pass_through(name: str) -> None:
    """The production checkpoint."""


class FailPoint:
    """Ends the process with SIGKILL at the nth passage of one named checkpoint."""

    def __init__(self, name: str, nth: int, kill: Callable[[], None] | None = None) -> None:
        self._name = name
        self._nth = nth
        self._passed: Counter[str] = Counter()
        self._kill = kill or kill_this_process

    @classmethod
    def parse(cls, text: str) -> FailPoint:
        """Read `name:nth`, nth from 1. Raises ValueError."""
        name, _, nth = text.rpartition(":")
        if not name or not nth.isdigit() or int(nth) < 1:
            raise ValueError("expected name:nth, for example enrollment.committed:1")
        return cls(name, int(nth))

    def __call__(self, name: str) -> None:
        self._passed[name] += 1
        if name == self._name and self._passed[name] == self._nth:
            self._kill()


def kill_this_process() -> None:
    """SIGKILL: no handler runs, nothing is flushed."""
    os.kill(os.getpid(), signal.SIGKILL)
