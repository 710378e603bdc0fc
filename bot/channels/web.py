"""The web chat's HTTP contract: messages in with their replies, and what came later as JSON or as a stream.

POST /v1/chat/messages           one message → {"replies", "asks", "owner"}; the same message_id → the same answer
GET  /v1/chat/messages?after=    replies after a seq; `wait` = seconds to wait for some; SSE when that is accepted
PUT  /v1/chat/typing             the worker is typing: told to the person who has the conversation, kept nowhere

A reply of a person's carries "from": {"name"}, perhaps "photo": {"type", "data" in base64}. The stream also has events
named `typing`: a person is.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from sqlalchemy.exc import DBAPIError

from bot.actions_client import ActionsClient
from bot.channels.problems import Problem
from bot.channels.rate_limit import RateLimit
from bot.channels.web_message import arrival_from, checked_secret
from bot.clock import Clock
from bot.data_key import DataKey
from bot.errors import ActionsUnreachable, DatabaseBusy
from bot.inbox import Inbox
from bot.logs import facts, where
from bot.metrics import Metrics
from bot.reader import Later, Reader
from bot.turns import Turns

log = logging.getLogger(__name__)

PATH = "/v1/chat/messages"
TYPING_PATH = "/v1/chat/typing"
TYPING_PER_MINUTE = 30
LONGEST_WAIT_SECONDS = 30.0
HEARTBEAT_SECONDS = 15.0
NO_STORE = {"Cache-Control": "no-store"}


@dataclass(frozen=True)
class Limits:
    """Messages a minute, and how long a POST waits for its answer."""

    conversation: RateLimit
    address: RateLimit
    typing: RateLimit
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
        actions: ActionsClient,
    ) -> None:
        self._inbox = inbox
        self._turns = turns
        self._reader = reader
        self._data_key = data_key
        self._limits = limits
        self._clock = clock
        self._metrics = metrics
        self._actions = actions

    def routes(self) -> Iterable[web.AbstractRouteDef]:
        """The routes of the contract."""
        return [
            web.post(PATH, self.receive),
            web.get(PATH, self.catch_up, allow_head=False),
            web.put(TYPING_PATH, self.hear_typing),
        ]

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
        conversation_id = self._conversation_of(request)
        _hold_back(self._limits.address, request.remote or "")
        after = _number(request.query, "after", highest=2**31 - 1)
        if "text/event-stream" in request.headers.get("Accept", ""):
            return await self._stream(request, conversation_id, after)
        wait = _number(request.query, "wait", highest=int(LONGEST_WAIT_SECONDS))
        found = await self._reader.later(conversation_id, after=after, wait_seconds=wait)
        return _json({"replies": found.replies, "asks": found.standing.asks, "owner": found.standing.owner})

    async def hear_typing(self, request: web.Request) -> web.Response:
        """204 whoever has the conversation, and whether or not it could be told. 400, 429 refused."""
        conversation_id = self._conversation_of(request)
        _hold_back(self._limits.address, request.remote or "")
        _hold_back(self._limits.typing, conversation_id)
        standing = await self._reader.standing(conversation_id)
        if standing.owner == "person":
            with suppress(ActionsUnreachable):
                await self._actions.tell_typing(conversation_id)
        return web.Response(status=204, headers=NO_STORE)

    def _conversation_of(self, request: web.Request) -> str:
        secret = request.headers.get("X-Conversation")
        if secret is None:
            raise Problem("missing-field", field="X-Conversation")
        return self._data_key.conversation_id(self.name, checked_secret(secret, field="X-Conversation"))

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
            found = await self._reader.later(
                conversation_id, after=after, wait_seconds=HEARTBEAT_SECONDS, tells_typing=True
            )
            yield found
            if found.replies:
                after = found.replies[-1]["seq"]


def _events(found: Later) -> bytes:
    if found.is_typing:
        return b"event: typing\ndata: {}\n\n"
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
