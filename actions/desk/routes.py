"""The desk's first page and its static files."""

from __future__ import annotations

from aiohttp import web

from actions.desk.frame import STATIC, for_staff, for_visitors, member_of, redirected
from actions.staff.model import Role

routes = web.RouteTableDef()


@routes.get("/desk")
@for_staff(*Role)
async def first_page(request: web.Request) -> web.StreamResponse:
    """Each role begins where its work is."""
    return redirected("/desk/tickets" if member_of(request).role == Role.OPERATOR else "/desk/enrollments")


@routes.get("/desk/static/{path:.+}")
@for_visitors
async def static_file(request: web.Request) -> web.StreamResponse:
    """Style sheets, scripts and the mark."""
    return request.app[STATIC].answer(request.match_info["path"], request.query.get("v"))
