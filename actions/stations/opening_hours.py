"""When a station is open, read from what its keepers write.

Examples: `08:00-20:00`, `24小时`, `周一至周五 08:30-17:30; 周六 09:00-12:00`, `22:00-06:00`.

Grammar: clauses separated by `;` (or begun by the next day), each `[days] times`. Days are names of weekdays, lists and
ranges of them, or 每天, 工作日 (Monday to Friday), 周末. Times are one or more `HH:MM-HH:MM`, or `24小时`, or 休息.
A span whose end is before its start runs over midnight. A clause without days holds every day. Seasons and public
holidays are beyond this grammar: such a text is shown as it is, and whether the station is open stays unknown.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from actions.clock import SHANGHAI

_DAY_MINUTES = 24 * 60
_EVERY_DAY = frozenset(range(7))
_GROUPS = {
    "每天": _EVERY_DAY,
    "每日": _EVERY_DAY,
    "全周": _EVERY_DAY,
    "全年": _EVERY_DAY,
    "工作日": frozenset(range(5)),
    "周末": frozenset({5, 6}),
    "双休日": frozenset({5, 6}),
}
_WEEKDAYS = {name: number for number, name in enumerate("一二三四五六日")} | {"天": 6}

_SAME = str.maketrans({"~": "-", "—": "-", "–": "-", "－": "-", "〜": "-", "至": "-", "到": "-", "、": ",", "。": ";"})
_GROUP = "|".join(_GROUPS)
_NAME = r"(?:周|星期|礼拜)[一二三四五六日天]"
_RANGE = rf"{_NAME}(?:-(?:周|星期|礼拜)?[一二三四五六日天])?"
_DAYS = re.compile(rf"(?:{_GROUP}|{_RANGE})(?:,?(?:{_GROUP}|{_RANGE}))*")
_ONE_OF_DAYS = re.compile(rf"{_GROUP}|{_RANGE}")
_SPAN = re.compile(r"(\d{1,2}):(\d{2})-(次日|翌日)?(\d{1,2}):(\d{2})")
_SPANS = re.compile(rf"{_SPAN.pattern}(?:,?{_SPAN.pattern})*")
_ALL_DAY = re.compile(r"24小时(?:开放|营业)?|全天(?:24小时)?(?:开放|营业)?|全天候")
_NEXT_CLAUSE = re.compile(rf"(?<=\d),?(?={_GROUP}|{_NAME})")
_CLOSED = re.compile(r"休息|不开放|关闭|闭馆")


@dataclass(frozen=True)
class OpeningHours:
    """Spans in minutes since Monday 00:00, China time: start included, end not; an end may pass the week's."""

    spans: tuple[tuple[int, int], ...]

    def is_open(self, at: datetime) -> bool:
        """Whether the station is open at that (aware) instant."""
        local = at.astimezone(SHANGHAI)
        minute = local.weekday() * _DAY_MINUTES + local.hour * 60 + local.minute
        week = 7 * _DAY_MINUTES
        return any(start <= minute < end or start <= minute + week < end for start, end in self.spans)


def is_open(hours: str, at: datetime) -> bool | None:
    """Whether a station with these hours is open at that instant; None when the text cannot be read."""
    read = read_hours(hours)
    return read.is_open(at) if read is not None else None


@lru_cache(maxsize=4096)
def read_hours(text: str) -> OpeningHours | None:
    """None when any part of the text is beyond the grammar."""
    clauses = [clause for clause in _plain(text).split(";") if clause]
    spans: list[tuple[int, int]] = []
    for clause in clauses:
        read = _read_clause(clause)
        if read is None:
            return None
        spans.extend(read)
    return OpeningHours(tuple(spans)) if clauses else None


def _plain(text: str) -> str:
    """One writing for full-width signs, dashes and blanks."""
    narrow = unicodedata.normalize("NFKC", text).translate(_SAME)
    tight = re.sub(r"\s+", "", re.sub(r"[\r\n]+", ";", narrow)).strip(",")
    return _NEXT_CLAUSE.sub(";", tight)


def _read_clause(clause: str) -> list[tuple[int, int]] | None:
    days, times = _EVERY_DAY, clause
    if named := _DAYS.match(clause):
        days, times = _read_days(named.group()), clause[named.end() :].lstrip(":,")
    if _CLOSED.fullmatch(times):
        return []
    if _ALL_DAY.fullmatch(times):
        return [(day * _DAY_MINUTES, (day + 1) * _DAY_MINUTES) for day in sorted(days)]
    within_a_day = _read_times(times)
    if within_a_day is None:
        return None
    return [
        (day * _DAY_MINUTES + start, day * _DAY_MINUTES + end) for day in sorted(days) for start, end in within_a_day
    ]


def _read_days(text: str) -> frozenset[int]:
    days: set[int] = set()
    for part in _ONE_OF_DAYS.findall(text):
        if part in _GROUPS:
            days |= _GROUPS[part]
            continue
        named = [_WEEKDAYS[letter] for letter in re.sub("周|星期|礼拜|-", "", part)]
        first, last = named[0], named[-1]
        days |= {(first + step) % 7 for step in range((last - first) % 7 + 1)}
    return frozenset(days)


def _read_times(text: str) -> list[tuple[int, int]] | None:
    if not _SPANS.fullmatch(text):
        return None
    spans = [_read_span(*found.groups()) for found in _SPAN.finditer(text)]
    return [span for span in spans if span] if all(spans) else None


def _read_span(
    from_hour: str, from_minute: str, next_day: str | None, to_hour: str, to_minute: str
) -> tuple[int, int] | None:
    start, end = int(from_hour) * 60 + int(from_minute), int(to_hour) * 60 + int(to_minute)
    in_range = int(from_minute) < 60 and int(to_minute) < 60 and start < _DAY_MINUTES and end <= _DAY_MINUTES
    if not in_range or start == end or (next_day and end > start):
        return None  # equal ends may mean all day or not at all
    return (start, end if end > start else end + _DAY_MINUTES)
