"""The API of the FAQ: one feed, cheap to ask for again."""

from __future__ import annotations

from aiohttp import web

from actions.faq.feed import Feed
from actions.settings import Client
from actions.web import reads

FEED = web.AppKey("FEED", Feed)

routes = web.RouteTableDef()


@routes.get("/v1/faq/feed")
@reads(Client.BOT, Client.NLU, Client.CLI)
async def feed(request: web.Request) -> web.Response:
    """200 with every entry, or 304 when `If-None-Match` names what is out."""
    out = request.app[FEED]
    known = request.if_none_match or ()
    is_known = any(tag.value in (out.etag, "*") for tag in known)
    response = web.Response(status=304) if is_known else web.Response(body=out.body, content_type="application/json")
    response.etag = out.etag
    response.headers["Cache-Control"] = "no-cache"
    return response
