"""The bot tells what came of workers' questions."""

from __future__ import annotations

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession

from actions.faq.outcomes import Counts, add_outcomes
from actions.settings import Client
from actions.web import answer, changes

routes = web.RouteTableDef()


@routes.post("/v1/faq/outcomes")
@changes(Client.BOT, body=Counts, committed="faq.outcomes-counted")
async def post_outcomes(request: web.Request, wanted: Counts, session: AsyncSession) -> web.Response:
    """200 with how many were counted; 422."""
    return answer({"counted": await add_outcomes(wanted.counts, session=session)})
