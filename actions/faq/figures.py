"""What is being worked on in the FAQ, and what went out. The session and its transaction are the caller's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from actions.faq.model import FaqRevision, Origin
from actions.faq.queries import all_open
from actions.faq.states import State
from actions.faq.threshold_queries import thresholds_in_review
from actions.staff.access import covers_all
from actions.staff.model import StaffMember

#: For how long an answer somebody said no to is shown to whoever wrote it.
REJECTED_IS_SHOWN_FOR = timedelta(days=7)


@dataclass(frozen=True)
class Work:
    """Revisions of answers whose whole scope is the colleague's."""

    drafts: int
    in_review: int
    awaiting_own_approval: int  # in review, not yet approved, and not written by the colleague


async def work_now(session: AsyncSession, member: StaffMember) -> Work:
    revisions = _of(member, await all_open(session))
    reviewed = [one for one in revisions if one.state == State.IN_REVIEW]
    awaiting = [one for one in reviewed if awaits_approval(one, member)]
    return Work(len(revisions) - len(reviewed), len(reviewed), len(awaiting))


def awaits_approval(revision: FaqRevision, member: StaffMember) -> bool:
    """Whether a revision waits for a second person's yes and the colleague could be that person."""
    return revision.state == State.IN_REVIEW and revision.approved_at is None and member.id not in revision.writers


async def thresholds_awaiting(session: AsyncSession, member: StaffMember) -> bool:
    """Whether thresholds wait for a second person's yes and the colleague could be that person."""
    waiting = await thresholds_in_review(session)
    return waiting is not None and waiting.author_id != member.id and covers_all(member, ())


async def rejected_lately(session: AsyncSession, member: StaffMember, now: datetime) -> set[int]:
    """Entries of which the colleague wrote what somebody else said no to, unless a new draft was begun."""
    query = select(FaqRevision).where(
        FaqRevision.state == State.RETIRED,
        FaqRevision.published_at.is_(None),
        FaqRevision.author_id == member.id,
        FaqRevision.retired_by_id != member.id,
        FaqRevision.retired_at >= now - REJECTED_IS_SHOWN_FOR,
    )
    taken_up = {one.entry_id for one in await all_open(session)}
    return {one.entry_id for one in await session.scalars(query)} - taken_up


async def published_since(session: AsyncSession, member: StaffMember, since: datetime) -> int:
    """What staff put out, by whomever; shipped answers do not count."""
    query = select(FaqRevision).where(FaqRevision.published_at >= since, FaqRevision.origin != Origin.SHIPPED)
    return len(_of(member, list(await session.scalars(query))))


def _of(member: StaffMember, revisions: Sequence[FaqRevision]) -> list[FaqRevision]:
    return [one for one in revisions if covers_all(member, one.entry.areas)]
