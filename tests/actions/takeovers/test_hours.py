"""Opening hours of the desk, as they are set and as workers read them."""

from __future__ import annotations

from datetime import datetime

import pytest

from actions.clock import SHANGHAI
from actions.takeovers.hours import DeskHours, UnreadableHours


def _at(day: int, hour: int, minute: int) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=SHANGHAI)  # the 22nd is a Sunday


@pytest.mark.parametrize(
    ("text", "at", "is_open"),
    [
        ("1-7 08:30-17:30", _at(22, 8, 30), True),
        ("1-7 08:30-17:30", _at(22, 8, 29), False),
        ("1-7 08:30-17:30", _at(22, 17, 30), False),
        ("1-5 08:30-17:30", _at(22, 12, 0), False),
        ("1-5 08:30-12:00,14:00-17:30;6,7 09:00-12:00", _at(23, 13, 0), False),
        ("1-5 08:30-12:00,14:00-17:30;6,7 09:00-12:00", _at(23, 14, 0), True),
        ("1-5 08:30-12:00,14:00-17:30;6,7 09:00-12:00", _at(22, 9, 0), True),
        ("1-7 00:00-24:00", _at(22, 23, 59), True),
    ],
)
def test_the_desk_is_open_within_its_hours_in_china(text: str, at: datetime, is_open: bool) -> None:
    assert DeskHours.parse(text).is_open(at) is is_open


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("1-7 08:30-17:30", "每天 8:30–17:30"),
        ("1-5 08:30-12:00,14:00-17:30;6 09:00-12:00", "周一至周五 8:30–12:00、14:00–17:30；周六 9:00–12:00"),
        ("6,7 09:00-12:00", "周六、周日 9:00–12:00"),
    ],
)
def test_workers_read_the_hours_in_words(text: str, read: str) -> None:
    assert DeskHours.parse(text).text == read


@pytest.mark.parametrize(
    "text",
    ["", "8:30-17:30", "1-8 08:30-17:30", "5-1 08:30-17:30", "1-7 17:30-08:30", "1-7 08:60-17:30", "1-7 25:00-26:00"],
)
def test_other_texts_are_refused(text: str) -> None:
    with pytest.raises(UnreadableHours):
        DeskHours.parse(text)
