"""Bodies of the FAQ's API. `as` is the login of the colleague a program acts for."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from actions.faq.content import Shown, TopicContent, VariantContent
from actions.faq.list_rows import MOST_ROWS
from actions.faq.rows import ImportRow
from actions.web import Body

Reason = Annotated[Shown, Field(max_length=500)]
Topic = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,59}$")]
Area = Annotated[str, Field(pattern=r"^[0-9]{6}$")]
Trade = Annotated[str, Field(pattern=r"^[a-z_]{1,40}$")]


class ActingFor(Body):
    acting_for: Annotated[str, Field(alias="as", pattern=r"^[a-z][a-z0-9._-]{1,39}$")]


class NewDraft(ActingFor):
    """The general answer when `areas` and `trades` are empty; `draft_version` of the draft it is written over."""

    topic: Topic
    areas: Annotated[tuple[Area, ...], Field(max_length=12)] = ()
    trades: Annotated[tuple[Trade, ...], Field(max_length=12)] = ()
    content: TopicContent | VariantContent
    draft_version: Annotated[int, Field(ge=1, le=1_000_000)] | None = None


class Publication(ActingFor):
    in_spite_of_check: bool = False
    reason: Reason = ""


class Rejection(ActingFor):
    reason: Reason


class Rollback(ActingFor):
    """`to` is the number of a revision that was out before; None: the last one."""

    to: Annotated[int, Field(ge=1, le=999_999)] | None = None
    reason: Reason = ""


class Retirement(ActingFor):
    reason: Reason


class Import(ActingFor):
    dry_run: bool
    rows: Annotated[list[ImportRow], Field(min_length=1, max_length=MOST_ROWS)]
