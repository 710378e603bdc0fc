"""The bot fetches its news here; this service never calls out into the bot's network."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Annotated

from aiohttp import web
from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncSession

from actions.deliveries.outbox import News, acknowledge, pending
from actions.errors import InvalidField
from actions.observation import METRICS
from actions.settings import Client
from actions.takeovers.typing_board import TYPING
from actions.web import CLOCK, DATABASE, STOPPING, VAULT, Body, answer, changes, reads

LONGEST_WAIT_SECONDS = 60.0
MOST_AT_ONCE = 100
#: Commits of this process wake the poll at once; those of other processes (PostgreSQL) are found this often.
LOOK_AGAIN_SECONDS = 1.0

routes = web.RouteTableDef()


class Acknowledgment(Body):
    ids: Annotated[list[Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]], Field(max_length=500)]


@routes.get("/v1/deliveries")
@reads(Client.BOT)
async def deliveries(request: web.Request) -> web.Response:
    """200 with what is not acknowledged yet and where an operator is typing; waits up to `wait` seconds for any."""
    loop = asyncio.get_running_loop()
    until = loop.time() + _wait_seconds(request)
    database, stopping = request.app[DATABASE], request.app[STOPPING]
    while True:
        committed = database.commits.upcoming()
        async with database.read() as session:
            news = await pending(session, request.app[VAULT], limit=MOST_AT_ONCE)
        typing = request.app[TYPING].take_operators()
        left = until - loop.time()
        if news or typing or left <= 0 or stopping.is_set():
            request.app[METRICS].pending_deliveries.set(len(news))
            return answer({"deliveries": [_document(one) for one in news], "typing": typing})
        with request.app[METRICS].waiting_polls.track_inprogress(), suppress(TimeoutError):
            async with asyncio.timeout(min(left, LOOK_AGAIN_SECONDS)):
                await committed.wait()


@routes.post("/v1/deliveries/acks")
@changes(Client.BOT, body=Acknowledgment, committed="delivery.acked")
async def acks(request: web.Request, wanted: Acknowledgment, session: AsyncSession) -> web.Response:
    """200 with how many were new; an id twice changes nothing."""
    count = await acknowledge(session, wanted.ids, at=request.app[CLOCK]())
    return answer({"acknowledged": count})


def _wait_seconds(request: web.Request) -> float:
    text = request.query.get("wait", "0")
    if not (text.isascii() and text.isdigit()):
        raise InvalidField("wait", "wait 应为秒数。")
    return min(float(text), LONGEST_WAIT_SECONDS)


def _document(news: News) -> dict[str, object]:
    return {"id": news.id, "conversation": news.conversation, "kind": news.kind, "data": news.data}
