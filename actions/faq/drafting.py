"""Writing a draft: a new revision, or the one that is being written, as long as nobody else changed it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from actions.audit.actor import staff_actor
from actions.audit.log import record
from actions.errors import InvalidField
from actions.faq.checking import faults_of
from actions.faq.content import UNREVIEWED, VariantContent
from actions.faq.errors import DraftExists, DraftGone, DraftMoved, InReview, NothingChanged, ScopeTaken
from actions.faq.model import FaqEntry, FaqRevision, Origin
from actions.faq.queries import all_published, entry_named, next_number, open_revision, published_revision
from actions.faq.scope import EntryName
from actions.faq.states import Act, State, after
from actions.faq.surroundings import Surroundings
from actions.staff.model import StaffMember

#: What one person saves by themselves in one go, without so long a pause, is one entry of the audit log.
SITTING = timedelta(minutes=10)


@dataclass(frozen=True)
class Draft:
    """`over_version` is how often the draft was written when it was read; None when there was none.

    `is_autosave`: nobody pressed a button; a page saves while somebody types.
    """

    name: EntryName
    content: VariantContent
    over_version: int | None = None
    is_autosave: bool = False


async def write_draft(
    wanted: Draft, *, by: StaffMember, session: AsyncSession, around: Surroundings, now: datetime
) -> FaqRevision:
    """Keep the draft. The caller holds the FAQ.

    Raises InvalidField, DraftExists, DraftMoved, DraftGone, InReview, NothingChanged, ScopeTaken.
    """
    if fault := next(faults_of(wanted.name, wanted.content, around), None):
        raise InvalidField(fault.column, f"{fault.problem}。{fault.advice}。")
    return await put_draft(wanted, by=by, session=session, now=now)


async def put_draft(wanted: Draft, *, by: StaffMember, session: AsyncSession, now: datetime) -> FaqRevision:
    """The same for content that was checked already."""
    await refuse_taken_scope(session, wanted.name)
    entry = await entry_named(session, wanted.name)
    if entry is None:
        entry = FaqEntry.of(wanted.name, now)
        session.add(entry)
        await session.flush()
    out = await published_revision(session, entry)
    if out is not None and out.content == wanted.content.document():
        raise NothingChanged(out.name)
    draft = await open_revision(session, entry)
    goes_on = False
    if draft is None:
        draft = await _begin(session, entry, wanted, out, by, now)
    else:
        _require_unmoved(draft, wanted.over_version)
        goes_on = wanted.is_autosave and draft.author_id == by.id and now - draft.changed_at < SITTING
        _write_over(draft, wanted, out, by, now)
    await session.flush()
    await session.refresh(draft, ["author"])
    if not goes_on:
        actor = staff_actor(by.id, by.name)
        await record(session, "faq.drafted", draft.name, actor=actor, at=now, detail={"version": draft.draft_version})
    return draft


async def refuse_taken_scope(session: AsyncSession, name: EntryName) -> None:
    """A worker may not fit two answers equally well. Raises ScopeTaken."""
    if not name.scope.key:
        return
    for revision in await all_published(session):
        other = revision.entry.name
        if other.topic == name.topic and other != name and other.scope.key and other.scope.collides(name.scope):
            raise ScopeTaken(str(other))


async def _begin(
    session: AsyncSession, entry: FaqEntry, wanted: Draft, out: FaqRevision | None, by: StaffMember, now: datetime
) -> FaqRevision:
    if wanted.over_version is not None:
        raise DraftGone(str(entry.name))
    draft = FaqRevision(
        entry=entry,
        number=await next_number(session, entry),
        state=State.DRAFT,
        origin=Origin.STAFF,
        content=wanted.content.document(),
        review=UNREVIEWED,
        draft_version=1,
        based_on=out.number if out is not None else None,
        author_id=by.id,
        writers=[by.id],
        created_at=now,
        changed_at=now,
    )
    session.add(draft)
    return draft


def _require_unmoved(draft: FaqRevision, over_version: int | None) -> None:
    if draft.state_now is not State.DRAFT:
        raise InReview(draft.name, draft.author_name)
    if over_version is None:
        raise DraftExists(draft.name, draft.author_name, draft.draft_version)
    if over_version != draft.draft_version:
        raise DraftMoved(draft.name, draft.author_name, draft.draft_version)


def _write_over(draft: FaqRevision, wanted: Draft, out: FaqRevision | None, by: StaffMember, now: datetime) -> None:
    draft.state = after(draft.state_now, Act.EDIT, revision=draft.name)
    draft.content = wanted.content.document()
    draft.draft_version += 1
    draft.based_on = out.number if out is not None else None
    draft.author_id = by.id
    draft.writers = sorted({*draft.writers, by.id})
    draft.changed_at = now
    draft.check_result = draft.checked_at = None  # it judged another wording
