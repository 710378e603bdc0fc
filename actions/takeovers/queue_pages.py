"""The queue at the desk: who waits, and which conversations are one's own."""

from __future__ import annotations

from collections.abc import Mapping

from aiohttp import web

from actions.desk.frame import for_staff, member_of, redirected, render, shows_again
from actions.errors import Refusal
from actions.staff.model import Role
from actions.takeovers.claiming import claim, give_up
from actions.takeovers.queue import closed_by, mine, waiting_for
from actions.takeovers.routes import CLIMB_AFTER, COMMITTED
from actions.takeovers.views import row
from actions.web import CHECKPOINT, CLOCK, DATABASE, VAULT

#: What fits on a screen or two: whoever waits further back is not claimed next.
PAGE_LENGTH = 25
_LAST_PAGE = 10_000
#: Which list is shown: those one is to come to, everybody of one's area, what one has closed.
SHOWN: Mapping[str, str] = {"due": "等我接的", "all": "本地区全部", "closed": "我办结的"}

routes = web.RouteTableDef()


@routes.get("/desk/conversations")
@for_staff(Role.OPERATOR)
async def queue_page(request: web.Request) -> web.StreamResponse:
    """The page; with `part=queue` only its lists, which the page asks for again and again."""
    return await _page(request)


async def _page_again(request: web.Request, refusal: Refusal) -> web.Response:
    return await _page(request, problem=refusal.detail, status=refusal.status)


@routes.post("/desk/conversations/{number}/claim")
@for_staff(Role.OPERATOR)
@shows_again(_page_again)
async def claim_form(request: web.Request) -> web.StreamResponse:
    """303 to the conversation; the queue again, saying who was first."""
    app, number = request.app, request.match_info["number"]
    async with app[DATABASE].write() as session:
        await claim(number, member=member_of(request), session=session, vault=app[VAULT], now=app[CLOCK]())
        await session.commit()
    app[CHECKPOINT](COMMITTED)
    return redirected(f"/desk/conversations/{number}")


@routes.post("/desk/conversations/{number}/giving-up")
@for_staff(Role.OPERATOR)
@shows_again(_page_again)
async def give_up_form(request: web.Request) -> web.StreamResponse:
    app, number = request.app, request.match_info["number"]
    async with app[DATABASE].write() as session:
        await give_up(
            number,
            member=member_of(request),
            session=session,
            vault=app[VAULT],
            climb_after=app[CLIMB_AFTER],
            now=app[CLOCK](),
        )
        await session.commit()
    app[CHECKPOINT](COMMITTED)
    return redirected("/desk/conversations?done=giving-up")


async def _page(request: web.Request, *, problem: str | None = None, status: int = 200) -> web.Response:
    member = member_of(request)
    shown = request.query.get("show", "due")
    shown = shown if shown in SHOWN else "due"
    page = _page_number(request)
    offset = (page - 1) * PAGE_LENGTH
    async with request.app[DATABASE].read() as session:
        own = await mine(session, member)
        if shown == "closed":
            listed = await closed_by(session, member, limit=PAGE_LENGTH + 1, offset=offset)
        else:
            everything = shown == "all"
            listed = await waiting_for(session, member, everything=everything, limit=PAGE_LENGTH + 1, offset=offset)
    return render(
        request,
        "conversation_queue.html" if request.query.get("part") == "queue" else "conversations.html",
        status=status,
        mine=[row(request, one) for one in own],
        listed=[row(request, one) for one in listed[:PAGE_LENGTH]],
        shown=shown,
        page=page,
        is_last=len(listed) <= PAGE_LENGTH,
        titles=SHOWN,
        problem=problem,
        done=request.query.get("done"),
    )


def _page_number(request: web.Request) -> int:
    text = request.query.get("page", "1")
    return min(max(int(text), 1), _LAST_PAGE) if text.isascii() and text.isdigit() and len(text) < 10 else 1
