"""Taking in the shipped FAQ at start: topics that staff have never touched say what the data folder says."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from actions.clock import Clock
from actions.database import Database
from actions.faq.content import VariantContent
from actions.faq.entries import Entry
from actions.faq.feed import hold_faq, settle_feed
from actions.faq.model import FaqEntry, FaqRevision, Origin
from actions.faq.queries import all_entries, all_published, next_number
from actions.faq.states import Act, State, after

log = logging.getLogger(__name__)


async def seed_faq(database: Database, shipped: Sequence[Entry], clock: Clock) -> None:
    """Publish what is new or changed in the data folder, retire what is gone from it; nothing else.

    A topic with a revision by staff, or retired by staff, is left alone; where it differs from the folder, its id is
    logged. Starting again with the same folder changes nothing.
    """
    now = clock()
    async with database.write() as session:
        await hold_faq(session)
        touched = await _touched_topics(session)
        entries = {entry.name: entry for entry in await all_entries(session)}
        out = {revision.entry.name: revision for revision in await all_published(session)}
        wanted = {name: (content, review) for entry in shipped for name, content, review in entry.parts()}
        changed, left = 0, set()
        for name, (content, review) in wanted.items():
            if _says(out.get(name), content, review):
                continue
            if name.topic in touched:
                left.add(name.topic)
                continue
            await _publish(session, entries.get(name) or FaqEntry.of(name, now), out.get(name), content, review, now)
            changed += 1
        gone = [one for name, one in out.items() if name not in wanted and name.topic not in touched]
        for revision in gone:
            _retire(revision, now)
        # A clock that is behind everything that was shipped is wrong; answers are not held back for that.
        day = min((entry.valid_from for entry in shipped), default=None)
        moved = await settle_feed(session, now, not_before=day)
        await session.commit()
    log.info("faq seeded", extra={"ids": {"published": changed, "retired": len(gone), "feed_moved": moved}})
    if left:
        log.warning("faq topics of staff differ from the data folder", extra={"ids": {"topics": sorted(left)}})


async def _touched_topics(session: AsyncSession) -> set[str]:
    by_staff = or_(FaqRevision.origin != Origin.SHIPPED, FaqRevision.retired_by_id.is_not(None))
    return set(await session.scalars(select(FaqEntry.topic).join(FaqRevision).where(by_staff)))


def _says(out: FaqRevision | None, content: VariantContent, review: str) -> bool:
    return out is not None and out.content == content.document() and out.review == review


async def _publish(
    session: AsyncSession,
    entry: FaqEntry,
    former: FaqRevision | None,
    content: VariantContent,
    review: str,
    now: datetime,
) -> None:
    if former is not None:
        _retire(former, now)
    session.add(entry)
    await session.flush()
    session.add(
        FaqRevision(
            entry=entry,
            number=await next_number(session, entry),
            state=State.PUBLISHED,
            origin=Origin.SHIPPED,
            content=content.document(),
            review=review,
            draft_version=1,
            based_on=former.number if former is not None else None,
            writers=[],
            created_at=now,
            changed_at=now,
            published_at=now,
        )
    )


def _retire(revision: FaqRevision, now: datetime) -> None:
    revision.state = after(revision.state_now, Act.REPLACE, revision=revision.name)
    revision.retired_at = now
