"""What one person may do at once when an answer turns out wrong: bring an earlier one back, or take it out."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from actions.audit.actor import staff_actor
from actions.audit.acts import Detail
from actions.audit.log import record
from actions.errors import InvalidField
from actions.faq.errors import NeverOut, NothingOut, OutMoved
from actions.faq.feed import hold_faq, settle_feed
from actions.faq.model import FaqEntry, FaqRevision, Origin
from actions.faq.queries import known_entry, next_number, published_revision, revisions_of
from actions.faq.reviewing import replace
from actions.faq.states import Act, State, after
from actions.staff.model import StaffMember


async def roll_back(
    entry_name: str, *, to: int | None, reason: str, by: StaffMember, session: AsyncSession, now: datetime
) -> FaqRevision:
    """Publish the content of an earlier published revision anew; without `to`, of the one that was out before.

    Its review mark comes with it. Raises TopicNotFound, NeverOut.
    """
    await hold_faq(session)
    entry = await known_entry(session, entry_name)
    out = await published_revision(session, entry)
    back = _wanted(await revisions_of(session, entry), out, to)
    if back is None:
        raise NeverOut(str(entry.name))
    if out is not None:
        replace(out, now)
        await session.flush()
    revision = FaqRevision(
        entry=entry,
        number=await next_number(session, entry),
        state=State.PUBLISHED,
        origin=Origin.ROLLBACK,
        content=back.content,
        review=back.review,
        draft_version=1,
        based_on=back.number,
        author=by,
        writers=[by.id],
        created_at=now,
        changed_at=now,
        published_at=now,
        reason=reason.strip() or None,
    )
    session.add(revision)
    await settle_feed(session, now)
    detail: Detail = {"to": back.name, "from": out.name if out else ""}
    await record(session, "faq.rolled_back", revision.name, actor=staff_actor(by.id, by.name), at=now, detail=detail)
    return revision


async def retire(
    entry_name: str, *, reason: str, by: StaffMember, session: AsyncSession, now: datetime
) -> list[FaqRevision]:
    """Take an answer out of the feed; the general one takes its topic's variants along.

    Raises InvalidField, TopicNotFound, NothingOut.
    """
    if not reason.strip():
        raise InvalidField("reason", "请写明为什么停用。")
    await hold_faq(session)
    entry = await known_entry(session, entry_name)
    retired = await _out_with(session, entry)
    if not retired:
        raise NothingOut(str(entry.name))
    for revision in retired:
        revision.state = after(revision.state_now, Act.RETIRE, revision=revision.name)
        revision.reason, revision.retired_by, revision.retired_at = reason.strip(), by, now
    await settle_feed(session, now)
    detail: Detail = {"revisions": [revision.name for revision in retired]}
    await record(session, "faq.retired", str(entry.name), actor=staff_actor(by.id, by.name), at=now, detail=detail)
    return retired


async def require_still_out(session: AsyncSession, entry_name: str, seen: str) -> None:
    """Hold the FAQ; the revision called `seen` ("" for none) must be what is out. A second click comes too late here.

    Raises TopicNotFound, OutMoved.
    """
    await hold_faq(session)
    entry = await known_entry(session, entry_name)
    out = await published_revision(session, entry)
    if (out.name if out is not None else "") != seen:
        there = (out.name, out.published_by) if out is not None else (None, "")
        raise OutMoved(str(entry.name), *there)


def _wanted(revisions: list[FaqRevision], out: FaqRevision | None, to: int | None) -> FaqRevision | None:
    """The newest that was out and is no more, or the one asked for if it ever was."""
    for revision in revisions:
        if revision.published_at is not None and revision is not out and to in (None, revision.number):
            return revision
    return None


async def _out_with(session: AsyncSession, entry: FaqEntry) -> list[FaqRevision]:
    query = (
        select(FaqRevision)
        .join(FaqRevision.entry)
        .where(FaqRevision.state == State.PUBLISHED, FaqEntry.topic == entry.topic)
        .order_by(FaqEntry.scope)
    )
    if entry.scope:
        query = query.where(FaqEntry.id == entry.id)
    return list(await session.scalars(query))
