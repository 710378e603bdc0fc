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


def waited_text(since: datetime, now: datetime) -> str:
    """How long ago that is: `不到 1 分钟`, `12 分钟`, `3 小时 5 分`, `2 天 4 小时`."""
    minutes = max(0, int((now - since).total_seconds() // 60))
    if minutes < 1:
        return "不到 1 分钟"
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest} 分钟"
    return f"{hours} 小时 {rest} 分" if hours < 24 else f"{hours // 24} 天 {hours % 24} 小时"
