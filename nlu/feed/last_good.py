"""The last good feed on disk, so that what was published is known at the next start, actions or not."""

from __future__ import annotations

from pathlib import Path

from nlu.atomic_file import replace_file
from nlu.errors import FeedUnusable
from nlu.feed.document import Feed, read_feed

FEED_FILE = "feed.json"


def keep(live: Path, feed: Feed) -> None:
    """Replace the one kept before. Raises OSError."""
    live.mkdir(parents=True, exist_ok=True)
    replace_file(live / FEED_FILE, feed.body)


def kept(live: Path) -> tuple[Feed, float] | None:
    """The feed and when it was kept (seconds since the epoch); None when there is none that can be read."""
    path = live / FEED_FILE
    try:
        return read_feed(path.read_bytes()), path.stat().st_mtime
    except (OSError, FeedUnusable):
        return None
