"""Opening hours as keepers write them, asked at moments of one week in China."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from actions.clock import SHANGHAI
from actions.stations.opening_hours import is_open

_DAYS = "一二三四五六日"


def at(moment: str) -> datetime:
    """`一 09:00` is Monday morning, 2026-11-23, in China; handed over in UTC as everywhere."""
    day, time = moment.split()
    hour, minute = map(int, time.split(":"))
    monday = datetime(2026, 11, 23, tzinfo=SHANGHAI)
    return (monday + timedelta(days=_DAYS.index(day), hours=hour, minutes=minute)).astimezone(UTC)


@pytest.mark.parametrize(
    ("hours", "moment", "expected"),
    [
        ("08:00-20:00", "一 08:00", True),  # the first minute counts
        ("08:00-20:00", "一 07:59", False),
        ("08:00-20:00", "日 19:59", True),  # no days named: every day
        ("08:00-20:00", "日 20:00", False),  # the closing minute does not count
        ("8:00-20:00", "一 08:30", True),
        ("00:00-24:00", "三 23:59", True),
        ("24小时", "三 03:00", True),
        ("24小时开放", "三 03:00", True),
        ("全天", "日 00:00", True),
        ("每天24小时", "六 12:00", True),
        ("周一至周五 08:30-17:30", "五 17:29", True),
        ("周一至周五 08:30-17:30", "六 12:00", False),
        ("周一至五 08:30-17:30", "四 12:00", True),
        ("星期一到星期五 08:30-17:30", "二 12:00", True),
        ("周六至周一 09:00-12:00", "日 10:00", True),  # a range may run over the end of the week
        ("周六至周一 09:00-12:00", "二 10:00", False),
        ("周一至周五 08:30-17:30; 周六 09:00-12:00", "六 11:59", True),
        ("周一至周五 08:30-17:30; 周六 09:00-12:00", "六 12:00", False),
        ("周一至周五 08:30-17:30; 周六 09:00-12:00", "日 10:00", False),
        ("周一至周五 08:30-17:30，周六 09:00-12:00", "六 10:00", True),  # the next day begins a clause
        ("周一至周五 08:30-17:30 周六 09:00-12:00", "六 10:00", True),
        ("周一、周三、周五 09:00-17:00", "三 10:00", True),
        ("周一、周三、周五 09:00-17:00", "四 10:00", False),
        ("工作日 09:00-17:00；周末 10:00-16:00", "六 09:30", False),
        ("工作日 09:00-17:00；周末 10:00-16:00", "六 10:30", True),
        ("周一至周六 09:00-17:30；周日休息", "日 10:00", False),
        ("08:00-11:30,14:00-17:30", "一 12:00", False),
        ("08:00-11:30、14:00-17:30", "一 14:00", True),
        ("08：00－20：00", "一 12:00", True),  # full-width signs
        ("08:00~20:00", "一 12:00", True),
        ("08:00—20:00", "一 12:00", True),
        ("22:00-06:00", "一 23:00", True),  # over midnight
        ("22:00-06:00", "一 05:59", True),
        ("22:00-06:00", "一 06:00", False),
        ("22:00-次日06:00", "一 05:00", True),
        ("周日 22:00-06:00", "一 05:00", True),  # from Sunday night into the new week
        ("周日 22:00-06:00", "日 05:00", False),
        ("周五 18:00-02:00", "六 01:59", True),
        ("周五 18:00-02:00", "五 01:00", False),
    ],
)
def test_hours_are_read_as_written(hours: str, moment: str, expected: bool) -> None:
    assert is_open(hours, at(moment)) is expected


@pytest.mark.parametrize(
    "hours",
    [
        "",
        ";",
        "看情况",
        "随银行营业时间",
        "夏季 08:00-20:00，冬季 08:30-18:00",
        "08:00-20:00（节假日除外）",
        "周一至周五 08:30-17:30; 其他时间看情况",  # half understood is not understood
        "08:00",
        "25:00-26:00",
        "08:70-09:00",
        "08:00-24:30",
        "08:00-08:00",  # all day or never?
        "08:00-次日20:00",  # 36 hours?
        "周八 08:00-20:00",
        "周一至周五",
    ],
)
def test_what_cannot_be_read_is_neither_open_nor_closed(hours: str) -> None:
    assert is_open(hours, at("一 12:00")) is None


def test_the_moment_is_taken_in_china_wherever_it_comes_from() -> None:
    assert is_open("周一 00:00-01:00", datetime(2026, 11, 22, 16, 30, tzinfo=UTC)) is True
    assert is_open("周日 16:00-17:00", datetime(2026, 11, 22, 16, 30, tzinfo=UTC)) is False
