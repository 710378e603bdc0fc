"""A worker at the web chat's HTTP contract: says things, presses buttons by their title, keeps what came back."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx


@dataclass(frozen=True)
class Posted:
    """One message as it was sent, and the answer it got."""

    body: dict[str, Any]
    answer: dict[str, Any]


@dataclass
class Worker:
    """One conversation over HTTP. `replies` holds every reply seen, by sequence number.

    `is_waiting` while a message of theirs is not answered; a bot that cannot be reached is tried again for
    `patience_seconds`.
    """

    bot: str
    secret: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    replies: dict[int, dict[str, Any]] = field(default_factory=dict)
    asks: str | None = None
    client: httpx.Client = field(default_factory=lambda: httpx.Client(timeout=60))
    patience_seconds: float = 90.0
    posted: list[Posted] = field(default_factory=list)
    is_waiting: bool = False

    def say(self, text: str) -> list[dict[str, Any]]:
        """Send a text; the replies to it."""
        return self.post({"text": text})

    def share_location(self, lat: float, lon: float) -> list[dict[str, Any]]:
        """Send a pin (WGS-84)."""
        return self.post({"location": {"lat": lat, "lon": lon}})

    def press(self, title: str) -> list[dict[str, Any]]:
        """Press the newest button whose title begins with `title`."""
        for seq in sorted(self.replies, reverse=True):
            for button in self.replies[seq].get("buttons", []):
                if button["title"].startswith(title):
                    return self.post({"button": button["id"]})
        raise AssertionError(f"no button {title!r} in {[r['text'] for r in self.replies.values()][-3:]}")

    def post(self, message: dict[str, Any], *, message_id: str | None = None) -> list[dict[str, Any]]:
        """Send any message, again and again with the same id while the bot cannot be reached."""
        body = {"conversation": self.secret, "message_id": message_id or secrets.token_hex(12), **message}
        self.is_waiting = True
        try:
            read = self._until_answered(lambda: self.client.post(f"{self.bot}/v1/chat/messages", json=body))
        finally:
            self.is_waiting = False
        self.posted.append(Posted(body, read))
        self.asks = read["asks"]
        for reply in read["replies"]:
            self.replies[reply["seq"]] = reply
        replies: list[dict[str, Any]] = read["replies"]
        return replies

    def catch_up(self) -> None:
        """Fetch everything the bot has said so far."""
        after = 0
        while replies := self._said_after(after):
            self.replies |= {reply["seq"]: reply for reply in replies}
            after = replies[-1]["seq"]

    def everything(self) -> list[str]:
        """All the bot has said so far, oldest first."""
        self.catch_up()
        return [self.replies[seq]["text"] for seq in sorted(self.replies)]

    def listen(self, seconds: int) -> None:
        """Wait so long at most for something said after the newest reply seen."""
        self.replies |= {reply["seq"]: reply for reply in self._said_after(max(self.replies, default=0), seconds)}

    def hears(self, words: str, *, within_seconds: float = 60.0) -> dict[str, Any]:
        """Wait for a reply that contains `words`, e.g. news from a reviewer."""
        deadline = time.monotonic() + within_seconds
        while True:
            for seq in sorted(self.replies):
                if words in self.replies[seq]["text"]:
                    return self.replies[seq]
            if time.monotonic() > deadline:
                said = [self.replies[seq]["text"] for seq in sorted(self.replies)][-4:]
                raise AssertionError(f"never heard {words!r}; last: {said}")
            self.catch_up()
            time.sleep(0.1)

    def _said_after(self, seq: int, wait_seconds: int = 0) -> list[dict[str, Any]]:
        url, secret = f"{self.bot}/v1/chat/messages", {"X-Conversation": self.secret}
        params = {"after": seq, "wait": wait_seconds}
        read = self._until_answered(lambda: self.client.get(url, params=params, headers=secret))
        replies: list[dict[str, Any]] = read["replies"]
        return replies

    def _until_answered(self, request: Callable[[], httpx.Response]) -> dict[str, Any]:
        deadline, pause = time.monotonic() + self.patience_seconds, 0.1
        while True:
            try:
                answer = request()
                if answer.status_code < 500:
                    break
            except httpx.TransportError:
                pass
            if time.monotonic() > deadline:
                raise AssertionError(f"the bot did not answer for {self.patience_seconds:.0f} s")
            time.sleep(pause)
            pause = min(1.0, 1.5 * pause)
        assert answer.status_code == 200, answer.text
        read: dict[str, Any] = answer.json()
        return read
