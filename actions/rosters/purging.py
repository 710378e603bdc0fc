"""After its days a roster keeps nothing of anybody: what stays are counts, who had joined among them."""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from actions.audit.actor import CLOCKWORK
from actions.audit.log import record
from actions.checkpoints import Checkpoint
from actions.clock import Clock
from actions.database import Database
from actions.rosters.handing_out import forget_stored_codes
from actions.rosters.model import Roster, RosterLine
from actions.rosters.standing import Standing, counts_of

log = logging.getLogger(__name__)

LOOK_EVERY_SECONDS = 600.0


async def purge_one(session: AsyncSession, now: datetime) -> str | None:
    """Empty the roster that is due longest; its number, or None when none is due."""
    due = select(Roster).where(Roster.purged_at.is_(None), Roster.purge_at <= now).order_by(Roster.purge_at, Roster.id)
    roster = (await session.scalars(due.limit(1).with_for_update(skip_locked=True))).first()
    if roster is None:
        return None
    counts = (await counts_of(session, [roster.id]))[roster.id]
    roster.joined, roster.applying = counts[Standing.JOINED], counts[Standing.APPLYING]
    roster.waiting, roster.purged_at = counts[Standing.WAITING], now
    await session.flush()
    await session.execute(delete(RosterLine).where(RosterLine.roster_id == roster.id))
    await forget_stored_codes(session, roster.number)
    removed = sum(counts.values())
    await record(session, "roster.purged", roster.number, actor=CLOCKWORK, at=now, detail={"removed": removed})
    return roster.number


async def purge_due(database: Database, *, clock: Clock, checkpoint: Checkpoint) -> int:
    """Empty all that are due, each in a transaction of its own; how many those were."""
    count = 0
    while True:
        async with database.write() as session:
            number = await purge_one(session, clock())
            if number is None:
                return count
            checkpoint("roster.purging")
            await session.commit()
        checkpoint("roster.purged")
        count += 1


async def keep_purging(database: Database, *, clock: Clock, checkpoint: Checkpoint) -> None:
    """Look until cancelled, at once first; while the database is away nothing is lost but time."""
    while True:
        try:
            count = await purge_due(database, clock=clock, checkpoint=checkpoint)
            if count:
                log.info("rosters purged", extra={"ids": {"count": count}})
        except (SQLAlchemyError, OSError) as error:
            log.warning("rosters cannot be purged", extra={"ids": {"error": type(error).__name__}})
        await asyncio.sleep(LOOK_EVERY_SECONDS)
