"""The handbook at the desk, for every colleague."""

from __future__ import annotations

from aiohttp import web

from actions.desk.frame import HANDBOOK, for_staff, render
from actions.desk.handbook import ADDRESS, LIST
from actions.staff.model import Role

routes = web.RouteTableDef()


@routes.get(ADDRESS)
@for_staff(*Role)
async def handbook_list(request: web.Request) -> web.StreamResponse:
    """What pages there are; in a house without a handbook it says so."""
    return render(request, "handbook.html", page=request.app[HANDBOOK].page(LIST), earlier=None, later=None)


@routes.get(f"{ADDRESS}/{{page}}")
@for_staff(*Role)
async def handbook_page(request: web.Request) -> web.StreamResponse:
    handbook, name = request.app[HANDBOOK], request.match_info["page"]
    page = handbook.page(name)
    if page is None or name == LIST:
        raise web.HTTPNotFound
    earlier, later = handbook.beside(name)
    return render(request, "handbook.html", page=page, earlier=earlier, later=later)


@routes.get(f"{ADDRESS}/images/{{picture}}")
@for_staff(*Role)
async def handbook_picture(request: web.Request) -> web.StreamResponse:
    return request.app[HANDBOOK].pictures.answer(request.match_info["picture"], request.query.get("v"))
