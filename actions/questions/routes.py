"""The bot hands over what it could not answer."""

from __future__ import annotations

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession

from actions.questions.keeping import NewQuestion, keep_question
from actions.settings import Client
from actions.web import VAULT, answer, changes

routes = web.RouteTableDef()


@routes.post("/v1/questions")
@changes(Client.BOT, body=NewQuestion, committed="question.committed")
async def post_question(request: web.Request, wanted: NewQuestion, session: AsyncSession) -> web.Response:
    """201 with the state; 422 naming the field."""
    kept = await keep_question(wanted, session=session, vault=request.app[VAULT])
    return answer({"state": kept.state}, status=201)
