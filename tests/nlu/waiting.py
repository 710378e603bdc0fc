"""Waiting for something to become true, with a limit that only a broken house reaches."""

from __future__ import annotations

import time
from collections.abc import Callable

PATIENCE_SECONDS = 60.0


def wait_until(true: Callable[[], bool], patience_seconds: float = PATIENCE_SECONDS) -> float:
    """Seconds it took. Raises AssertionError."""
    began = time.monotonic()
    while not true():
        assert time.monotonic() - began < patience_seconds, "it never became true"
        time.sleep(0.02)
    return time.monotonic() - began


def children(pid: int) -> list[int]:
    """Processes a process has started and that still run (Linux)."""
    from pathlib import Path

    return [
        int(child) for task in Path(f"/proc/{pid}/task").iterdir() for child in (task / "children").read_text().split()
    ]
