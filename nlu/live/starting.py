"""What serves right after a start: the newest fitting index and the last good feed over the trained model."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from nlu.feed.document import Feed
from nlu.feed.last_good import kept
from nlu.live.index import newest_index
from nlu.live.lines import LineReader
from nlu.live.serving import Serving
from nlu.metrics import Metrics
from nlu.model_archive import OpenModel

KeptFeed = tuple[Feed, float]  # and when it was kept, seconds since the epoch


def live_model(opened: OpenModel, live: Path) -> OpenModel:
    """The trained model as a server on this folder would serve it right after its start."""
    return replace(opened, intents=serving_from(opened, live, Metrics())[0].model)


def serving_from(
    opened: OpenModel, live: Path, metrics: Metrics, reader: LineReader | None = None
) -> tuple[Serving, KeptFeed | None]:
    """The serving and the feed kept before this start; needs no actions. `reader`: as `Serving` takes it."""
    serving = Serving(opened, metrics, reader)
    index = newest_index(live, opened.origin.fingerprint, opened.intents.cleaner)
    if index is not None:
        serving.take_index(index)
    known = kept(live)
    if known is not None:
        serving.take_feed(known[0])
        metrics.feed_version.set(known[0].version)
    return serving, known
