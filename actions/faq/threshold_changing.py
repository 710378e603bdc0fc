"""Other thresholds for nlu: proposed by one person, put out by a second one's yes; taken back by one at once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from actions.audit.actor import staff_actor
from actions.audit.acts import AuditAct, Detail
from actions.audit.log import record
from actions.errors import InvalidField
from actions.faq.errors import InReview, RevisionNotFound, SamePerson, SameThresholds, ThresholdsMoved
from actions.faq.feed import hold_faq, settle_feed
from actions.faq.model import Origin, ThresholdRevision
from actions.faq.states import Act, State, after
from actions.faq.threshold_queries import (
    known_thresholds,
    published_thresholds,
    threshold_revisions,
    thresholds_in_review,
)
from actions.faq.thresholds import Thresholds
from actions.staff.model import StaffMember


async def propose(
    wanted: Thresholds, *, why: str, by: StaffMember, session: AsyncSession, now: datetime
) -> ThresholdRevision:
    """Ask for a second person's yes. Raises InvalidField, InReview, SameThresholds."""
    if not why.strip():
        raise InvalidField("reason", "请写明为什么要改。")
    await hold_faq(session)
    waiting, out = await thresholds_in_review(session), await published_thresholds(session)
    if waiting is not None:
        raise InReview(waiting.name, waiting.author.name)
    if out is not None and out.says == wanted:
        raise SameThresholds
    revision = await _new(session, wanted, why=why, by=by, now=now)
    revision.state, revision.origin = State.IN_REVIEW, Origin.STAFF
    revision.based_on = out.number if out is not None else None
    session.add(revision)
    await _record(session, "thresholds.submitted", revision, by, now, _percents(wanted))
    return revision


async def approve(number: str, *, by: StaffMember, session: AsyncSession, now: datetime) -> ThresholdRevision:
    """The second person's yes: they are out at once.

    Raises RevisionNotFound, AlreadyDecided, StateForbids, SamePerson, ThresholdsMoved.
    """
    revision = await _held(session, number)
    state = after(revision.state_now, Act.PUBLISH, revision=revision.name, decided_by=_decider(revision))
    if revision.author_id == by.id:
        raise SamePerson(revision.name)
    out = await published_thresholds(session)
    if (out.number if out is not None else None) != revision.based_on:
        raise ThresholdsMoved
    await _replace(out, session, now)
    revision.state, revision.approver, revision.published_at = state, by, now
    await settle_feed(session, now)
    await _record(session, "thresholds.published", revision, by, now, _percents(revision.says))
    return revision


async def reject(
    number: str, *, reason: str, by: StaffMember, session: AsyncSession, now: datetime
) -> ThresholdRevision:
    """Say no. Raises InvalidField, RevisionNotFound, AlreadyDecided, StateForbids."""
    if not reason.strip():
        raise InvalidField("reason", "请写明原因，提出的同事会看到。")
    revision = await _held(session, number)
    revision.state = after(revision.state_now, Act.REJECT, revision=revision.name, decided_by=_decider(revision))
    revision.reason, revision.retired_by, revision.retired_at = reason.strip(), by, now
    await _record(session, "thresholds.rejected", revision, by, now)
    return revision


async def roll_back(
    number: str, *, seen: str, reason: str, by: StaffMember, session: AsyncSession, now: datetime
) -> ThresholdRevision:
    """Put out anew what an earlier revision said that was out once; `seen` is the number out on the page, "" for none.

    Raises InvalidField, RevisionNotFound, ThresholdsMoved.
    """
    if not reason.strip():
        raise InvalidField("reason", "请写明为什么退回。")
    back = await _held(session, number)
    out = await _still_out(session, seen)
    if back.published_at is None or back is out:
        raise RevisionNotFound
    await _replace(out, session, now)
    revision = await _new(session, back.says, why=reason, by=by, now=now)
    revision.state, revision.origin, revision.based_on = State.PUBLISHED, Origin.ROLLBACK, back.number
    revision.published_at = now
    session.add(revision)
    await settle_feed(session, now)
    await _record(session, "thresholds.rolled_back", revision, by, now, {"to": str(back.number)})
    return revision


async def retire(*, seen: str, reason: str, by: StaffMember, session: AsyncSession, now: datetime) -> None:
    """Take what is out, so that nlu goes by its own again. Raises InvalidField, ThresholdsMoved."""
    if not reason.strip():
        raise InvalidField("reason", "请写明为什么停用。")
    await hold_faq(session)
    out = await _still_out(session, seen)
    if out is None:
        raise ThresholdsMoved
    out.state = after(out.state_now, Act.RETIRE, revision=out.name)
    out.reason, out.retired_by, out.retired_at = reason.strip(), by, now
    await settle_feed(session, now)
    await _record(session, "thresholds.retired", out, by, now)


async def _held(session: AsyncSession, number: str) -> ThresholdRevision:
    await hold_faq(session)
    return await known_thresholds(session, number)


async def _still_out(session: AsyncSession, seen: str) -> ThresholdRevision | None:
    """A second click comes too late here. Raises ThresholdsMoved."""
    out = await published_thresholds(session)
    if (str(out.number) if out is not None else "") != seen:
        raise ThresholdsMoved
    return out


async def _new(
    session: AsyncSession, says: Thresholds, *, why: str, by: StaffMember, now: datetime
) -> ThresholdRevision:
    earlier = await threshold_revisions(session)
    return ThresholdRevision(
        number=earlier[0].number + 1 if earlier else 1,
        answer=says.answer,
        careful=says.careful,
        suggest=says.suggest,
        why=why.strip(),
        author=by,
        submitted_at=now,
    )


async def _replace(out: ThresholdRevision | None, session: AsyncSession, now: datetime) -> None:
    if out is not None:
        out.state, out.retired_at = after(out.state_now, Act.REPLACE, revision=out.name), now
        await session.flush()  # one is out at a time, also between two statements


def _decider(revision: ThresholdRevision) -> str | None:
    """Who decided about it last, as colleagues know them."""
    decider = revision.retired_by or revision.approver
    return decider.name if decider is not None else None


def _percents(says: Thresholds) -> Detail:
    return {"answer": says.answer, "careful": says.careful, "suggest": says.suggest}


async def _record(
    session: AsyncSession,
    action: AuditAct,
    revision: ThresholdRevision,
    by: StaffMember,
    now: datetime,
    detail: Detail | None = None,
) -> None:
    await session.flush()
    subject = f"thresholds.{revision.number}"
    await record(session, action, subject, actor=staff_actor(by.id, by.name), at=now, detail=detail)
