"""The one way a benchmark fails: a sentence that says what could not be started or measured, and why."""

from __future__ import annotations


class CannotRun(Exception):
    """Nothing was measured; `str()` is the line a person reads."""
