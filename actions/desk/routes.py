"""The desk's first page and its static files."""

from __future__ import annotations

from aiohttp import web

from actions.desk.frame import STATIC, for_staff, for_visitors, member_of, redirected
from actions.staff.access import has_role
from actions.staff.model import Role

routes = web.RouteTableDef()

#: Who has several roles begins with the first of these.
FIRST_PAGES: tuple[tuple[Role, str], ...] = (
    (Role.OPERATOR, "/desk/conversations"),
    (Role.REVIEWER, "/desk/enrollments"),
    (Role.ADMINISTRATOR, "/desk/people"),
)


@routes.get("/desk")
@for_staff(*Role)
async def first_page(request: web.Request) -> web.StreamResponse:
    """Each role begins where its work is."""
    member = member_of(request)
    return redirected(next((page for role, page in FIRST_PAGES if has_role(member, role)), "/desk/account"))


@routes.get("/desk/static/{path:.+}")
@for_visitors
async def static_file(request: web.Request) -> web.StreamResponse:
    """Style sheets, scripts and the mark."""
    return request.app[STATIC].answer(request.match_info["path"], request.query.get("v"))
