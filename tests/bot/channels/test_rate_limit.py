"""How many messages may come: a bucket for each key."""

from __future__ import annotations

from bot.channels.rate_limit import RateLimit
from tests.bot.core import SetTime


def test_a_bucket_holds_a_minutes_worth_and_refills() -> None:
    now = SetTime()
    limit = RateLimit(3, monotonic=now)
    assert [limit.seconds_until_allowed("a") for _ in range(4)] == [0, 0, 0, 20]
    assert limit.seconds_until_allowed("b") == 0
    now.seconds = 20
    assert [limit.seconds_until_allowed("a"), limit.seconds_until_allowed("a")] == [0, 20]
