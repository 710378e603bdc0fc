"""The time, passed in wherever it is needed. Instants are aware and UTC; local dates are Asia/Shanghai."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

Clock = Callable[[], datetime]
SHANGHAI = ZoneInfo("Asia/Shanghai")


def system_clock() -> datetime:
    """Now, in UTC."""
    return datetime.now(UTC)


def local_date(instant: datetime) -> date:
    """The calendar day in China at that instant."""
    return instant.astimezone(SHANGHAI).date()


def local_text(instant: datetime) -> str:
    """What staff and workers read, e.g. `2026-11-22 09:05`, China time."""
    return instant.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")


def clock_text(instant: datetime) -> str:
    """The time of day in China, rounded up to the minute, so that what begins then has begun: `09:05`."""
    return (instant.astimezone(SHANGHAI) + timedelta(seconds=59)).strftime("%H:%M")


def local_midnight(day: date) -> datetime:
    """When that day begins in China, in UTC."""
    return datetime.combine(day, time(), SHANGHAI).astimezone(UTC)
