"""Plays actions for nlu: a feed that can be published, broken and taken away."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.nlu.small_data import TOPICS

TOKEN = "nlus-own-token-at-actions"
Entry = dict[str, Any]


def small_entries() -> list[Entry]:
    """The topics of the small data, as the feed has them."""
    return [
        entry(topic, title, phrasings, answer=f"{answer}\n", sensitive=topic == "unpaid_wages")
        for topic, (title, answer, phrasings) in TOPICS.items()
    ]


def entry(topic: str, title: str, phrasings: list[str], *, answer: str = "见通知。", sensitive: bool = False) -> Entry:
    return {
        "id": topic,
        "category": "some",
        "title": title,
        "answer": answer,
        "buttons": [],
        "sensitive": sensitive,
        "source": {"text": "试", "date": "2026-01-01"},
        "review": "已复核",
        "phrasings": phrasings,
        "valid_from": "2026-01-01",
        "valid_until": None,
        "variants": [],
    }


def feed_body(version: int, entries: list[Entry], **more: Any) -> bytes:
    return json.dumps({"version": version, "entries": entries, **more}, ensure_ascii=False).encode()


SWAP = entry(
    "battery_swap",
    "换电柜补贴怎么领",
    ["换电柜有补贴吗", "换电池能报销不", "换电卡优惠在哪领", "电池换电的钱工会给补吗", "骑手换电补助"],
)


class FeedDouble:
    def __init__(self) -> None:
        self.version = 0
        self.body = b""
        self.status = 200

    def publish(self, entries: list[Entry], *, version: int | None = None, **more: Any) -> None:
        self.version = self.version + 1 if version is None else version
        self.body = feed_body(self.version, entries, **more)


@contextmanager
def running_feed(double: FeedDouble, port: int = 0) -> Iterator[str]:
    """Serve it; gives the address. The token is asked for, ETags are answered with 304."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            etag = f'"{hashlib.sha256(double.body).hexdigest()[:16]}"'
            status = double.status
            if self.path != "/v1/faq/feed":
                status = 404
            elif self.headers.get("Authorization") != f"Bearer {TOKEN}":
                status = 401
            elif status == 200 and self.headers.get("If-None-Match") == etag:
                status = 304
            self.send_response(status)
            self.send_header("ETag", etag)
            self.send_header("Content-Length", str(len(double.body) if status == 200 else 0))
            self.end_headers()
            if status == 200:
                self.wfile.write(double.body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
