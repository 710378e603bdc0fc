"""Reading quotas, candidates and batches. The session and its transaction are the caller's."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from actions.cover.errors import BatchNotFound
from actions.cover.model import CoverBatch, CoverCandidate, CoverQuota
from actions.cover.states import CoverState
from actions.memberships.model import Membership
from actions.numbers import is_number

#: The insured grow without end; how many they are follows from the places taken. Written out, so that PostgreSQL always
#: knows the condition for that of the index on the others.
_COUNTED = CoverCandidate.state != bindparam("insured", CoverState.INSURED, literal_execute=True)


@dataclass(frozen=True)
class QuotaUse:
    """One quota, and how many candidates are in each state; states without any are 0."""

    quota: CoverQuota
    counts: dict[CoverState, int]


async def quota_of(session: AsyncSession, region: str, year: int) -> CoverQuota | None:
    return (await session.scalars(_QUOTA, {"region": region, "year": year})).first()


_QUOTA = select(CoverQuota).where(CoverQuota.region == bindparam("region"), CoverQuota.year == bindparam("year"))


async def hold_quota(session: AsyncSession, region: str, year: int) -> CoverQuota | None:
    """The same as it is now, held until the transaction ends: places of one county are given one after the other.

    Whoever holds several takes them by region and year, so that nobody waits in a circle.
    """
    query = select(CoverQuota).where(CoverQuota.region == region, CoverQuota.year == year).with_for_update()
    return (await session.scalars(query.execution_options(populate_existing=True))).first()


async def quotas(session: AsyncSession, seen: ColumnElement[bool] | None = None) -> list[QuotaUse]:
    """The latest year first, then by region; those that fit the condition `seen`, or all."""
    query = select(CoverQuota).order_by(CoverQuota.year.desc(), CoverQuota.region)
    found = list(await session.scalars(query.where(seen) if seen is not None else query))
    counts: dict[tuple[str, int], dict[CoverState, int]] = {}
    counted = (
        select(CoverCandidate.region, CoverCandidate.year, CoverCandidate.state, func.count())
        .where(
            CoverCandidate.region.in_({one.region for one in found}),
            CoverCandidate.year.in_({one.year for one in found}),
            _COUNTED,
        )
        .group_by(CoverCandidate.region, CoverCandidate.year, CoverCandidate.state)
    )
    for region, year, state, count in await session.execute(counted):
        counts.setdefault((region, year), dict.fromkeys(CoverState, 0))[CoverState(state)] = count
    return [_use(one, counts.get((one.region, one.year), dict.fromkeys(CoverState, 0))) for one in found]


def _use(quota: CoverQuota, counts: dict[CoverState, int]) -> QuotaUse:
    """Whoever has a place and is neither listed nor shared is insured."""
    insured = quota.taken - counts[CoverState.LISTED] - counts[CoverState.SHARED]
    return QuotaUse(quota, {**counts, CoverState.INSURED: insured})


async def candidate_of(session: AsyncSession, membership_id: int, year: int) -> CoverCandidate | None:
    query = select(CoverCandidate).where(CoverCandidate.membership_id == membership_id, CoverCandidate.year == year)
    return (await session.scalars(query)).first()


async def latest_of(session: AsyncSession, membership_id: int) -> CoverCandidate | None:
    """Of the latest year the member was asked for."""
    return next(iter(await of_every_year(session, membership_id)), None)


async def of_every_year(session: AsyncSession, membership_id: int) -> list[CoverCandidate]:
    """What a member was asked and answered, the latest year first."""
    return list(await session.scalars(_OF_EVERY_YEAR, {"membership_id": membership_id}))


_OF_EVERY_YEAR = (
    select(CoverCandidate)
    .where(CoverCandidate.membership_id == bindparam("membership_id"))
    .order_by(CoverCandidate.year.desc())
)


async def of_conversation(session: AsyncSession, conversation: str) -> list[CoverCandidate]:
    """Of the members of that chat, oldest first."""
    own = select(Membership.id).where(Membership.conversation == conversation)
    query = select(CoverCandidate).where(CoverCandidate.membership_id.in_(own)).order_by(CoverCandidate.id)
    return list(await session.scalars(query))


async def next_waiting(session: AsyncSession, quota: CoverQuota, *, limit: int) -> Sequence[CoverCandidate]:
    """Who has waited longest; the quota is held."""
    query = _candidates(quota.region, quota.year).where(CoverCandidate.state == CoverState.WAITING)
    return list(await session.scalars(query.limit(limit)))


async def listed_ones(session: AsyncSession, quota: CoverQuota) -> list[CoverCandidate]:
    """Who has a place and is in no batch, first come first."""
    return list(
        await session.scalars(_candidates(quota.region, quota.year).where(CoverCandidate.state == CoverState.LISTED))
    )


async def candidates(
    session: AsyncSession, region: str, year: int, state: CoverState, *, limit: int, offset: int
) -> list[CoverCandidate]:
    """First come first."""
    query = _candidates(region, year).where(CoverCandidate.state == state)
    return list(await session.scalars(query.limit(limit).offset(offset)))


async def numbered(session: AsyncSession, numbers: Collection[str]) -> dict[str, CoverCandidate]:
    """Candidates by number; those that do not exist are left out."""
    found: dict[str, CoverCandidate] = {}
    wanted = sorted(numbers)
    for start in range(0, len(wanted), _PIECE):
        piece = select(CoverCandidate).where(CoverCandidate.number.in_(wanted[start : start + _PIECE]))
        found |= {one.number: one for one in await session.scalars(piece.execution_options(populate_existing=True))}
    return found


async def batches(session: AsyncSession, region: str, year: int) -> list[CoverBatch]:
    """The latest first."""
    query = select(CoverBatch).where(CoverBatch.region == region, CoverBatch.year == year)
    return list(await session.scalars(query.order_by(CoverBatch.id.desc())))


async def batch_numbered(session: AsyncSession, number: str) -> CoverBatch:
    """Raises BatchNotFound."""
    query = select(CoverBatch).where(CoverBatch.number == number)
    found = (await session.scalars(query)).first() if is_number(number) else None
    if found is None:
        raise BatchNotFound
    return found


async def in_batch(session: AsyncSession, batch: CoverBatch) -> list[CoverCandidate]:
    """Always in the same order."""
    query = select(CoverCandidate).where(CoverCandidate.batch_id == batch.id)
    return list(await session.scalars(query.order_by(CoverCandidate.queued_at, CoverCandidate.id)))


_PIECE = 500  # parameters of one statement


def _candidates(region: str, year: int) -> Any:
    return (
        select(CoverCandidate)
        .where(CoverCandidate.region == region, CoverCandidate.year == year)
        .order_by(CoverCandidate.queued_at, CoverCandidate.id)
    )
