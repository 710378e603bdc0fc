"""The ticket API: the bot opens, the command line lists, answers and closes."""

from __future__ import annotations

from typing import Annotated

from aiohttp import web
from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncSession

from actions.audit.actor import client_actor
from actions.errors import InvalidField
from actions.settings import Client
from actions.tickets.handling import NewTicket, TicketState, answer_ticket, close_ticket, open_ticket
from actions.tickets.queries import ticket_document, tickets_in
from actions.web import CALLER, CLOCK, DATABASE, REFERENCE, VAULT, Body, answer, changes, reads

MOST_LISTED = 200

routes = web.RouteTableDef()


class TicketAnswer(Body):
    text: Annotated[str, Field(min_length=1, max_length=2000)]


class Closing(Body):
    pass


@routes.post("/v1/tickets")
@changes(Client.BOT, body=NewTicket, committed="ticket.committed")
async def post_ticket(request: web.Request, wanted: NewTicket, session: AsyncSession) -> web.Response:
    """201 with the number; 422 naming the field."""
    app = request.app
    opened = await open_ticket(wanted, session=session, vault=app[VAULT], reference=app[REFERENCE], now=app[CLOCK]())
    return answer({"number": opened.number, "state": opened.state}, status=201)


@routes.get("/v1/tickets")
@reads(Client.CLI)
async def tickets(request: web.Request) -> web.Response:
    """200 with open ones longest waiting first, handled ones or all newest first; `state` filters."""
    state = request.query.get("state") or None
    if state is not None and state not in set(TicketState):
        raise InvalidField("state", "没有这种状态。")
    async with request.app[DATABASE].read() as session:
        listed = await tickets_in(session, state, limit=MOST_LISTED)
        return answer({"tickets": [ticket_document(ticket, request.app[VAULT]) for ticket in listed]})


@routes.post("/v1/tickets/{number}/answer")
@changes(Client.CLI, body=TicketAnswer, committed="ticket.committed")
async def post_answer(request: web.Request, wanted: TicketAnswer, session: AsyncSession) -> web.Response:
    """200 with the ticket; 404; 409 handled already (by whom)."""
    number, vault, now = request.match_info["number"], request.app[VAULT], request.app[CLOCK]()
    by = client_actor(request[CALLER])
    answered = await answer_ticket(number, wanted.text, by=by, session=session, vault=vault, now=now)
    return answer(ticket_document(answered, vault), about=answered.conversation)


@routes.post("/v1/tickets/{number}/closing")
@changes(Client.CLI, body=Closing, committed="ticket.committed")
async def post_closing(request: web.Request, _: Closing, session: AsyncSession) -> web.Response:
    """200 with the ticket; 404; 409 closed already."""
    by, now = client_actor(request[CALLER]), request.app[CLOCK]()
    closed = await close_ticket(request.match_info["number"], by=by, session=session, now=now)
    return answer(ticket_document(closed, request.app[VAULT]), about=closed.conversation)
