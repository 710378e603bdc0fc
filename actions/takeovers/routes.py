"""The takeover API: the bot hands conversations over, forwards what is said, and acknowledges claims."""

from __future__ import annotations

from datetime import timedelta

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession

from actions.settings import Client
from actions.takeovers.claiming import acknowledge
from actions.takeovers.closing import leave
from actions.takeovers.documents import receipt, standing
from actions.takeovers.hours import DeskHours
from actions.takeovers.opening import add_lines, open_takeover
from actions.takeovers.requests import ClaimAck, Leaving, MoreLines, NewTakeover, Typing
from actions.takeovers.states import State
from actions.takeovers.typing_board import TYPING
from actions.web import (
    CLOCK,
    DATABASE,
    REFERENCE,
    VAULT,
    answer,
    changes,
    query_conversation,
    raw_body,
    read_body,
    reads,
)

#: A few photos with what was said before.
LARGEST_LINES_BYTES = 16 * 1024 * 1024
COMMITTED = "takeover.committed"

DESK_HOURS = web.AppKey("DESK_HOURS", DeskHours)
CLIMB_AFTER = web.AppKey("CLIMB_AFTER", timedelta)

routes = web.RouteTableDef()


@routes.post("/v1/takeovers")
@changes(Client.BOT, body=NewTakeover, committed=COMMITTED, largest_bytes=LARGEST_LINES_BYTES)
async def post_takeover(request: web.Request, wanted: NewTakeover, session: AsyncSession) -> web.Response:
    """201 with number and position; 200 when one is open already, which the lines are added to; 422."""
    app = request.app
    takeover, is_new = await open_takeover(
        wanted,
        session=session,
        vault=app[VAULT],
        reference=app[REFERENCE],
        climb_after=app[CLIMB_AFTER],
        now=app[CLOCK](),
    )
    return answer(await receipt(session, takeover, app[DESK_HOURS]), status=201 if is_new else 200)


@routes.post("/v1/takeovers/lines")
@changes(Client.BOT, body=MoreLines, committed=COMMITTED, largest_bytes=LARGEST_LINES_BYTES)
async def post_lines(request: web.Request, wanted: MoreLines, session: AsyncSession) -> web.Response:
    """200; late when the conversation was closed before; 404 when it was never handed over."""
    app = request.app
    takeover = await add_lines(wanted.conversation, wanted.lines, session=session, vault=app[VAULT], now=app[CLOCK]())
    return answer({"kept": True, "late": True} if takeover.state == State.CLOSED else {"kept": True})


@routes.post("/v1/takeovers/claim-acks")
@changes(Client.BOT, body=ClaimAck, committed=COMMITTED)
async def post_claim_ack(request: web.Request, wanted: ClaimAck, session: AsyncSession) -> web.Response:
    """200 with the state; 409 when the claim has ended."""
    now = request.app[CLOCK]()
    takeover = await acknowledge(wanted.conversation, wanted.claim, wanted.last_seq, session=session, now=now)
    return answer({"state": takeover.state})


@routes.post("/v1/takeovers/leaving")
@changes(Client.BOT, body=Leaving, committed=COMMITTED)
async def post_leaving(request: web.Request, wanted: Leaving, session: AsyncSession) -> web.Response:
    """200 with the state: closed, unless somebody has come already."""
    return answer({"state": await leave(wanted.conversation, session=session, now=request.app[CLOCK]())})


@routes.put("/v1/takeovers/typing")
@reads(Client.BOT)
async def put_typing(request: web.Request) -> web.Response:
    """200; the operator's page shows it for a moment, nothing is stored."""
    wanted = read_body(await raw_body(request), Typing)
    request.app[TYPING].worker_types(wanted.conversation)
    return answer({})


@routes.get("/v1/takeovers/standing")
@reads(Client.BOT)
async def get_standing(request: web.Request) -> web.Response:
    """200 with opening hours and how far the conversation has come."""
    app, conversation = request.app, query_conversation(request)
    async with app[DATABASE].read() as session:
        return answer(await standing(session, conversation, app[DESK_HOURS], app[CLOCK]()))
