"""What happened to a revision, step by step, as colleagues read it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from actions.faq.model import FaqRevision, Origin


class Step(NamedTuple):
    at: datetime
    text: str


def course_of(revision: FaqRevision) -> list[Step]:
    """From its beginning on; names as colleagues know them."""
    return [*_beginning(revision), *_review(revision), *_end(revision)]


def _beginning(revision: FaqRevision) -> Iterator[Step]:
    at, who = revision.created_at, revision.author_name
    if revision.origin == Origin.SHIPPED:
        yield Step(at, "随系统带来，发布")
    elif revision.origin == Origin.ROLLBACK:
        yield Step(at, f"{who}退回到第 {revision.based_on} 版，发布")
    elif revision.draft_version == 1:
        yield Step(at, f"{who}起草")
    else:
        yield Step(at, "起草")
        yield Step(revision.changed_at, f"{who}改到第 {revision.draft_version} 稿")


def _review(revision: FaqRevision) -> Iterator[Step]:
    if revision.submitted_at is not None:
        yield Step(revision.submitted_at, "送审")
    approver = revision.approver.name if revision.approver is not None else None
    if revision.approved_at is not None and revision.approved_at == revision.published_at:
        yield Step(revision.approved_at, f"{approver}批准，发布")
        return
    if revision.approved_at is not None:
        yield Step(revision.approved_at, f"{approver}批准")
        if revision.published_at is not None:
            yield Step(revision.published_at, "不管检查结果，发布" if revision.in_spite_of_check else "发布")


def _end(revision: FaqRevision) -> Iterator[Step]:
    if revision.retired_at is None:
        return
    if revision.retired_by is None:
        yield Step(revision.retired_at, "换下")
        return
    act = "停用" if revision.published_at is not None else "没同意" if revision.submitted_at is not None else "丢弃草稿"
    yield Step(revision.retired_at, f"{revision.retired_by.name}{act}")
