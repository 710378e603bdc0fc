"""A day of the past as a worker reads it."""

from __future__ import annotations

from datetime import datetime

from bot.dialogue.talk import LOCAL_TIME, Talk


def day_words(talk: Talk, at: str) -> str:
    """The day in Anhui of a time in ISO 8601, its year left out where it is this one."""
    day = datetime.fromisoformat(at).astimezone(LOCAL_TIME).date()
    key = "date.this_year" if day.year == talk.today.year else "date.other_year"
    return talk.words(key, year=day.year, month=day.month, day=day.day)
