"""actions as a server for takeovers, one conversation's worth: what a test claims and says, and what it was told."""

from __future__ import annotations

import asyncio
import itertools
from typing import Any

from aiohttp import web

from tests.bot.doubles import Asked

NUMBER = "T26-000001-4"
HOURS = "每天 8:30–17:30"


class DeskServer:
    """To be given to `running_server`. News wait until they are acknowledged; a poll waits for news."""

    def __init__(self, *, is_open: bool = True) -> None:
        self.is_open = is_open
        self.state: str | None = None
        self.told: list[Asked] = []
        self._news: dict[str, dict[str, Any]] = {}
        self._typing: list[str] = []
        self._changed = asyncio.Condition()
        self._numbers = itertools.count(1)

    async def __call__(self, asked: Asked) -> web.StreamResponse:
        if asked.path == "/v1/deliveries":
            return await self._deliveries()
        if asked.path == "/v1/deliveries/acks":
            for delivery_id in asked.body["ids"]:
                self._news.pop(delivery_id, None)
            return web.json_response({})
        if asked.path == "/v1/takeovers/standing":
            position = 2 if self.state == "waiting" else None
            standing = {"open": self.is_open, "hours": HOURS, "state": self.state, "position": position}
            return web.json_response({**standing, "number": NUMBER if self.state else None})
        if not asked.path.startswith("/v1/takeovers"):
            return web.json_response({"type": "not-found", "detail": ""}, status=404)
        async with self._changed:
            self.told.append(asked)
            self.state = {"/v1/takeovers": "waiting", "/v1/takeovers/claim-acks": "taken"}.get(asked.path, self.state)
            self._changed.notify_all()
        return web.json_response({"number": NUMBER, "state": self.state, "position": 2, "hours": HOURS})

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Every line told so far, in order."""
        return [line for asked in self.told for line in asked.body.get("lines", ())]

    @property
    def conversation(self) -> str:
        """The bot's id of the one that asked for a person."""
        return str(self.told[0].body["conversation"])

    async def news(self, kind: str, **data: Any) -> None:
        """Something the bot is to read."""
        await self._wake(delivery={"kind": f"takeover.{kind}", "data": {"number": NUMBER, "claim": 1, **data}})

    async def types(self) -> None:
        """An operator is typing."""
        await self._wake()

    async def claims(self) -> None:
        """Claim, and wait until the bot has acknowledged."""
        await self.news("claimed", by="王师傅")
        await self.is_told("/v1/takeovers/claim-acks")

    async def is_told(self, path: str, times: int = 1) -> list[Asked]:
        """Wait until so many requests for a path have come; all of them."""

        def found() -> list[Asked]:
            return [asked for asked in self.told if asked.path == path]

        async with self._changed:
            await asyncio.wait_for(self._changed.wait_for(lambda: len(found()) >= times), 60)
        return found()

    async def has_lines(self, count: int) -> list[dict[str, Any]]:
        """Wait for so many lines in all."""
        async with self._changed:
            await asyncio.wait_for(self._changed.wait_for(lambda: len(self.lines) >= count), 60)
        return self.lines

    async def _wake(self, delivery: dict[str, Any] | None = None) -> None:
        async with self._changed:
            if delivery is None:
                self._typing.append(self.conversation)
            else:
                delivery_id = f"d{next(self._numbers)}"
                self._news[delivery_id] = {"id": delivery_id, "conversation": self.conversation, **delivery}
            self._changed.notify_all()

    async def _deliveries(self) -> web.StreamResponse:
        async with self._changed:
            await self._changed.wait_for(lambda: self._news or self._typing)
            body = {"deliveries": list(self._news.values()), "typing": list(self._typing)}
            self._typing.clear()
        return web.json_response(body)
