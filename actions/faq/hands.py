"""Whose hands a revision went through: one note for each act and colleague, kept beside its content.

A draft saves itself every second or so: of what somebody writes only the latest is noted. Whose yes put it out and who
took it back are columns of their own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

#: As the database keeps them: JSON, the latest last.
Kept = list[dict[str, Any]]


class Deed(StrEnum):
    DRAFTED = "drafted"
    EDITED = "edited"
    CHECKED = "checked"
    SUBMITTED = "submitted"
    PUBLISHED = "published"  # what somebody had approved before and the check had held back


@dataclass(frozen=True)
class Hand:
    """`draft_version` is what that colleague had before them, or left behind."""

    deed: Deed
    staff_id: int
    at: datetime
    draft_version: int


def noted(kept: Iterable[dict[str, Any]], deed: Deed, *, by: int, at: datetime, draft_version: int) -> Kept:
    """With this as the latest, in the place of what that colleague did of the kind before."""
    others = [one for one in kept if (one["deed"], one["by"]) != (deed, by)]
    return [*others, {"deed": deed.value, "by": by, "at": at.isoformat(), "draft_version": draft_version}]


def rewritten(kept: Iterable[dict[str, Any]], *, by: int, at: datetime, draft_version: int) -> Kept:
    """With a new wording; whoever checked the former has not checked this one."""
    still = [one for one in kept if one["deed"] != Deed.CHECKED]
    return noted(still, Deed.EDITED, by=by, at=at, draft_version=draft_version)


def hands_in(kept: Iterable[dict[str, Any]]) -> list[Hand]:
    return [Hand(Deed(one["deed"]), one["by"], datetime.fromisoformat(one["at"]), one["draft_version"]) for one in kept]
