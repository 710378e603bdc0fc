"""What time does by itself: claims nobody acknowledged end, and who waits too long climbs."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta

from sqlalchemy.exc import SQLAlchemyError

from actions.clock import Clock
from actions.database import Database
from actions.takeovers.claiming import expire_claims
from actions.takeovers.climbing import climb_unclaimed
from actions.vault import Vault

log = logging.getLogger(__name__)

LOOK_EVERY_SECONDS = 5.0


async def sweep(database: Database, *, vault: Vault, clock: Clock, climb_after: timedelta) -> None:
    """One look; several processes may look at once (`SKIP LOCKED` on PostgreSQL)."""
    for step in (expire_claims, climb_unclaimed):
        async with database.write() as session:
            count = await step(session, vault=vault, climb_after=climb_after, now=clock())
            if count:
                await session.commit()
                log.info("takeovers swept", extra={"ids": {"step": step.__name__, "count": count}})


async def keep_sweeping(database: Database, *, vault: Vault, clock: Clock, climb_after: timedelta) -> None:
    """Look until cancelled; while the database is away nothing is lost but time."""
    while True:
        await asyncio.sleep(LOOK_EVERY_SECONDS)
        try:
            await sweep(database, vault=vault, clock=clock, climb_after=climb_after)
        except (SQLAlchemyError, OSError) as error:
            log.warning("takeovers cannot be swept", extra={"ids": {"error": type(error).__name__}})
