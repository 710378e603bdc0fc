"""The feed of this process, in memory: moved at once by its own publishing, within moments by another process's."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import date

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from actions.clock import Clock, local_date
from actions.database import Database
from actions.faq.feed import Feed, hold_faq, read_feed, settle_feed
from actions.faq.model import FaqFeed

log = logging.getLogger(__name__)

#: Half of what followers of another process may wait; the look itself reads one row.
LOOK_EVERY_SECONDS = 0.15
_TRIES = 20


class FeedKeeper:
    """Holds the feed; a poll that finds nothing new costs its asker no query."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        read: Callable[[AsyncSession], Awaitable[Feed | None]] = read_feed,
    ) -> None:
        self._database = database
        self._clock = clock
        self._feed_in = read
        # On SQLite nobody else publishes (`file_lock.py`): only the day must be watched.
        self._alone = database.engine.dialect.name == "sqlite"
        self._feed: Feed | None = None
        self._day = date.min
        self._looking = asyncio.Lock()

    @property
    def current(self) -> Feed:
        """What is out; `look()` was called before."""
        if self._feed is None:
            raise RuntimeError("nobody looked for the feed yet")
        return self._feed

    async def look(self) -> None:
        """Take up what is out now. A new day in China moves the feed itself, whichever process sees it first."""
        async with self._looking:
            version = await self._version_today()
            if self._feed is None or self._feed.version != version:
                self._feed = await self._read()

    async def keep_looking(self, every_seconds: float = LOOK_EVERY_SECONDS) -> None:
        """Look until cancelled; while the database is away the last feed stays."""
        trouble = False
        while True:
            await asyncio.sleep(every_seconds)
            if self._alone and local_date(self._clock()) <= self._day:
                continue
            try:
                await self.look()
                trouble = False
            except (SQLAlchemyError, OSError) as error:
                if not trouble:
                    log.warning("faq feed cannot be looked for", extra={"ids": {"error": type(error).__name__}})
                trouble = True

    async def _version_today(self) -> int | None:
        async with self._database.read() as session:
            row = (await session.execute(select(FaqFeed.version, FaqFeed.day))).first()
        today = local_date(self._clock())
        if row is not None and row.day >= today:
            self._day = row.day
            return int(row.version)
        async with self._database.write() as session:
            await hold_faq(session)
            await settle_feed(session, self._clock())
            await session.commit()
        self._day = today
        return None

    async def _read(self) -> Feed:
        for _ in range(_TRIES):
            async with self._database.read() as session:
                feed = await self._feed_in(session)
            if feed is not None:
                return feed
        raise OSError("the feed moves faster than it can be read")
