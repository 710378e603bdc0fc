"""Signing in with a password, signing out, and setting a password by link."""

from __future__ import annotations

from aiohttp import web

from actions.audit.log import record
from actions.caller_address import caller_address
from actions.desk.frame import (
    BROWSER,
    MEMBER,
    for_entrants,
    for_visitors,
    redirected,
    render,
    session_behind,
    set_browser,
    shows_again,
    typed,
)
from actions.errors import Refusal
from actions.staff.accounts import set_password, usable_link
from actions.staff.device import device_words
from actions.staff.passwords import SHORTEST, require_good_password
from actions.staff.sessions import sign_out
from actions.staff.signing_in import Doorkeeper, Visitor, actor_of, sign_in
from actions.web import CLOCK, DATABASE, NEW_TOKEN, PASSWORDS, VAULT

routes = web.RouteTableDef()


def doorkeeper(request: web.Request) -> Doorkeeper:
    app = request.app
    return Doorkeeper(app[DATABASE], app[PASSWORDS], app[VAULT], app[NEW_TOKEN])


@routes.get("/desk/sign-in")
@for_visitors
async def sign_in_page(request: web.Request) -> web.StreamResponse:
    if request[MEMBER] is not None:
        return redirected("/desk")
    return render(request, "sign_in.html", login="", problem=None, done=request.query.get("done"))


async def _sign_in_again(request: web.Request, refusal: Refusal) -> web.Response:
    login = (await typed(request)).get("login", "")
    return render(request, "sign_in.html", status=refusal.status, login=login, problem=refusal.detail, done=None)


@routes.post("/desk/sign-in")
@for_visitors
@shows_again(_sign_in_again)
async def sign_in_form(request: web.Request) -> web.StreamResponse:
    """303 to the desk with a fresh session; the page again when login or password are wrong."""
    form = await typed(request)
    token = await sign_in(
        form.get("login", ""),
        form.get("password", ""),
        visitor=Visitor(caller_address(request), device_words(request.headers.get("User-Agent", ""))),
        door=doorkeeper(request),
        now=request.app[CLOCK](),
    )
    response = redirected("/desk")
    set_browser(request, response, token)
    return response


@routes.post("/desk/sign-out")
@for_entrants
async def sign_out_form(request: web.Request) -> web.StreamResponse:
    member = session_behind(request).member
    async with request.app[DATABASE].write() as session:
        await sign_out(session, request[BROWSER])
        now = request.app[CLOCK]()
        await record(session, "staff.signed_out", f"staff:{member.id}", actor=actor_of(member), at=now)
        await session.commit()
    response = redirected("/desk/sign-in")
    set_browser(request, response, request.app[NEW_TOKEN]())
    return response


@routes.get("/desk/password/{token}")
@for_visitors
async def password_page(request: web.Request) -> web.StreamResponse:
    """The form behind a one-time link; 410 when it is spent."""
    return await _password_form(request)


async def _password_again(request: web.Request, refusal: Refusal) -> web.Response:
    return await _password_form(request, refusal)


@routes.post("/desk/password/{token}")
@for_visitors
@shows_again(_password_again)
async def password_form(request: web.Request) -> web.StreamResponse:
    """Set the password and use the link up; 303 to the sign-in page."""
    app, form, token = request.app, await typed(request), request.match_info["token"]
    async with app[DATABASE].read() as session:
        link = await usable_link(session, token, app[CLOCK]())
    password = form.get("password", "")
    require_good_password(password, form.get("again", ""), login=link.member.login)
    password_hash = await app[PASSWORDS].hash(password)
    async with app[DATABASE].write() as session:
        await set_password(session, token, password_hash, app[CLOCK]())
        await session.commit()
    return redirected("/desk/sign-in?done=password")


async def _password_form(request: web.Request, refusal: Refusal | None = None) -> web.Response:
    async with request.app[DATABASE].read() as session:
        link = await usable_link(session, request.match_info["token"], request.app[CLOCK]())
        return render(
            request,
            "password.html",
            status=refusal.status if refusal else 200,
            owner=link.member,
            problem=refusal.detail if refusal else None,
            fault_at=refusal.field if refusal else None,
            shortest=SHORTEST,
        )
