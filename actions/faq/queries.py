"""Reading entries and revisions. The session and its transaction are the caller's."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import ColumnElement, and_, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from actions.faq.errors import RevisionNotFound, TopicNotFound
from actions.faq.model import FaqEntry, FaqRevision
from actions.faq.scope import EntryName, parse_revision_name
from actions.faq.states import OPEN, State
from actions.staff.model import StaffMember

# What the entry itself says comes first, then its narrower answers.
_ORDER = (FaqEntry.topic, FaqEntry.scope)
_PIECE = 250


async def entry_named(session: AsyncSession, name: EntryName) -> FaqEntry | None:
    query = select(FaqEntry).where(FaqEntry.topic == name.topic, FaqEntry.scope == name.scope.key)
    return (await session.scalars(query)).first()


async def known_entry(session: AsyncSession, text: str) -> FaqEntry:
    """The entry called so. Raises TopicNotFound."""
    name = EntryName.parse(text)
    found = await entry_named(session, name) if name is not None else None
    if found is None:
        raise TopicNotFound
    return found


async def known_revision(session: AsyncSession, text: str) -> FaqRevision:
    """The revision called so, e.g. `join_cost.3`. Raises RevisionNotFound."""
    parsed = parse_revision_name(text)
    entry = await entry_named(session, parsed[0]) if parsed is not None else None
    if parsed is None or entry is None:
        raise RevisionNotFound
    found = await _first(session, FaqRevision.entry_id == entry.id, FaqRevision.number == parsed[1])
    if found is None:
        raise RevisionNotFound
    return found


async def published_revision(session: AsyncSession, entry: FaqEntry) -> FaqRevision | None:
    """The one that is out; None when none is."""
    return await _first(session, FaqRevision.entry_id == entry.id, FaqRevision.state == State.PUBLISHED)


async def open_revision(session: AsyncSession, entry: FaqEntry) -> FaqRevision | None:
    """The draft, or the one in review; an entry has at most one of both."""
    return await _first(session, FaqRevision.entry_id == entry.id, FaqRevision.state.in_(OPEN))


async def revisions_of(session: AsyncSession, entry: FaqEntry) -> list[FaqRevision]:
    """Newest first."""
    query = select(FaqRevision).where(FaqRevision.entry_id == entry.id).order_by(FaqRevision.number.desc())
    return list(await session.scalars(query))


async def all_entries(session: AsyncSession) -> list[FaqEntry]:
    """By topic, the general entry before its variants."""
    return list(await session.scalars(select(FaqEntry).order_by(*_ORDER)))


async def all_published(session: AsyncSession) -> list[FaqRevision]:
    """Every revision that is out, valid today or not; by topic, the general one before the variants."""
    query = select(FaqRevision).join(FaqRevision.entry).where(FaqRevision.state == State.PUBLISHED).order_by(*_ORDER)
    return list(await session.scalars(query))


async def entries_of(session: AsyncSession, topic: str) -> list[FaqEntry]:
    """The general entry before its variants."""
    return list(await session.scalars(select(FaqEntry).where(FaqEntry.topic == topic).order_by(FaqEntry.scope)))


async def are_out(session: AsyncSession, entries: Collection[FaqEntry]) -> set[int]:
    """Which of these have something out, by id."""
    query = select(FaqRevision.entry_id).where(
        FaqRevision.entry_id.in_([entry.id for entry in entries]), FaqRevision.state == State.PUBLISHED
    )
    return set(await session.scalars(query))


async def at_work_in(session: AsyncSession, entries: Collection[int]) -> list[FaqRevision]:
    """What is out and what is begun of these entries, by id."""
    query = select(FaqRevision).where(
        FaqRevision.entry_id.in_(entries), FaqRevision.state.in_((State.PUBLISHED, *OPEN))
    )
    return list(await session.scalars(query.order_by(FaqRevision.id)))


async def general_revision(session: AsyncSession, topic: str) -> FaqRevision | None:
    """What the topic says to everybody: what is out, else the newest; None when it was never written."""
    query = (
        select(FaqRevision)
        .join(FaqRevision.entry)
        .where(FaqEntry.topic == topic, FaqEntry.scope == "")
        .order_by(FaqRevision.state != State.PUBLISHED, FaqRevision.number.desc())
        .limit(1)
    )
    return (await session.scalars(query)).first()


async def last_revisions(session: AsyncSession, entries: Collection[int]) -> list[FaqRevision]:
    """The newest revision of each of these entries, by id."""
    newest = (
        select(FaqRevision.entry_id, func.max(FaqRevision.number).label("number"))
        .where(FaqRevision.entry_id.in_(entries))
        .group_by(FaqRevision.entry_id)
        .subquery()
    )
    is_newest = and_(FaqRevision.entry_id == newest.c.entry_id, FaqRevision.number == newest.c.number)
    return list(await session.scalars(select(FaqRevision).join(newest, is_newest).order_by(FaqRevision.entry_id)))


async def every_revision(session: AsyncSession, *states: State) -> list[FaqRevision]:
    """Those in one of these states, oldest first. Of thousands, others are answered between the pieces."""
    found: list[FaqRevision] = []
    query = select(FaqRevision).where(FaqRevision.state.in_(states)).order_by(FaqRevision.id).limit(_PIECE)
    while piece := list(await session.scalars(query.where(FaqRevision.id > (found[-1].id if found else 0)))):
        found += piece
        await asyncio.sleep(0)
    return found


async def revisions_numbered(
    session: AsyncSession, wanted: Collection[tuple[EntryName, int]]
) -> dict[tuple[EntryName, int], FaqRevision]:
    """Those of these entries and numbers that there are. Of thousands, others are answered between the pieces."""
    found: dict[tuple[EntryName, int], FaqRevision] = {}
    names = list(wanted)
    key = tuple_(FaqEntry.topic, FaqEntry.scope, FaqRevision.number)
    for start in range(0, len(names), _PIECE):
        keys = [(name.topic, name.scope.key, number) for name, number in names[start : start + _PIECE]]
        query = select(FaqRevision).join(FaqRevision.entry).where(key.in_(keys))
        found |= {(one.entry.name, one.number): one for one in await session.scalars(query)}
        await asyncio.sleep(0)
    return found


async def next_number(session: AsyncSession, entry: FaqEntry) -> int:
    last = await session.scalar(select(func.max(FaqRevision.number)).where(FaqRevision.entry_id == entry.id))
    return (last or 0) + 1


async def last_numbers(session: AsyncSession) -> dict[int, int]:
    """The number of the newest revision, by entry id."""
    query = select(FaqRevision.entry_id, func.max(FaqRevision.number).label("number")).group_by(FaqRevision.entry_id)
    return {row.entry_id: row.number for row in await session.execute(query)}


async def published_numbers(session: AsyncSession) -> dict[int, int]:
    """The number of the revision that is out, by entry id."""
    query = select(FaqRevision.entry_id, FaqRevision.number).where(FaqRevision.state == State.PUBLISHED)
    return {row.entry_id: row.number for row in await session.execute(query)}


async def standing(session: AsyncSession, names: Collection[EntryName]) -> list[tuple[int, str, int]]:
    """All that is out, and what is being worked on of these entries, so that any change in it shows: id, state, how
    often it was written.
    """
    query = select(
        FaqRevision.id, FaqRevision.state, FaqRevision.draft_version, FaqEntry.topic, FaqEntry.scope
    ).join_from(FaqRevision, FaqEntry)
    query = query.where(FaqRevision.state.in_((State.PUBLISHED, *OPEN))).order_by(FaqRevision.id)
    wanted = {(name.topic, name.scope.key) for name in names}
    return [
        (id_, state, version)
        for id_, state, version, *entry in await session.execute(query)
        if state == State.PUBLISHED or tuple(entry) in wanted
    ]


async def drafts_of(session: AsyncSession, member: StaffMember, *, limit: int, offset: int) -> list[FaqRevision]:
    """What the colleague is writing and has not submitted, the latest first."""
    query = select(FaqRevision).where(FaqRevision.state == State.DRAFT, FaqRevision.author_id == member.id)
    query = query.order_by(FaqRevision.changed_at.desc(), FaqRevision.id).limit(limit).offset(offset)
    return list(await session.scalars(query))


async def names_of_hands(session: AsyncSession, revisions: Iterable[FaqRevision]) -> dict[int, str]:
    """Of everybody whose hands these went through, as colleagues know them, by id."""
    ids = {hand["by"] for revision in revisions for hand in revision.hands}
    rows = await session.execute(select(StaffMember.id, StaffMember.name).where(StaffMember.id.in_(ids)))
    return {row.id: row.name for row in rows}


def by_topic(revisions: Sequence[FaqRevision]) -> dict[str, list[FaqRevision]]:
    """In the order given, which keeps the general one first."""
    found: dict[str, list[FaqRevision]] = defaultdict(list)
    for revision in revisions:
        found[revision.entry.topic].append(revision)
    return found


async def _first(session: AsyncSession, *where: ColumnElement[bool]) -> FaqRevision | None:
    return (await session.scalars(select(FaqRevision).where(*where))).first()
