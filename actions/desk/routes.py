"""The desk's first page and its static files."""

from __future__ import annotations

from aiohttp import web

from actions.desk.frame import FOLDER, for_staff, for_visitors, member_of, redirected
from actions.staff.access import has_role
from actions.staff.model import Role

# Said here and not guessed: what a machine's own tables say differs, and no browser guesses for us.
KINDS = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}

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


@routes.get(r"/desk/static/{path:(?:vendor/)?[a-z]+(?:\.min)?\.(?:css|js|svg)}")
@for_visitors
async def static_file(request: web.Request) -> web.StreamResponse:
    """Style sheets, scripts and the mark. Asked for again each time and answered 304 while unchanged."""
    file = FOLDER / "static" / request.match_info["path"]
    if not file.is_file():
        raise web.HTTPNotFound
    return web.FileResponse(file, headers={"Cache-Control": "no-cache", "Content-Type": KINDS[file.suffix]})
