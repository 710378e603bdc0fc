"""Follows the feed: looks for a newer one again and again, in a thread of its own."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from nlu.errors import FeedUnusable
from nlu.feed.document import Feed, read_feed
from nlu.feed.last_good import keep
from nlu.feed.source import Fetched
from nlu.metrics import Metrics

INTERVAL_SECONDS = 0.5
LONGEST_INTERVAL_SECONDS = 2.0  # reached by doubling while the feed is in trouble

logger = logging.getLogger(__name__)


class Source(Protocol):
    def fetch(self, etag: str | None) -> Fetched | None: ...


class Follower:
    """Hands each newer feed to `take`; what cannot be used is counted and shown, and changes nothing."""

    def __init__(
        self,
        source: Source,
        live: Path,
        take: Callable[[Feed], None],
        metrics: Metrics,
        clock: Callable[[], float],
        known: tuple[Feed, float] | None,
    ) -> None:
        """`known`: the feed kept before this start and when it was kept; `clock`: seconds since the epoch."""
        self._source = source
        self._live = live
        self._take = take
        self._metrics = metrics
        self._clock = clock
        self._version = known[0].version if known else None
        self._confirmed_at = known[1] if known else None
        self._etag: str | None = None
        self._unkept: Feed | None = None
        self._stopping = threading.Event()
        self.trouble: str | None = None  # why the last look brought nothing usable; None when all is well

    def state(self) -> dict[str, Any]:
        """For readyz: version in use, seconds since it was last known to be the newest, the present trouble."""
        age = None if self._confirmed_at is None else round(max(0.0, self._clock() - self._confirmed_at), 1)
        return {"version": self._version, "age_seconds": age, "trouble": self.trouble}

    def start(self) -> None:
        threading.Thread(target=self._run, name="feed", daemon=True).start()

    def stop(self) -> None:
        self._stopping.set()

    def look(self) -> None:
        """Ask once."""
        try:
            fetched = self._source.fetch(self._etag)
            if fetched is not None:
                self._accept(read_feed(fetched.body), fetched.etag)
            self._keep()
        except FeedUnusable as unusable:
            self._note(unusable.reason)
        except Exception as error:  # a feed that cannot be taken up must not end the following of later ones
            logger.exception("feed: a new version could not be taken up")
            self._note(f"failed-{type(error).__name__}")
        else:
            self._confirmed_at = self._clock()
            self._note(None)

    def _run(self) -> None:
        interval = INTERVAL_SECONDS
        while not self._stopping.wait(interval):
            self.look()
            interval = min(2 * interval, LONGEST_INTERVAL_SECONDS) if self.trouble else INTERVAL_SECONDS

    def _accept(self, feed: Feed, etag: str | None) -> None:
        if self._version is not None and feed.version < self._version:
            raise FeedUnusable("older")
        self._take(feed)
        self._version, self._etag, self._unkept = feed.version, etag, feed
        self._metrics.feed_version.set(feed.version)
        logger.info("feed: version %d with %d topics is in use", feed.version, len(feed.topics))

    def _keep(self) -> None:
        """After it is served: only a restart without actions would miss it."""
        if self._unkept is None:
            return
        try:
            keep(self._live, self._unkept)
        except OSError as error:
            raise FeedUnusable("not-kept") from error
        self._unkept = None

    def _note(self, trouble: str | None) -> None:
        if trouble is not None:
            self._metrics.feed_problems.labels(trouble).inc()
        if trouble != self.trouble:
            logger.warning("feed: %s", trouble or "all is well again")
        self.trouble = trouble
