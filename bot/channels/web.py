"""The web chat's HTTP contract: messages in with their replies, and what came later as JSON or as a stream.

POST /v1/chat/messages           one message → {"replies", "asks", "owner"}; the same message_id → the same answer
GET  /v1/chat/messages?after=    replies after a seq; `wait` = seconds to wait for some; SSE when that is accepted
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from sqlalchemy.exc import DBAPIError

from bot.channels.problems import Problem
from bot.channels.rate_limit import RateLimit
from bot.channels.web_message import arrival_from, checked_secret
from bot.clock import Clock
from bot.data_key import DataKey
from bot.errors import DatabaseBusy
from bot.inbox import Inbox
from bot.logs import facts, where
from bot.metrics import Metrics
from bot.reader import Later, Reader
from bot.turns import Turns

log = logging.getLogger(__name__)

PATH = "/v1/chat/messages"
# Room for 20,000 characters written as JSON escapes: an overlong text gets an answer, not an error.
LONGEST_BODY_BYTES = 256 * 1024
LONGEST_WAIT_SECONDS = 30.0
HEARTBEAT_SECONDS = 15.0
NO_STORE = {"Cache-Control": "no-store"}


@dataclass(frozen=True)
class Limits:
    """Messages a minute, and how long a POST waits for its answer."""

    conversation: RateLimit
    address: RateLimit
    reply_timeout_seconds: float


class WebChat:
    """The door of the web chat; its page reads the replies, so nothing is pushed."""

    name = "web"

    def __init__(
        self,
        *,
        inbox: Inbox,
        turns: Turns,
        reader: Reader,
        data_key: DataKey,
        limits: Limits,
        clock: Clock,
        metrics: Metrics,
    ) -> None:
        self._inbox = inbox
        self._turns = turns
        self._reader = reader
        self._data_key = data_key
        self._limits = limits
        self._clock = clock
        self._metrics = metrics

    def routes(self) -> Iterable[web.AbstractRouteDef]:
        """Both routes of the contract."""
        return [web.post(PATH, self.receive), web.get(PATH, self.catch_up, allow_head=False)]

    async def receive(self, request: web.Request) -> web.Response:
        """200 with the answer; 400, 413, 429 refused; 503 stored or not: the same message_id may be sent again."""
        _hold_back(self._limits.address, request.remote or "")
        arrival = arrival_from(await request.read(), at=self._clock())
        _hold_back(self._limits.conversation, arrival.address)
        kept = await self._inbox.keep(self.name, arrival)
        try:
            async with asyncio.timeout(self._limits.reply_timeout_seconds):
                answer = await self._turns.answer_to(kept.conversation_id, kept.inbox_id)
        except TimeoutError as error:
            raise Problem("still-working", retry_after_seconds=1) from error
        return _json({"replies": answer.replies, "asks": answer.asks, "owner": answer.owner})

    async def catch_up(self, request: web.Request) -> web.StreamResponse:
        """200 with what came after `after`; an unknown conversation has nothing. 400 refused."""
        secret = request.headers.get("X-Conversation")
        if secret is None:
            raise Problem("missing-field", field="X-Conversation")
        conversation_id = self._data_key.conversation_id(self.name, checked_secret(secret, field="X-Conversation"))
        _hold_back(self._limits.address, request.remote or "")
        after = _number(request.query, "after", highest=2**31 - 1)
        if "text/event-stream" in request.headers.get("Accept", ""):
            return await self._stream(request, conversation_id, after)
        wait = _number(request.query, "wait", highest=int(LONGEST_WAIT_SECONDS))
        found = await self._reader.later(conversation_id, after=after, wait_seconds=wait)
        return _json({"replies": found.replies, "asks": found.standing.asks, "owner": found.standing.owner})

    async def _stream(self, request: web.Request, conversation_id: str, after: int) -> web.StreamResponse:
        # X-Accel-Buffering: a proxy in front must not hold events back.
        headers = {**NO_STORE, "Content-Type": "text/event-stream; charset=utf-8", "X-Accel-Buffering": "no"}
        response = web.StreamResponse(headers=headers)
        await response.prepare(request)
        with self._metrics.streams.track_inprogress():
            try:
                await response.write(b"retry: 1000\n\n")
                async for found in self._found(conversation_id, after):
                    await response.write(_events(found))
            except (DatabaseBusy, DBAPIError, OSError) as error:
                # The reader went away, or the database did. A stream that has begun cannot turn into a refusal: it
                # ends, and the reader comes back with the last seq it saw.
                if not isinstance(error, ConnectionError):
                    log.warning("stream.database", extra=facts(error=where(error)))
                return response
        return response

    async def _found(self, conversation_id: str, after: int) -> AsyncIterator[Later]:
        while not self._reader.closed:
            found = await self._reader.later(conversation_id, after=after, wait_seconds=HEARTBEAT_SECONDS)
            yield found
            if found.replies:
                after = found.replies[-1]["seq"]


def _events(found: Later) -> bytes:
    if not found.replies:
        return b": still here\n\n"
    last = len(found.replies) - 1
    lines = []
    for at, reply in enumerate(found.replies):
        # Only the last one tells how things stand now.
        now = {"asks": found.standing.asks, "owner": found.standing.owner} if at == last else {}
        lines.append(f"id: {reply['seq']}\ndata: {_dumped({**reply, **now})}\n\n")
    return "".join(lines).encode()


def _hold_back(limit: RateLimit, key: str) -> None:
    seconds = limit.seconds_until_allowed(key)
    if seconds:
        raise Problem("too-many-messages", retry_after_seconds=seconds)


def _number(query: Mapping[str, str], key: str, *, highest: int) -> int:
    text = query.get(key, "0")
    if not (text.isascii() and text.isdigit() and int(text[:12]) <= highest and len(text) <= 12):
        raise Problem("invalid-field", field=key)
    return int(text)


def _json(body: Mapping[str, Any]) -> web.Response:
    return web.Response(text=_dumped(body), content_type="application/json", headers=NO_STORE)


def _dumped(body: Mapping[str, Any]) -> str:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))
