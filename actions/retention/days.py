"""How many days each kind of row is kept, unless XIAOFENG_ACTIONS_RETENTION says otherwise (docs/privacy.md)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

SHORTEST_DAYS, LONGEST_DAYS = 1, 3_650

DAYS: Mapping[str, int] = {
    "applications": 180,  # rejected or withdrawn; from the last change
    "tickets": 365,  # answered or closed; from the last change
    "takeovers": 180,  # from the close
    "questions": 180,  # nobody answered; from when they were asked
    "photos": 30,  # from the close of their conversation
    "cover": 1_095,  # answers about the gifted cover; from the end of their year, or of the cover
    "outcomes": 730,  # daily sums of what came of questions; from their day
    "evaluations": 730,  # of nlu's models; from when they were judged
    "answers": 30,  # stored for the Idempotency-Key
    "request_keys": 400,  # the keys themselves
    "deliveries": 7,  # from the acknowledgment
    "sessions": 1,  # from their end
    "password_links": 30,  # from their end
    "faq_lists": 1,  # checked at the desk and not drafted; from the check
    "attempts": 2,  # at signing in and at looking up
}


def retention(text: str) -> Mapping[str, timedelta]:
    """How long each kind is kept, from `kind=days` pairs that change the defaults. Raises ValueError."""
    kept = dict(DAYS)
    for pair in filter(None, (part.strip() for part in text.split(","))):
        name, _, days = pair.partition("=")
        if name not in kept or not days.isascii() or not days.isdigit():
            raise ValueError("unknown kind or no number of days")
        if not SHORTEST_DAYS <= int(days) <= LONGEST_DAYS:
            raise ValueError("days out of range")
        kept[name] = int(days)
    return {name: timedelta(days=days) for name, days in kept.items()}
