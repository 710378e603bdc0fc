"""From a draft to an answer that is out: checked, submitted, approved by a second person, published; or rejected."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from actions.audit.actor import staff_actor
from actions.audit.acts import AuditAct, Detail, DetailName
from actions.audit.log import record
from actions.errors import InvalidField
from actions.faq.content import REVIEWED, TopicContent
from actions.faq.drafting import refuse_taken_scope
from actions.faq.errors import (
    AlreadyDecided,
    CheckForbids,
    DraftMoved,
    NotApproved,
    PublishedMeanwhile,
    SamePerson,
    WordingTaken,
)
from actions.faq.feed import hold_faq, settle_feed
from actions.faq.hands import Deed, noted
from actions.faq.model import FaqRevision
from actions.faq.queries import known_revision, published_revision
from actions.faq.states import Act, after
from actions.faq.surroundings import look_around
from actions.faq.understanding import CheckResult
from actions.reference import Reference
from actions.staff.model import StaffMember


async def keep_check(
    name: str, result: CheckResult, *, of_version: int, by: StaffMember, session: AsyncSession, now: datetime
) -> FaqRevision:
    """Store what nlu found about that version of the draft. Raises RevisionNotFound, StateForbids, DraftMoved."""
    revision = await _held(session, name)
    revision.state = after(revision.state_now, Act.CHECK, revision=revision.name)
    _store_check(revision, result, of_version, now)
    _note(revision, Deed.CHECKED, by, now)
    await session.flush()
    await _record(session, "faq.checked", revision, by, now, {"turned_wrong": revision.turned_wrong})
    return revision


async def submit(
    name: str,
    *,
    checked: tuple[CheckResult, int] | None,
    by: StaffMember,
    session: AsyncSession,
    now: datetime,
) -> FaqRevision:
    """Ask for a second person's yes; from here on the content stands. `checked` is a check of some version, just made.

    Raises RevisionNotFound, StateForbids, DraftMoved.
    """
    revision = await _held(session, name)
    revision.state = after(revision.state_now, Act.SUBMIT, revision=revision.name, decided_by=_decider(revision))
    if checked is not None:
        _store_check(revision, *checked, now)
    revision.submitted_at = now
    _note(revision, Deed.SUBMITTED, by, now)
    await session.flush()
    await _record(session, "faq.submitted", revision, by, now)
    return revision


async def approve(
    name: str, *, by: StaffMember, session: AsyncSession, reference: Reference, now: datetime
) -> FaqRevision:
    """The second person's yes. The answer goes out at once, unless the check forbids it: then it waits for `publish`.

    Raises RevisionNotFound, AlreadyDecided, StateForbids, SamePerson, PublishedMeanwhile, ScopeTaken, WordingTaken.
    """
    revision = await _held(session, name)
    after(revision.state_now, Act.APPROVE, revision=revision.name, decided_by=_decider(revision))
    if revision.approver is not None:
        raise AlreadyDecided(revision.name, revision.approver.name, "已批准，还没发布")
    if by.id in revision.writers:
        raise SamePerson(revision.name)
    revision.approver, revision.approved_at = by, now
    if revision.turned_wrong:
        await session.flush()
        await _record(session, "faq.approved", revision, by, now, {"turned_wrong": revision.turned_wrong})
        return revision
    await _put_out(revision, session, reference, now)
    await _record(session, "faq.published", revision, by, now, {"act": "approve"})
    return revision


async def publish(
    name: str,
    *,
    in_spite_of_check: str | None,
    by: StaffMember,
    session: AsyncSession,
    reference: Reference,
    now: datetime,
) -> FaqRevision:
    """Put an approved answer out; where the check forbids it, only with a reason (None: not in spite of it).

    Raises InvalidField, RevisionNotFound, AlreadyDecided, StateForbids, NotApproved, CheckForbids, PublishedMeanwhile,
    ScopeTaken, WordingTaken.
    """
    if in_spite_of_check is not None and not in_spite_of_check.strip():
        raise InvalidField("reason", "请写明为什么不管检查结果也要发布。")
    revision = await _held(session, name)
    after(revision.state_now, Act.PUBLISH, revision=revision.name, decided_by=_decider(revision))
    if revision.approver is None:
        raise NotApproved(revision.name)
    detail: dict[DetailName, str | int] = {"act": "publish"}
    if revision.turned_wrong:
        if in_spite_of_check is None:
            raise CheckForbids(revision.name, revision.turned_wrong)
        revision.in_spite_of_check = in_spite_of_check.strip()
        detail |= {"in_spite_of_check": "yes", "turned_wrong": revision.turned_wrong}  # the reason is the revision's
    _note(revision, Deed.PUBLISHED, by, now)
    await _put_out(revision, session, reference, now)
    await _record(session, "faq.published", revision, by, now, detail)
    return revision


async def reject(name: str, *, reason: str, by: StaffMember, session: AsyncSession, now: datetime) -> FaqRevision:
    """Drop a draft, or say no to one in review; whoever wrote it may begin a new one.

    Raises InvalidField, RevisionNotFound, AlreadyDecided, StateForbids.
    """
    if not reason.strip():
        raise InvalidField("reason", "请写明原因，起草的同事会看到。")
    revision = await _held(session, name)
    revision.state = after(revision.state_now, Act.REJECT, revision=revision.name, decided_by=_decider(revision))
    revision.reason, revision.retired_by, revision.retired_at = reason.strip(), by, now
    await session.flush()
    await _record(session, "faq.rejected", revision, by, now)
    return revision


async def _held(session: AsyncSession, name: str) -> FaqRevision:
    await hold_faq(session)
    return await known_revision(session, name)


async def _put_out(revision: FaqRevision, session: AsyncSession, reference: Reference, now: datetime) -> None:
    out = await published_revision(session, revision.entry)
    if (out.number if out is not None else None) != revision.based_on:
        there = (out.name, out.published_by) if out is not None else (None, "")
        raise PublishedMeanwhile(revision.name, *there)
    await refuse_taken_scope(session, revision.entry.name)
    says = revision.says
    if isinstance(says, TopicContent):
        around = await look_around(session, reference, about=[revision.entry.topic])
        if (taken := around.wording_of_another(revision.entry.topic, says)) is not None:
            raise WordingTaken(*taken)
    if out is not None:
        replace(out, now)
        await session.flush()  # one is out at a time, also between two statements
    revision.state = after(revision.state_now, Act.PUBLISH, revision=revision.name)
    revision.review, revision.published_at = REVIEWED, now
    await settle_feed(session, now)


def replace(out: FaqRevision, now: datetime) -> None:
    """What another revision does to the one that was out."""
    out.state = after(out.state_now, Act.REPLACE, revision=out.name)
    out.retired_at = now


def _store_check(revision: FaqRevision, result: CheckResult, of_version: int, now: datetime) -> None:
    if revision.draft_version != of_version:
        raise DraftMoved(revision.name, revision.author_name, revision.draft_version)
    revision.check_result, revision.checked_at = result.summary(), now


def _note(revision: FaqRevision, deed: Deed, by: StaffMember, now: datetime) -> None:
    revision.hands = noted(revision.hands, deed, by=by.id, at=now, draft_version=revision.draft_version)


def _decider(revision: FaqRevision) -> str | None:
    """Who decided about it last, as colleagues know them."""
    decider = revision.retired_by or revision.approver
    return decider.name if decider is not None else None


async def _record(
    session: AsyncSession,
    action: AuditAct,
    revision: FaqRevision,
    by: StaffMember,
    now: datetime,
    detail: Detail | None = None,
) -> None:
    await record(session, action, revision.name, actor=staff_actor(by.id, by.name), at=now, detail=detail)
