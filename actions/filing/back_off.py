"""When a filing is tried again: exponential back-off with full jitter, for 24 hours.

The wait is drawn anew from zero to a ceiling that doubles, so that filings held up together do not come back together.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

FIRST_CEILING = timedelta(seconds=5)
HIGHEST_CEILING = timedelta(hours=1)
GIVES_UP_AFTER = timedelta(hours=24)


def next_try(
    attempts: int, *, first_tried_at: datetime, now: datetime, at_least: timedelta, chance: Random
) -> datetime | None:
    """When to try again after that many tries; the last one is at the end of the 24 hours. None: no more."""
    ends_at = first_tried_at + GIVES_UP_AFTER
    if now >= ends_at:
        return None
    doublings = min(attempts - 1, 20)  # beyond that the highest ceiling holds anyway
    ceiling = min(FIRST_CEILING * (1 << doublings), HIGHEST_CEILING)
    return min(now + max(ceiling * chance.random(), at_least), ends_at)
