"""The desk's static files."""

from __future__ import annotations

from aiohttp import web

from actions.desk.frame import STATIC, for_visitors

routes = web.RouteTableDef()


@routes.get("/desk/static/{path:.+}")
@for_visitors
async def static_file(request: web.Request) -> web.StreamResponse:
    """Style sheets, scripts and the mark."""
    return request.app[STATIC].answer(request.match_info["path"], request.query.get("v"))
