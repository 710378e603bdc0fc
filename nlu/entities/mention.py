"""What an extractor reports about one stretch of a message."""

from __future__ import annotations

from dataclasses import dataclass

REGION, PLACE, PLATFORM, TRADE, FACILITY, TIME = "region", "place", "platform", "trade", "facility", "time"
PROVINCE = "340000"  # Anhui
DAY, AMOUNT, PLATE = "day", "amount", "plate"
CLOCK = "time of day"  # reported as a TIME; by a name of its own it may stand over the word for the part of the day


@dataclass(frozen=True)
class Mention:
    """Positions are half open and count the characters of whatever text the mention was found in."""

    kind: str
    values: tuple[str, ...]  # codes or ids; several when the name is ambiguous
    start: int
    end: int

    @property
    def length(self) -> int:
        return self.end - self.start

    def contains(self, other: Mention) -> bool:
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Mention) -> bool:
        return self.start < other.end and other.start < self.end
