"""What became of suggested answers, for those who write them."""

from __future__ import annotations

from datetime import timedelta

from aiohttp import web

from actions.desk.frame import for_staff, render
from actions.staff.model import Role
from actions.takeovers.assist_evidence import uses_by_topic
from actions.takeovers.views import topic_title
from actions.web import CLOCK, DATABASE

DAYS = 30

routes = web.RouteTableDef()


@routes.get("/desk/assist-uses")
@for_staff(Role.FAQ_EDITOR, Role.FAQ_APPROVER)
async def assist_uses_page(request: web.Request) -> web.StreamResponse:
    """By topic over the last 30 days: suggested, inserted as it stands, edited, passed over."""
    async with request.app[DATABASE].read() as session:
        uses = await uses_by_topic(session, since=request.app[CLOCK]() - timedelta(days=DAYS))
    rows = [{"title": topic_title(request, one.topic), "use": one} for one in uses]
    return render(request, "assist_uses.html", rows=rows, days=DAYS)
