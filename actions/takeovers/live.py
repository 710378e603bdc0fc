"""An open conversation follows by server-sent events: new lines by number, its standing, and who is typing.

A page that lost its connection comes back with the last number it has (`Last-Event-ID`, or `after`) and gets what it
missed: nothing is lost, and since lines carry their numbers nothing is doubled.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass

from aiohttp import web

from actions.desk.frame import BROWSER, HEADERS, for_staff, member_of
from actions.errors import InvalidField
from actions.staff.access import has_role
from actions.staff.model import Role
from actions.staff.sessions import session_of
from actions.takeovers.closing import OUTCOMES
from actions.takeovers.conversation_pages import topics, transfer_choices
from actions.takeovers.errors import TakeoverNotFound
from actions.takeovers.model import Takeover
from actions.takeovers.pulse import PULSE
from actions.takeovers.queries import seen_by
from actions.takeovers.transcript import lines_after
from actions.takeovers.typing_board import TYPING
from actions.takeovers.views import Standing, fragment, line_view, row
from actions.web import CLOCK, DATABASE, STOPPING, VAULT

#: The pulse wakes a page that has something new; whoever signed out meanwhile is found this often.
LOOK_AGAIN_SECONDS = 5.0
#: A sign of life keeps proxies from closing a quiet stream, shows us a browser that has gone, and shows the page that
#: the line still holds: an event, since a browser keeps comments from its pages.
QUIET_SECONDS = 15.0
QUIET = "event: quiet\ndata: -\n\n"

routes = web.RouteTableDef()


@dataclass
class _Sent:
    """How far this page has come."""

    seq: int
    standing: Standing | None
    typed_at: float | None
    at: float


@routes.get("/desk/conversations/{number}/events")
@for_staff(Role.OPERATOR)
async def events(request: web.Request) -> web.StreamResponse:
    """Lines after `Last-Event-ID` or `after`, and on; ends when the colleague may no longer see them."""
    after = _after(request)
    async with request.app[DATABASE].read() as session:
        takeover = await seen_by(session, request.match_info["number"], member_of(request))
    headers = {**HEADERS, "Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    response = web.StreamResponse(headers=headers)
    await response.prepare(request)
    with suppress(ConnectionError):  # the browser has gone
        await response.write(b"retry: 1000\n\n")
        with request.app[PULSE].following(takeover.id) as news:
            await _follow(request, response, news, _Sent(after, None, None, asyncio.get_running_loop().time()))
    return response


async def _follow(request: web.Request, response: web.StreamResponse, news: asyncio.Event, sent: _Sent) -> None:
    stopping, loop = request.app[STOPPING], asyncio.get_running_loop()
    while not stopping.is_set():
        news.clear()
        found = await _look(request, sent)
        if found is None:
            return
        if found or loop.time() - sent.at > QUIET_SECONDS:
            await response.write((found or QUIET).encode())
            sent.at = loop.time()
        with suppress(TimeoutError):
            async with asyncio.timeout(LOOK_AGAIN_SECONDS):
                await news.wait()


async def _look(request: web.Request, sent: _Sent) -> str | None:
    """What is new, as events; None when the page may not go on."""
    app = request.app
    async with app[DATABASE].read() as session:
        signed_in = await session_of(session, request[BROWSER], app[CLOCK]())
        if signed_in is None or signed_in.awaits is not None or not has_role(signed_in.member, Role.OPERATOR):
            return None
        member = signed_in.member
        try:
            takeover = await seen_by(session, request.match_info["number"], member)
        except TakeoverNotFound:  # handed on to another area
            return None
        events: list[str] = []
        for line in await lines_after(session, takeover.id, sent.seq, app[VAULT]):
            view = await line_view(request, session, takeover, line)
            events.append(_event("line", fragment(request, "conversation_line.html", line=view), id_=line.seq))
            sent.seq = line.seq
        standing = Standing.of(takeover, member)
        if standing != sent.standing:
            choices = await transfer_choices(request, session)
            events.append(_event("standing", _standing_html(request, takeover, standing, choices)))
            sent.standing = standing
    typed_at = app[TYPING].worker_typed_at(takeover.conversation)
    if typed_at is not None and typed_at != sent.typed_at:
        events.append(_event("typing", "worker"))
        sent.typed_at = typed_at
    return "".join(events)


def _standing_html(request: web.Request, takeover: Takeover, standing: Standing, choices: dict[str, str]) -> str:
    return fragment(
        request,
        "conversation_standing.html",
        one=row(request, takeover),
        standing=standing,
        choices=choices,
        outcomes=OUTCOMES,
        topics=topics(request),
        typed={},
        acted="",
    )


def _event(name: str, data: str, *, id_: int | None = None) -> str:
    number = f"id: {id_}\n" if id_ is not None else ""
    lines = "\n".join(f"data: {line}" for line in data.splitlines())
    return f"event: {name}\n{number}{lines}\n\n"


def _after(request: web.Request) -> int:
    text = request.headers.get("Last-Event-ID") or request.query.get("after", "0")
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise InvalidField("after", "after 应为序号。")
    return int(text)
