"""Giving candidates to the insurer in batches: each candidate is in one only, and the same batch can be had again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from actions.audit.actor import Actor
from actions.audit.log import record
from actions.cover.errors import NoSuchCounty, NothingToShare
from actions.cover.insurer_form import InsurerForm
from actions.cover.model import CoverBatch
from actions.cover.queries import hold_quota, in_batch, listed_ones
from actions.cover.states import CoverAct, after
from actions.numbers import next_number
from actions.reference import Reference
from actions.vault import Vault

NUMBER_KIND = "PC"


async def make_batch(region: str, year: int, *, by: Actor, session: AsyncSession, now: datetime) -> CoverBatch:
    """Put everybody who has a place and was not shared yet into one batch. Raises NoSuchCounty, NothingToShare."""
    quota = await hold_quota(session, region, year)
    if quota is None:
        raise NoSuchCounty
    listed = await listed_ones(session, quota)
    if not listed:
        raise NothingToShare
    number = await next_number(session, NUMBER_KIND, year)
    batch = CoverBatch(number=number, region=region, year=year, size=len(listed), made_by=by.name, made_at=now)
    session.add(batch)
    await session.flush()
    for candidate in listed:
        candidate.state, candidate.batch_id = after(candidate.state_now, CoverAct.SHARE), batch.id
        candidate.updated_at = now
    await session.flush()
    await record(session, "cover.batch_made", number, actor=by, at=now, detail={"entries": len(listed)})
    return batch


async def batch_rows(
    batch: CoverBatch,
    *,
    by: Actor,
    session: AsyncSession,
    vault: Vault,
    reference: Reference,
    now: datetime,
) -> list[list[str]]:
    """Headings and one row per candidate, personal values whole: an act the log records.

    Who took their agreement back since is left out; the others stand in their order.
    """
    shared = [one for one in await in_batch(session, batch) if one.withdrawn_at is None]
    rows = InsurerForm(reference.insurer_columns).rows(shared, vault=vault, reference=reference)
    await record(session, "cover.batch_written", batch.number, actor=by, at=now, detail={"entries": len(shared)})
    return rows
