"""Giving and freeing places within a quota that the caller holds: never too many, first come first served."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from actions.cover.model import CoverCandidate, CoverQuota
from actions.cover.queries import next_waiting
from actions.cover.states import CoverAct, after
from actions.deliveries.outbox import put
from actions.vault import Vault


def take_place(quota: CoverQuota) -> bool:
    """Whether there was one left."""
    if quota.taken >= quota.places:
        return False
    quota.taken += 1
    return True


async def call_up(session: AsyncSession, quota: CoverQuota, *, vault: Vault, now: datetime) -> int:
    """Give free places to those who wait, and tell them; how many were called."""
    await session.flush()
    free = quota.places - quota.taken
    called = await next_waiting(session, quota, limit=free) if free > 0 else ()
    for candidate in called:
        candidate.state, candidate.updated_at = after(candidate.state_now, CoverAct.LIST), now
        quota.taken += 1
        await tell(session, candidate, "cover.listed", vault=vault, now=now)
    await session.flush()
    return len(called)


async def tell(
    session: AsyncSession,
    candidate: CoverCandidate,
    event: str,
    *,
    vault: Vault,
    now: datetime,
    facts: Mapping[str, Any] | None = None,
) -> None:
    """News for the chat the membership belongs to."""
    conversation = candidate.membership.conversation
    data = {"membership": candidate.membership.number, "year": candidate.year, **(facts or {})}
    await put(session, vault, conversation=conversation, kind=event, data=data, at=now)
