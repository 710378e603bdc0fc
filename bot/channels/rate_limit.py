"""How many messages a conversation or an address may send: a bucket each, refilled evenly, holding a minute's worth."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable

MOST_KEYS = 50_000


class RateLimit:
    """Buckets by key; the ones unused for longest are forgotten first."""

    def __init__(self, per_minute: int, *, monotonic: Callable[[], float]) -> None:
        self._capacity = float(per_minute)
        self._per_second = per_minute / 60
        self._monotonic = monotonic
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def seconds_until_allowed(self, key: str) -> int:
        """0 and one taken from the bucket, or how many whole seconds to wait."""
        now = self._monotonic()
        left, at = self._buckets.pop(key, (self._capacity, now))
        left = min(self._capacity, left + (now - at) * self._per_second)
        allowed = left >= 1
        self._buckets[key] = (left - 1 if allowed else left, now)
        if len(self._buckets) > MOST_KEYS:
            self._buckets.popitem(last=False)
        return 0 if allowed else max(1, math.ceil((1 - left) / self._per_second))
