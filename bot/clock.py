"""The time, as everything that needs it receives it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]  # timezone-aware, UTC


def utc_now() -> datetime:
    """Now, UTC."""
    return datetime.now(UTC)
