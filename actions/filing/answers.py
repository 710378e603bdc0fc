"""What the receiver's answer means: filed, refused for good, or to be tried again."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from actions.filing.states import Cause

LONGEST_REFERENCE = 100
LONGEST_REASON = 500
_REFUSALS = frozenset({400, 409, 422})


@dataclass(frozen=True)
class Filed:
    """`reference` is the receiver's own number for it."""

    reference: str


@dataclass(frozen=True)
class Refused:
    """For good; `reason` is what the receiver says, as it came."""

    reason: str
    status: int


@dataclass(frozen=True)
class TryAgain:
    """`after` is the shortest wait the receiver asks for."""

    cause: Cause
    status: int | None = None
    after: timedelta = timedelta()


Outcome = Filed | Refused | TryAgain


def outcome_of(status: int, content: bytes, *, retry_after: str | None, now: datetime) -> Outcome:
    """Of a whole answer. What cannot be understood is tried again: the receiver may be half-way through a repair."""
    if 200 <= status < 300:
        reference = _text(content, "reference", LONGEST_REFERENCE)
        return Filed(reference) if reference is not None else TryAgain(Cause.UNREADABLE, status)
    if status in _REFUSALS:
        reason = _text(content, "reason", LONGEST_REASON)
        return Refused(reason, status) if reason is not None else TryAgain(Cause.UNREADABLE, status)
    return TryAgain(_cause(status), status, _wait(retry_after, now))


def _cause(status: int) -> Cause:
    if status == 429:
        return Cause.BUSY
    if status >= 500:
        return Cause.SERVER_ERROR
    if status in (401, 403):
        return Cause.DENIED
    if 300 <= status < 400:
        return Cause.REDIRECTED
    return Cause.NOT_TAKEN


def _text(content: bytes, name: str, longest: int) -> str | None:
    """A text of the JSON object, trimmed; None when there is none, or it is too long or not printable."""
    try:
        read: Any = json.loads(content)
    except (ValueError, RecursionError):
        return None
    text = read.get(name) if isinstance(read, dict) else None
    if not isinstance(text, str):
        return None
    text = text.strip()
    return text if 0 < len(text) <= longest and text.isprintable() else None


def _wait(text: str | None, now: datetime) -> timedelta:
    """Of a Retry-After header, in seconds or as a date; nothing when it is neither."""
    if text is None:
        return timedelta()
    if text.isascii() and text.isdigit():
        return timedelta(seconds=min(int(text[:9]), 86_400))
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return timedelta()
    return max(until.replace(tzinfo=until.tzinfo or UTC) - now, timedelta())
