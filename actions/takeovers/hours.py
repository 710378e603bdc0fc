"""When people are at the desk, e.g. `1-7 08:30-17:30` or `1-5 08:30-12:00,14:00-17:30;6 09:00-12:00`.

Clauses separated by `;`, each days (1 is Monday) and spans of time within a day, Asia/Shanghai.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from actions.clock import SHANGHAI

_DAY = r"[1-7](?:-[1-7])?"
_SPAN = r"(\d{2}):(\d{2})-(\d{2}):(\d{2})"
_CLAUSE = re.compile(rf"({_DAY}(?:,{_DAY})*) +({_SPAN}(?:,{_SPAN})*)", re.ASCII)
_NAMES = "一二三四五六日"


class UnreadableHours(ValueError):
    """The text is not of that form."""


@dataclass(frozen=True)
class _Clause:
    days: frozenset[int]  # 1 to 7
    days_text: str
    spans: tuple[tuple[int, int], ...]  # minutes since midnight; the end is not included


@dataclass(frozen=True)
class DeskHours:
    clauses: tuple[_Clause, ...]

    @classmethod
    def parse(cls, text: str) -> DeskHours:
        """Raises UnreadableHours."""
        return cls(tuple(_read_clause(clause.strip()) for clause in text.split(";")))

    def is_open(self, at: datetime) -> bool:
        """Whether people are there at that (aware) instant."""
        local = at.astimezone(SHANGHAI)
        minute = local.hour * 60 + local.minute
        return any(
            local.isoweekday() in clause.days and any(start <= minute < end for start, end in clause.spans)
            for clause in self.clauses
        )

    @property
    def text(self) -> str:
        """What workers read: `每天 8:30–17:30`."""
        return "；".join(
            f"{clause.days_text} {'、'.join(f'{_clock(start)}–{_clock(end)}' for start, end in clause.spans)}"
            for clause in self.clauses
        )


def _read_clause(text: str) -> _Clause:
    found = _CLAUSE.fullmatch(text)
    if found is None:
        raise UnreadableHours(text)
    days: set[int] = set()
    for part in found[1].split(","):
        first, last = int(part[0]), int(part[-1])
        if last < first:
            raise UnreadableHours(text)
        days |= set(range(first, last + 1))
    spans = tuple(_span(*(int(part) for part in parts)) for parts in re.findall(_SPAN, found[2]))
    if any(span is None for span in spans):
        raise UnreadableHours(text)
    return _Clause(frozenset(days), _days_text(found[1]), tuple(span for span in spans if span))


def _span(from_hour: int, from_minute: int, to_hour: int, to_minute: int) -> tuple[int, int] | None:
    start, end = from_hour * 60 + from_minute, to_hour * 60 + to_minute
    return (start, end) if max(from_minute, to_minute) < 60 and start < end <= 24 * 60 else None


def _days_text(days: str) -> str:
    if days == "1-7":
        return "每天"
    return "、".join("至".join(f"周{_NAMES[int(day) - 1]}" for day in part.split("-")) for part in days.split(","))


def _clock(minute: int) -> str:
    return f"{minute // 60}:{minute % 60:02d}"
