"""Writing a draft: a new revision, or the one that is being written, as long as nobody else changed it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from actions.audit.actor import staff_actor
from actions.audit.acts import Detail
from actions.audit.log import record, record_each
from actions.database import table_of
from actions.errors import InvalidField
from actions.faq.checking import faults_of
from actions.faq.content import UNREVIEWED, VariantContent
from actions.faq.errors import DraftExists, DraftGone, DraftMoved, InReview, NothingChanged, ScopeTaken
from actions.faq.hands import Deed, noted, rewritten
from actions.faq.model import FaqEntry, FaqRevision, Origin
from actions.faq.queries import (
    all_entries,
    all_published,
    entry_named,
    every_revision,
    last_numbers,
    next_number,
    open_revision,
    published_numbers,
    published_revision,
)
from actions.faq.scope import EntryName, revision_name
from actions.faq.states import OPEN, Act, State, after
from actions.faq.surroundings import Surroundings
from actions.staff.model import StaffMember

#: What a new draft says; the other columns are empty.
_BEGUN = (
    "entry_id", "number", "state", "origin", "content", "review", "draft_version", "based_on", "author_id", "writers",
    "hands", "created_at", "changed_at", "title", "category", "words", "import_id",
)  # fmt: skip

#: Rows one statement writes; on SQLite it holds everybody up, for a tenth of a second.
_PIECE = 250

T = TypeVar("T")

#: What one person saves by themselves in one go, without so long a pause, is one entry of the audit log.
SITTING = timedelta(minutes=10)


@dataclass(frozen=True)
class Draft:
    """`over_version` is how often the draft was written when it was read; None when there was none.

    `is_autosave`: nobody pressed a button; a page saves while somebody types. `is_confirmation`: the words that are out
    and nobody of the union has approved yet, for a second person to approve as they are.
    """

    name: EntryName
    content: VariantContent
    over_version: int | None = None
    is_autosave: bool = False
    is_confirmation: bool = False


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
    confirms = wanted.is_confirmation and out is not None and out.review == UNREVIEWED
    if out is not None and out.content == wanted.content.document() and not confirms:
        raise NothingChanged(out.name)
    based_on = out.number if out is not None else None
    draft = await open_revision(session, entry)
    goes_on = False
    if draft is not None:
        _require_unmoved(draft, wanted.over_version)
        goes_on = wanted.is_autosave and draft.author_id == by.id and now - draft.changed_at < SITTING
        _write_over(draft, wanted, based_on, by, now)
    elif wanted.over_version is not None:
        raise DraftGone(str(entry.name))
    else:
        draft = _begun(entry.id, await next_number(session, entry), wanted, based_on, by, now)
        draft.entry = entry
        session.add(draft)
    await session.flush()
    await session.refresh(draft, ["author"])
    if not goes_on:
        actor = staff_actor(by.id, by.name)
        await record(session, "faq.drafted", draft.name, actor=actor, at=now, detail={"version": draft.draft_version})
    return draft


async def put_drafts(
    wanted: Sequence[Draft], *, of_import: int, by: StaffMember, session: AsyncSession, now: datetime
) -> list[str]:
    """Many at once, each of another entry, checked already, and saying something new; the revisions' names in order.

    The caller holds the FAQ and has seen the drafts that are written over. Others are answered between the pieces.
    """
    known = {entry.name for entry in await all_entries(session)}
    for new in _pieces([FaqEntry.of(one.name, now) for one in wanted if one.name not in known]):
        session.add_all(new)
        await session.flush()
        await asyncio.sleep(0)
    entries = {entry.name: entry for entry in await all_entries(session)}
    begun = {revision.entry_id: revision for revision in await every_revision(session, *OPEN)}
    out, last = await published_numbers(session), await last_numbers(session)
    kept: list[tuple[str, int]] = []
    for piece in _pieces(wanted):
        rows = []
        for one in piece:
            entry = entries[one.name]
            if (draft := begun.get(entry.id)) is not None:
                _require_unmoved(draft, one.over_version)
                _write_over(draft, one, out.get(entry.id), by, now)
                draft.import_id = of_import
            else:
                draft = _begun(entry.id, last.get(entry.id, 0) + 1, one, out.get(entry.id), by, now)
                draft.import_id = of_import
                rows.append({name: getattr(draft, name) for name in _BEGUN})
            kept.append((revision_name(one.name, draft.number), draft.draft_version))
        await session.flush()
        if rows:
            await session.execute(insert(table_of(FaqRevision)), rows)
        await asyncio.sleep(0)
    subjects: list[tuple[str, Detail]] = [(name, {"version": version}) for name, version in kept]
    await record_each(session, "faq.drafted", subjects, actor=staff_actor(by.id, by.name), at=now)
    return [name for name, _ in kept]


def _pieces(whole: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(whole), _PIECE):
        yield whole[start : start + _PIECE]


async def refuse_taken_scope(session: AsyncSession, name: EntryName) -> None:
    """A worker may not fit two answers equally well. Raises ScopeTaken."""
    if not name.scope.key:
        return
    for revision in await all_published(session):
        other = revision.entry.name
        if other.topic == name.topic and other != name and other.scope.key and other.scope.collides(name.scope):
            raise ScopeTaken(str(other))


def _begun(
    entry_id: int, number: int, wanted: Draft, based_on: int | None, by: StaffMember, now: datetime
) -> FaqRevision:
    return FaqRevision(
        entry_id=entry_id,
        number=number,
        state=State.DRAFT,
        origin=Origin.STAFF,
        content=wanted.content.document(),
        review=UNREVIEWED,
        draft_version=1,
        based_on=based_on,
        author_id=by.id,
        writers=[by.id],
        hands=noted([], Deed.DRAFTED, by=by.id, at=now, draft_version=1),
        created_at=now,
        changed_at=now,
    )


def _require_unmoved(draft: FaqRevision, over_version: int | None) -> None:
    if draft.state_now is not State.DRAFT:
        raise InReview(draft.name, draft.author_name)
    if over_version is None:
        raise DraftExists(draft.name, draft.author_name, draft.draft_version)
    if over_version != draft.draft_version:
        raise DraftMoved(draft.name, draft.author_name, draft.draft_version)


def _write_over(draft: FaqRevision, wanted: Draft, based_on: int | None, by: StaffMember, now: datetime) -> None:
    draft.state = after(draft.state_now, Act.EDIT, revision=draft.name)
    draft.content = wanted.content.document()
    draft.draft_version += 1
    draft.based_on = based_on
    draft.author_id = by.id
    draft.writers = sorted({*draft.writers, by.id})
    draft.hands = rewritten(draft.hands, by=by.id, at=now, draft_version=draft.draft_version)
    draft.changed_at = now
    draft.import_id = None  # it is somebody's own work now
    draft.check_result = draft.checked_at = None  # it judged another wording
