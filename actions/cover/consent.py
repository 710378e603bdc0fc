"""A member's own word about the gifted cover: agreeing, not wanting to, taking it back. Nothing else depends on it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from actions.audit.actor import WORKER
from actions.audit.acts import Detail
from actions.audit.log import record
from actions.clock import local_date
from actions.cover.errors import NoCover
from actions.cover.model import CoverCandidate, CoverQuota
from actions.cover.places import call_up, take_place
from actions.cover.queries import candidate_of, hold_quota, latest_of, of_conversation
from actions.cover.requests import CoverAnswer
from actions.cover.states import AGREED, GIVEN_AWAY, CoverAct, CoverState, after
from actions.memberships.model import Membership
from actions.memberships.queries import own
from actions.numbers import next_number
from actions.vault import Vault

NUMBER_KIND = "HX"


async def take_answer(wanted: CoverAnswer, *, session: AsyncSession, vault: Vault, now: datetime) -> CoverCandidate:
    """Note what a member answered for this year; who agrees gets a place, or waits when none is left.

    The same answer again changes nothing, and keeps the place in the queue. Raises MemberNotFound, NoCover.
    """
    member = await own(session, wanted.membership, wanted.conversation)
    year = local_date(now).year
    quota = await hold_quota(session, member.region, year)
    if quota is None or member.trade not in quota.trades:
        raise NoCover
    candidate = await candidate_of(session, member.id, year)
    if candidate is None:
        candidate = await _asked(session, member, quota, wanted, now)
    elif candidate.state_now is CoverState.DECLINED and not wanted.agreed:
        return candidate
    elif candidate.state_now in AGREED and wanted.agreed:
        if candidate.withdrawn_at is None:
            return candidate
        _renew(candidate, wanted, now)  # shared before it was taken back: the place is theirs still
    elif not wanted.agreed and candidate.state_now in AGREED:
        return await _taken_back(session, candidate, quota, vault, now)
    else:
        _write_answer(candidate, wanted, now)
        candidate.state = after(candidate.state_now, _act(quota, wanted))
    await session.flush()
    detail: Detail = {"consent": wanted.consent.version, "outcome": candidate.state}
    if wanted.agreed:
        await record(session, "cover.agreed", candidate.number, actor=WORKER, at=now, detail=detail)
    else:
        await record(session, "cover.declined", candidate.number, actor=WORKER, at=now, detail=detail)
    return candidate


async def withdraw_consent(
    number: str, conversation: str, *, session: AsyncSession, vault: Vault, now: datetime
) -> CoverCandidate:
    """Take the agreement back. What the insurer has already is not given again; its place stays used.

    Raises MemberNotFound, NoCover when nothing was ever answered, CoverStateForbids when there is no agreement.
    """
    member = await own(session, number, conversation)
    candidate = await latest_of(session, member.id)
    if candidate is None:
        raise NoCover
    quota = await hold_quota(session, candidate.region, candidate.year)
    await session.refresh(candidate)
    if quota is None:
        raise NoCover
    return await _taken_back(session, candidate, quota, vault, now)


async def withdraw_all(
    session: AsyncSession, conversation: str, *, vault: Vault, now: datetime
) -> list[CoverCandidate]:
    """The same for every candidate of a chat that is erased, whom it gives back; the caller writes the log."""
    found = await of_conversation(session, conversation)
    for region, year in sorted({(one.region, one.year) for one in found}):
        quota = await hold_quota(session, region, year)
        for candidate in found:
            if quota is not None and (candidate.region, candidate.year) == (region, year):
                await session.refresh(candidate)
                give_up(candidate, quota, now)
        if quota is not None:
            await call_up(session, quota, vault=vault, now=now)
    return found


def give_up(candidate: CoverCandidate, quota: CoverQuota, now: datetime) -> None:
    """End the agreement, if there is one; a place nothing was shared for is free again."""
    state = candidate.state_now
    if state in (CoverState.WAITING, CoverState.LISTED):
        candidate.state = after(state, CoverAct.WITHDRAW)
        quota.taken -= state is CoverState.LISTED
    if state in AGREED and candidate.withdrawn_at is None:
        candidate.withdrawn_at = candidate.updated_at = now


async def _taken_back(
    session: AsyncSession, candidate: CoverCandidate, quota: CoverQuota, vault: Vault, now: datetime
) -> CoverCandidate:
    if candidate.withdrawn_at is not None and candidate.state_now in (*GIVEN_AWAY, CoverState.WITHDRAWN):
        return candidate
    if candidate.state_now not in AGREED:
        after(candidate.state_now, CoverAct.WITHDRAW)  # says what stands in the way
    give_up(candidate, quota, now)
    called = await call_up(session, quota, vault=vault, now=now)
    detail: Detail = {"outcome": candidate.state, "called": called}
    await record(session, "cover.withdrawn", candidate.number, actor=WORKER, at=now, detail=detail)
    return candidate


async def _asked(
    session: AsyncSession, member: Membership, quota: CoverQuota, wanted: CoverAnswer, now: datetime
) -> CoverCandidate:
    candidate = CoverCandidate(
        number=await next_number(session, NUMBER_KIND, quota.year),
        membership=member,
        region=quota.region,
        year=quota.year,
        state=CoverState.DECLINED,
    )
    _write_answer(candidate, wanted, now)
    if wanted.agreed:
        candidate.state = after(CoverState.DECLINED, _act(quota, wanted))
    session.add(candidate)
    return candidate


def _act(quota: CoverQuota, wanted: CoverAnswer) -> CoverAct:
    if not wanted.agreed:
        return CoverAct.DECLINE
    return CoverAct.LIST if take_place(quota) else CoverAct.QUEUE


def _write_answer(candidate: CoverCandidate, wanted: CoverAnswer, now: datetime) -> None:
    _renew(candidate, wanted, now)
    candidate.queued_at = now


def _renew(candidate: CoverCandidate, wanted: CoverAnswer, now: datetime) -> None:
    candidate.consent_version, candidate.answered_at = wanted.consent.version, wanted.consent.given_at
    candidate.withdrawn_at, candidate.updated_at = None, now
