"""Messages taken down, at the desk: read, answer once, close."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from actions.audit.actor import Actor, staff_actor
from actions.audit.log import record
from actions.desk.frame import for_staff, member_of, redirected, render, shows_again, typed
from actions.errors import InvalidField, Refusal
from actions.masks import masked_phone
from actions.staff.model import Role
from actions.tickets.handling import (
    KIND_NAMES,
    STATE_NAMES,
    TicketState,
    answer_ticket,
    close_ticket,
    seen_for_update,
)
from actions.tickets.model import Ticket
from actions.tickets.queries import tickets_in
from actions.web import CHECKPOINT, CLOCK, DATABASE, REFERENCE, VAULT

MOST_LISTED = 100
LONGEST_ANSWER = 500

routes = web.RouteTableDef()


@routes.get("/desk/tickets")
@for_staff(Role.OPERATOR)
async def tickets_page(request: web.Request) -> web.StreamResponse:
    return await _page(request)


async def _page_again(request: web.Request, refusal: Refusal) -> web.Response:
    return await _page(request, refusal=refusal)


@routes.post("/desk/tickets/{number}/answer")
@for_staff(Role.OPERATOR)
@shows_again(_page_again)
async def answer_form(request: web.Request) -> web.StreamResponse:
    """303 to the list; the list again when a colleague was faster."""
    app, text = request.app, (await typed(request)).get("text", "")
    if len(text) > LONGEST_ANSWER:
        raise InvalidField("text", f"回复请不要超过 {LONGEST_ANSWER} 字。")
    async with app[DATABASE].write() as session:
        number, by = request.match_info["number"], _actor(request)
        await seen_for_update(session, number, member_of(request))
        await answer_ticket(number, text, by=by, session=session, vault=app[VAULT], now=app[CLOCK]())
        await session.commit()
    app[CHECKPOINT]("ticket.committed")
    return redirected("/desk/tickets?done=answer")


@routes.post("/desk/tickets/{number}/closing")
@for_staff(Role.OPERATOR)
@shows_again(_page_again)
async def closing_form(request: web.Request) -> web.StreamResponse:
    app = request.app
    async with app[DATABASE].write() as session:
        number = request.match_info["number"]
        await seen_for_update(session, number, member_of(request))
        await close_ticket(number, by=_actor(request), session=session, now=app[CLOCK]())
        await session.commit()
    app[CHECKPOINT]("ticket.committed")
    return redirected("/desk/tickets?done=closing")


@routes.post("/desk/tickets/{number}/reveal")
@for_staff(Role.OPERATOR)
@shows_again(_page_again)
async def reveal_form(request: web.Request) -> web.StreamResponse:
    """The call-back number whole, once; an act the audit log records."""
    app, number = request.app, request.match_info["number"]
    async with app[DATABASE].write() as session:
        await seen_for_update(session, number, member_of(request))
        by, now = _actor(request), app[CLOCK]()
        await record(session, "ticket.revealed", number, actor=by, at=now, detail={"fields": ["phone"]})
        await session.commit()
    return await _page(request, shown=number)


def _actor(request: web.Request) -> Actor:
    member = member_of(request)
    return staff_actor(member.id, member.name)


async def _page(request: web.Request, *, refusal: Refusal | None = None, shown: str | None = None) -> web.Response:
    form = await typed(request)
    text = request.query.get("state") or form.get("state", TicketState.OPEN)
    state = TicketState(text) if text in set(TicketState) else TicketState.OPEN
    async with request.app[DATABASE].read() as session:
        rows = [
            _row(request, ticket, ticket.number == shown)
            for ticket in await tickets_in(session, state, limit=MOST_LISTED, seen_by=member_of(request))
        ]
    return render(
        request,
        "tickets.html",
        status=refusal.status if refusal else 200,
        rows=rows,
        state=state,
        tabs={f"/desk/tickets?state={value}": (STATE_NAMES[value], None) for value in TicketState},
        names=STATE_NAMES,
        problem=refusal.detail if refusal else None,
        fault_at=refusal.field if refusal else None,
        typed=form,
        typed_number=request.match_info.get("number"),
        longest=LONGEST_ANSWER,
        done=request.query.get("done"),
    )


def _row(request: web.Request, ticket: Ticket, is_shown: bool) -> dict[str, Any]:
    vault = request.app[VAULT]
    phone = vault.decrypt(ticket.phone_box) if ticket.phone_box is not None else None
    return {
        "number": ticket.number,
        "kind": KIND_NAMES.get(ticket.kind, ticket.kind),
        "state": ticket.state,
        "region": request.app[REFERENCE].region_name(ticket.region) if ticket.region else None,
        "text": vault.decrypt(ticket.text_box) if ticket.text_box is not None else None,
        "phone": phone if phone is None or is_shown else masked_phone(phone),
        "is_shown": is_shown,
        "answer": vault.decrypt(ticket.answer_box) if ticket.answer_box is not None else None,
        "handled_by": ticket.handled_by,
        "opened_at": ticket.opened_at,
    }
