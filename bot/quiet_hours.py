"""The hours in which no news is told: what nobody waits for can wait until the morning."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

LOCAL_TIME = ZoneInfo("Asia/Shanghai")
_SPAN = re.compile(r"(\d\d):(\d\d)-(\d\d):(\d\d)")


@dataclass(frozen=True)
class QuietHours:
    """From `begin` up to `end`, local time in Anhui, over midnight where `end` is earlier; the same twice: never."""

    begin: time
    end: time

    @classmethod
    def parse(cls, text: str) -> QuietHours:
        """`22:00-07:00`, or `off`. Raises ValueError."""
        if text == "off":
            return NEVER
        found = _SPAN.fullmatch(text)
        if found is None:
            raise ValueError("not HH:MM-HH:MM")
        hours = [int(number) for number in found.groups()]
        return cls(time(hours[0], hours[1]), time(hours[2], hours[3]))

    def hold(self, now: datetime) -> bool:
        """Whether it is quiet now, a time with a zone."""
        local = now.astimezone(LOCAL_TIME).time()
        if self.begin <= self.end:
            return self.begin <= local < self.end
        return local >= self.begin or local < self.end


NEVER = QuietHours(time(0), time(0))
