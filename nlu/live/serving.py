"""Which model answers messages now; exchanged by one assignment, so that a parse sees the old or the new one whole."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Set
from dataclasses import asdict, dataclass, replace

from nlu.feed.document import Feed, PublishedThresholds
from nlu.intents.model import IntentModel
from nlu.live.difference import Difference, Phrasing, difference, phrasings_of
from nlu.live.index import Index
from nlu.live.lines import LineReader, digest
from nlu.live.overlay import OverlaidRanker
from nlu.live.topics_in_force import InForce, TopicsInForce
from nlu.metrics import Metrics
from nlu.model_archive import OpenModel
from nlu.topics import TopicText

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Fitted:
    """A model as fitted, by training or by a refit."""

    model: IntentModel
    phrasings: frozenset[Phrasing]  # it was fitted on
    digest: str  # of the topics it was fitted on
    version: int  # of their feed; 0: the data folder


class Serving:
    """Thread-safe: a feed and a refit may arrive at the same time; `model` can be read at any moment."""

    def __init__(self, opened: OpenModel, metrics: Metrics, reader: LineReader | None = None) -> None:
        """`reader`: one that others read with, too; it cleans each text once for all of them."""
        self._origin = opened.origin
        self._metrics = metrics
        reader = reader or LineReader(opened.intents.cleaner, opened.entities)
        self._topics = TopicsInForce(reader, opened.origin.examples)
        trained = phrasings_of(reader.lines(opened.origin.examples))
        self._in_force = InForce(trained, opened.intents.facts)
        self._fitted = Fitted(opened.intents, trained, opened.origin.digest, 0)
        self._feed: Feed | None = None
        self._wanted = self._fitted.digest
        self._lock = threading.Lock()
        self.model = opened.intents
        self.when_stale: Callable[[], None] = lambda: None  # told when a refit would make a difference
        self.when_decided_otherwise: Callable[[], None] = lambda: None  # told when other thresholds are published

    @property
    def fingerprint(self) -> str:
        return self._origin.fingerprint

    @property
    def is_stale(self) -> bool:
        """Whether the topics in force are not those of the last fit."""
        return self._wanted != self._fitted.digest

    @property
    def fitted_on(self) -> str:
        """Digest of the topics of the last fit."""
        return self._fitted.digest

    def take_feed(self, feed: Feed) -> None:
        """From its return on, messages are understood by this feed."""
        with self._lock:
            decides_otherwise = feed.thresholds != self._published_thresholds()
            self._feed = feed
            self._in_force = self._topics.read(feed.topics)
            self._lay_over()
            self._wanted = digest(feed.topics)
            self._measure()
        if self.is_stale:
            self.when_stale()
        if decides_otherwise:
            self.when_decided_otherwise()

    def take_index(self, index: Index) -> None:
        """Serve from this refit, and lay over it what has changed since."""
        with self._lock:
            fitted_on = self._topics.read(index.feed.topics)
            self._fitted = Fitted(index.model, fitted_on.phrasings, index.digest, index.feed.version)
            if self._feed is None:  # at a start: what it was fitted on was in force
                self._feed, self._in_force, self._wanted = index.feed, fitted_on, index.digest
            self._lay_over()
            self._measure()

    def with_draft(self, topics: Iterable[TopicText], retired: Set[str]) -> tuple[IntentModel, IntentModel]:
        """The model that serves, and what would serve right after a draft was published; the former stays in use."""
        with self._lock:
            before, fitted, in_force = self.model, self._fitted, self._in_force
        drafted = self._topics.with_draft(in_force, topics, retired)
        return before, self._laid_over(fitted, drafted)[0].with_thresholds(before.thresholds)

    def _lay_over(self) -> None:
        model, changes = self._laid_over(self._fitted, self._in_force)
        published = self._published_thresholds()
        self.model = (
            model if published is None else model.with_thresholds(replace(model.thresholds, **asdict(published)))
        )
        self._metrics.overlaid.set(len(changes.changed))

    def _laid_over(self, fitted: Fitted, in_force: InForce) -> tuple[IntentModel, Difference]:
        changes = difference(fitted.phrasings, in_force.phrasings)
        base = fitted.model
        ranker = OverlaidRanker(base.ranker, changes, self._origin.calibration) if changes.matter else base.ranker
        return base.with_ranker(ranker, in_force.facts, in_force.known_lines()), changes

    def _published_thresholds(self) -> PublishedThresholds | None:
        return None if self._feed is None else self._feed.thresholds

    def _measure(self) -> None:
        fits = self._feed is not None and not self.is_stale
        self._metrics.index_version.set(self._feed.version if fits else self._fitted.version)
