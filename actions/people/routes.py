"""`我的信息` and `删除我的信息`."""

from __future__ import annotations

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession

from actions.people.copy import copy_of
from actions.people.erasure import erase, personal_data
from actions.settings import Client
from actions.web import CLOCK, DATABASE, VAULT, ConversationBody, answer, changes, query_conversation, reads

routes = web.RouteTableDef()


class Erasure(ConversationBody):
    pass


@routes.get("/v1/personal-data")
@reads(Client.BOT)
async def own_data(request: web.Request) -> web.Response:
    """200 with everything kept under one conversation, masked; empty lists when there is nothing."""
    conversation = query_conversation(request)
    async with request.app[DATABASE].read() as session:
        return answer(await personal_data(session, conversation, vault=request.app[VAULT], now=request.app[CLOCK]()))


@routes.get("/v1/personal-data/copy")
@reads(Client.BOT)
async def own_copy(request: web.Request) -> web.Response:
    """200 with the same for a file: with every line that was said, and what was agreed to."""
    conversation = query_conversation(request)
    async with request.app[DATABASE].read() as session:
        return answer(await copy_of(session, conversation, vault=request.app[VAULT], now=request.app[CLOCK]()))


@routes.post("/v1/erasures")
@changes(Client.BOT, body=Erasure, committed="erasure.committed")
async def erasures(request: web.Request, wanted: Erasure, session: AsyncSession) -> web.Response:
    """200 with counts of what was erased and what is kept, with the reason."""
    app = request.app
    erased = await erase(session, wanted.conversation, vault=app[VAULT], now=app[CLOCK]())
    return answer({"erased": erased.counts, "kept": erased.kept})
