"""Weeks from Monday to Sunday (ISO 8601) of China's calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, order=True)
class Week:
    monday: date

    @classmethod
    def of(cls, day: date) -> Week:
        return cls(day - timedelta(days=day.weekday()))

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)

    @property
    def name(self) -> str:
        """`11月16日起`."""
        return f"{self.monday.month}月{self.monday.day}日起"


def last_weeks(count: int, today: date) -> list[Week]:
    """The oldest first; the last is the one that is under way."""
    this = Week.of(today).monday
    return [Week(this - timedelta(weeks=back)) for back in reversed(range(count))]
