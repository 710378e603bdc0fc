"""Weeks as China counts them."""

from __future__ import annotations

from datetime import date

import pytest

from actions.quality.weeks import Week, last_weeks


@pytest.mark.parametrize(
    ("day", "monday"),
    [
        (date(2026, 11, 22), date(2026, 11, 16)),  # a Sunday ends its week
        (date(2026, 11, 23), date(2026, 11, 23)),
        (date(2027, 1, 1), date(2026, 12, 28)),  # a year may begin in the last week of another
    ],
)
def test_a_week_begins_on_monday(day: date, monday: date) -> None:
    assert Week.of(day) == Week(monday)


def test_the_last_weeks_end_with_the_one_under_way() -> None:
    found = last_weeks(3, date(2026, 11, 22))

    assert [week.name for week in found] == ["11月2日起", "11月9日起", "11月16日起"]
