"""Asks actions for the feed."""

from __future__ import annotations

import http.client
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from nlu.errors import FeedUnusable

TIMEOUT_SECONDS = 2.0
LARGEST_FEED = 64 * 1024 * 1024  # bytes


@dataclass(frozen=True)
class Fetched:
    etag: str | None
    body: bytes


@dataclass(frozen=True)
class FeedSource:
    """`url` of actions, e.g. http://127.0.0.1:8081; `token`: nlu's own at actions."""

    url: str
    token: str = field(repr=False)

    def fetch(self, etag: str | None) -> Fetched | None:
        """The feed, or None while it is still the one with this ETag.

        Raises FeedUnusable: "unreachable", "status-<code>", "malformed" when it is beyond all measure.
        """
        headers = {"Authorization": f"Bearer {self.token}", **({"If-None-Match": etag} if etag else {})}
        parts = urlsplit(self.url)
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        try:
            connection = kind(parts.hostname or "", parts.port, timeout=TIMEOUT_SECONDS)
            try:
                return _ask(connection, f"{parts.path.rstrip('/')}/v1/faq/feed", headers)
            finally:
                connection.close()
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise FeedUnusable("unreachable") from error


class NoSource:
    """Where nlu has no token of its own at actions: it serves what it has, and says why."""

    def fetch(self, etag: str | None) -> Fetched | None:
        raise FeedUnusable("no-token")


def _ask(connection: http.client.HTTPConnection, path: str, headers: Mapping[str, str]) -> Fetched | None:
    connection.request("GET", path, headers=dict(headers))
    answer = connection.getresponse()
    if answer.status == 304:
        return None
    if answer.status != 200:
        raise FeedUnusable(f"status-{answer.status}")
    body = answer.read(LARGEST_FEED + 1)
    if len(body) > LARGEST_FEED:
        raise FeedUnusable("malformed")
    return Fetched(answer.headers.get("ETag"), body)
