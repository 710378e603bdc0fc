"""A worker at the web chat's HTTP contract: says things, presses buttons by their title, keeps what came back."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass, field
from typing import Any

import httpx


@dataclass
class Worker:
    """One conversation over HTTP. `replies` holds every reply seen, by sequence number."""

    bot: str
    secret: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    replies: dict[int, dict[str, Any]] = field(default_factory=dict)
    asks: str | None = None
    client: httpx.Client = field(default_factory=lambda: httpx.Client(timeout=60))

    def say(self, text: str) -> list[dict[str, Any]]:
        """Send a text; the replies to it."""
        return self.post({"text": text})

    def share_location(self, lat: float, lon: float) -> list[dict[str, Any]]:
        """Send a pin (WGS-84)."""
        return self.post({"location": {"lat": lat, "lon": lon}})

    def press(self, title: str) -> list[dict[str, Any]]:
        """Press the newest button whose title contains `title`."""
        for seq in sorted(self.replies, reverse=True):
            for button in self.replies[seq].get("buttons", []):
                if title in button["title"]:
                    return self.post({"button": button["id"]})
        raise AssertionError(f"no button {title!r} in {[r['text'] for r in self.replies.values()][-3:]}")

    def post(self, message: dict[str, Any], *, message_id: str | None = None) -> list[dict[str, Any]]:
        """Send any message, again and again with the same id while the bot cannot be reached."""
        body = {"conversation": self.secret, "message_id": message_id or secrets.token_hex(12), **message}
        answer = self._until_answered(body)
        assert answer.status_code == 200, answer.text
        read = answer.json()
        self.asks = read["asks"]
        for reply in read["replies"]:
            self.replies[reply["seq"]] = reply
        replies: list[dict[str, Any]] = read["replies"]
        return replies

    def catch_up(self) -> None:
        """Fetch everything the bot has said so far."""
        answer = self.client.get(
            f"{self.bot}/v1/chat/messages", params={"after": 0}, headers={"X-Conversation": self.secret}
        )
        assert answer.status_code == 200, answer.text
        for reply in answer.json()["replies"]:
            self.replies[reply["seq"]] = reply

    def hears(self, words: str, *, within_seconds: float = 20.0) -> dict[str, Any]:
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

    def _until_answered(self, body: dict[str, Any]) -> httpx.Response:
        deadline = time.monotonic() + 90
        while True:
            try:
                answer = self.client.post(f"{self.bot}/v1/chat/messages", json=body)
                if answer.status_code < 500:
                    return answer
            except httpx.TransportError:
                pass
            if time.monotonic() > deadline:
                raise AssertionError("the bot did not answer for 90 s")
            time.sleep(0.1)
