"""The FAQ feed: fetched from actions when it changes, the last good one kept in memory and in the database."""

from __future__ import annotations

import asyncio
import json
import logging

from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite

from bot.actions_client import ActionsClient, NewFeed
from bot.clock import Clock
from bot.database.engine import Database
from bot.database.tables import feed_copy
from bot.dialogue.feed import Feed
from bot.errors import ActionsUnreachable, FeedMalformed
from bot.failpoints import Checkpoint
from bot.logs import facts
from bot.metrics import Metrics

log = logging.getLogger(__name__)

_KEPT = ("version", "etag", "body", "fetched_at")
_into_sqlite = sqlite.insert(feed_copy)
_into_postgresql = postgresql.insert(feed_copy)
_store = {
    "sqlite": _into_sqlite.on_conflict_do_update(
        index_elements=["id"], set_={name: _into_sqlite.excluded[name] for name in _KEPT}
    ),
    "postgresql": _into_postgresql.on_conflict_do_update(
        index_elements=["id"], set_={name: _into_postgresql.excluded[name] for name in _KEPT}
    ),
}


class FeedKeeper:
    """Holds the feed the dialogue answers from."""

    def __init__(
        self,
        *,
        actions: ActionsClient,
        database: Database,
        clock: Clock,
        checkpoint: Checkpoint,
        metrics: Metrics,
        interval_seconds: float,
    ) -> None:
        self._actions = actions
        self._database = database
        self._clock = clock
        self._checkpoint = checkpoint
        self._metrics = metrics
        self._interval_seconds = interval_seconds
        self._feed = Feed(0, [])
        self._etag: str | None = None
        # Why the last look brought nothing usable, for readyz; None when all is well.
        self.trouble: str | None = None

    def current(self) -> Feed:
        """The last good feed; empty and of version 0 before there was one."""
        return self._feed

    async def load(self) -> None:
        """Take up the copy in the database, if there is one."""
        query = select(feed_copy.c.etag, feed_copy.c.body)
        row = await self._database.read(lambda connection: connection.execute(query).one_or_none())
        if row is not None:
            self._hold(read_feed(row.body), row.etag)

    async def run(self) -> None:
        """Look for a newer feed until cancelled."""
        while True:
            await self.look()
            await asyncio.sleep(self._interval_seconds)

    async def look(self) -> None:
        """Fetch once. What cannot be used is counted and shown in readyz; the last good feed stays."""
        try:
            new = await self._actions.feed(self._etag)
            if new is not None:
                await self._accept(new)
        except (ActionsUnreachable, FeedMalformed) as error:
            if self.trouble != error.reason:
                log.warning("feed.trouble", extra=facts(reason=error.reason, held=self._feed.version))
            self.trouble = error.reason
            self._metrics.feed_problems.labels(error.reason).inc()
            return
        self.trouble = None

    async def _accept(self, new: NewFeed) -> None:
        feed = await asyncio.to_thread(read_feed, new.text)  # a large one takes a tenth of a second
        if feed.version < self._feed.version:
            raise FeedMalformed("older")
        row = {
            "id": 1,
            "version": feed.version,
            "etag": new.etag,
            "body": new.text,
            "fetched_at": self._clock(),
        }

        def store(connection: Connection) -> None:
            connection.execute(_store[connection.dialect.name], row)

        await self._database.write(store)
        self._checkpoint("feed.committed")
        self._hold(feed, new.etag)
        log.info("feed.taken", extra=facts(version=feed.version, entries=len(feed)))

    def _hold(self, feed: Feed, etag: str | None) -> None:
        self._feed = feed
        self._etag = etag
        self._metrics.feed_version.set(feed.version)


def read_feed(text: str) -> Feed:
    """Raises FeedMalformed for anything but a feed with at least one entry."""
    try:
        feed = Feed.from_json(json.loads(text))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise FeedMalformed("malformed") from error
    if len(feed) == 0:
        raise FeedMalformed("empty")
    return feed
