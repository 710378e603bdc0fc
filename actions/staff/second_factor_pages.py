"""The second step of signing in, and setting a second factor up: at the first sign-in, or from one's own account."""

from __future__ import annotations

from aiohttp import web

from actions.desk.frame import (
    BROWSER,
    MEMBER,
    for_entrants,
    redirected,
    render,
    session_behind,
    set_browser,
    shows_again,
    typed,
)
from actions.errors import Refusal
from actions.staff.errors import FactorExists, OfferSpent, SessionEnded
from actions.staff.model import Step
from actions.staff.pages import doorkeeper
from actions.staff.second_factor import offer, same_offer
from actions.staff.signing_in import confirm, set_up_second_factor
from actions.web import CLOCK, NEW_TOKEN, VAULT

routes = web.RouteTableDef()


@routes.get("/desk/second-factor")
@for_entrants
async def code_page(request: web.Request) -> web.StreamResponse:
    if session_behind(request).awaits is not Step.CODE:
        return redirected("/desk")
    return render(request, "code.html", problem=None, fault_at=None)


async def _code_again(request: web.Request, refusal: Refusal) -> web.Response:
    if isinstance(refusal, SessionEnded):
        return redirected("/desk/sign-in")
    return render(request, "code.html", status=refusal.status, problem=refusal.detail, fault_at=refusal.field)


@routes.post("/desk/second-factor")
@for_entrants
@shows_again(_code_again)
async def code_form(request: web.Request) -> web.StreamResponse:
    """303 to the desk, the session under a new token; the page again when the code is not taken."""
    entrant = session_behind(request)
    if entrant.awaits is not Step.CODE:
        return redirected("/desk")
    code = (await typed(request)).get("code", "")
    token = await confirm(entrant, code, door=doorkeeper(request), now=request.app[CLOCK]())
    response = redirected("/desk")
    set_browser(request, response, token)
    return response


@routes.get("/desk/second-factor/set-up")
@for_entrants
async def set_up_page(request: web.Request) -> web.StreamResponse:
    """A fresh secret to scan. Who has a second factor already is led away."""
    entrant, app = session_behind(request), request.app
    if entrant.member.second_factor is not None:
        return redirected("/desk")
    offered = offer(entrant.member, vault=app[VAULT], new_token=app[NEW_TOKEN], now=app[CLOCK]())
    return render(request, "set_up.html", offered=offered, entrant=entrant.member, problem=None, fault_at=None)


async def _set_up_again(request: web.Request, refusal: Refusal) -> web.Response:
    """The same secret once more, so that nobody has to scan twice; a fresh one when it is spent."""
    if isinstance(refusal, (FactorExists, SessionEnded)):
        raise refusal
    member, app, now = session_behind(request).member, request.app, request.app[CLOCK]()
    try:
        offered = same_offer(member, (await typed(request)).get("box", ""), vault=app[VAULT], now=now)
    except OfferSpent:
        offered = offer(member, vault=app[VAULT], new_token=app[NEW_TOKEN], now=now)
    return render(
        request,
        "set_up.html",
        status=refusal.status,
        offered=offered,
        entrant=member,
        problem=refusal.detail,
        fault_at=refusal.field,
    )


@routes.post("/desk/second-factor/set-up")
@for_entrants
@shows_again(_set_up_again)
async def set_up_form(request: web.Request) -> web.StreamResponse:
    """200 with the recovery codes, which are shown this once; the session under a new token."""
    entrant, form = session_behind(request), await typed(request)
    if entrant.awaits is Step.CODE:
        raise FactorExists
    token, codes = await set_up_second_factor(
        entrant, box=form.get("box", ""), code=form.get("code", ""), door=doorkeeper(request), now=request.app[CLOCK]()
    )
    request[MEMBER], request[BROWSER] = entrant.member, token  # the page's forms carry the new session's
    response = render(request, "recovery_codes.html", codes=codes)
    set_browser(request, response, token)
    return response
