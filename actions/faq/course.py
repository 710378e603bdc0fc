"""What happened to a revision, step by step, as colleagues read it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from actions.faq.hands import Deed, Hand, hands_in
from actions.faq.model import FaqRevision, Origin


class Step(NamedTuple):
    at: datetime
    text: str


def course_of(revision: FaqRevision, names: Mapping[int, str]) -> list[Step]:
    """From its beginning on; `names`: of those whose hands it went through, as colleagues know them, by id."""
    done = [
        (hand.deed, Step(hand.at, f"{names[hand.staff_id]}{_did(hand, revision)}")) for hand in hands_in(revision.hands)
    ]
    put_out = [step for deed, step in done if deed is Deed.PUBLISHED]
    steps = [
        *_beginning(revision),
        *(step for deed, step in done if deed is not Deed.PUBLISHED),
        *_approval(revision, goes_out=revision.published_at is not None and not put_out),
        *put_out,
        *_end(revision),
    ]
    return sorted(steps, key=lambda step: step.at)  # those of one moment stay as they are


def _beginning(revision: FaqRevision) -> Iterator[Step]:
    at, who = revision.created_at, revision.author_name
    if revision.origin == Origin.SHIPPED:
        yield Step(at, "随系统带来，发布")
    elif revision.origin == Origin.ROLLBACK:
        yield Step(at, f"{who}退回到第 {revision.based_on} 版，发布")


def _did(hand: Hand, revision: FaqRevision) -> str:
    if hand.deed is Deed.PUBLISHED:
        return "不管检查结果，发布" if revision.in_spite_of_check else "发布"
    if hand.deed is Deed.EDITED:
        return f"改到第 {hand.draft_version} 稿"
    return {Deed.DRAFTED: "起草", Deed.CHECKED: "检查", Deed.SUBMITTED: "送审"}[hand.deed]


def _approval(revision: FaqRevision, *, goes_out: bool) -> Iterator[Step]:
    if revision.approved_at is not None and revision.approver is not None:
        yield Step(revision.approved_at, f"{revision.approver.name}批准" + ("，发布" if goes_out else ""))


def _end(revision: FaqRevision) -> Iterator[Step]:
    if revision.retired_at is None:
        return
    if revision.retired_by is None:
        yield Step(revision.retired_at, "换下")
        return
    act = "停用" if revision.published_at is not None else "没同意" if revision.submitted_at is not None else "丢弃草稿"
    yield Step(revision.retired_at, f"{revision.retired_by.name}{act}")
