"""The one way the launcher fails: a sentence that says which part, why, and what to do."""

from __future__ import annotations


class CannotStart(Exception):
    """Something needed is missing or broken; `str()` is the line a person reads."""
