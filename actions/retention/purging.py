"""Doing away with what has been kept long enough: in batches, each a transaction of its own, oldest first.

Killed between two batches nothing is lost but time: what is due is found anew.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from actions.audit.actor import CLOCKWORK, Actor
from actions.audit.acts import Detail
from actions.audit.log import record
from actions.checkpoints import Checkpoint
from actions.clock import Clock
from actions.database import Database
from actions.retention.kinds import KINDS, Kind, count_due

log = logging.getLogger(__name__)

BATCH = 200
PAUSE_AFTER_TROUBLE_SECONDS = 60.0


async def due(session: AsyncSession, kept: Mapping[str, timedelta], now: datetime) -> dict[str, int]:
    """How many rows of each kind would go now."""
    return {kind.name: await count_due(session, kind, kind.before(kept, now)) for kind in KINDS}


async def purge_batch(
    session: AsyncSession, kind: Kind, kept: Mapping[str, timedelta], *, by: Actor, now: datetime
) -> int:
    """Deal with the oldest rows of one kind, in the caller's transaction; returns how many."""
    count = await kind.purge(session, kind.before(kept, now), now, BATCH)
    if count and kind.is_personal:
        detail: Detail = {"kind": kind.name, "count": count}
        await record(session, "retention.purged", "retention", actor=by, at=now, detail=detail)
    return count


async def purge(database: Database, kept: Mapping[str, timedelta], *, clock: Clock, checkpoint: Checkpoint) -> int:
    """Deal with everything that is due; returns how many rows."""
    total = 0
    for kind in KINDS:
        count = BATCH
        while count == BATCH:
            async with database.write() as session:
                count = await purge_batch(session, kind, kept, by=CLOCKWORK, now=clock())
                if not count:
                    break
                await session.commit()
            checkpoint("purge.committed")
            total += count
            log.info("purged", extra={"ids": {"kind": kind.name, "count": count}})
            await asyncio.sleep(0)  # others have their turn
    return total


async def keep_purging(
    database: Database, kept: Mapping[str, timedelta], *, every: timedelta, clock: Clock, checkpoint: Checkpoint
) -> None:
    """At the start and now and then, until cancelled."""
    while True:
        try:
            await purge(database, kept, clock=clock, checkpoint=checkpoint)
            await asyncio.sleep(every.total_seconds())
        except (SQLAlchemyError, OSError) as error:
            log.warning("nothing can be purged", extra={"ids": {"error": type(error).__name__}})
            await asyncio.sleep(PAUSE_AFTER_TROUBLE_SECONDS)
