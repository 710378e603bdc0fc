"""The desk's start page: where signing in leads."""

from __future__ import annotations

from aiohttp import web

from actions.desk.frame import for_staff, member_of, render
from actions.staff.model import Role
from actions.staff.position_form import shown_position
from actions.start.cards import cards_of
from actions.web import CLOCK, DATABASE, REFERENCE

routes = web.RouteTableDef()


@routes.get("/desk")
@for_staff(*Role)
async def start_page(request: web.Request) -> web.StreamResponse:
    member, now = member_of(request), request.app[CLOCK]()
    async with request.app[DATABASE].read() as session:
        cards = await cards_of(session, member, now)
    return render(request, "start.html", cards=cards, position=shown_position(member, request.app[REFERENCE]), now=now)
