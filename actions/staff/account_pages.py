"""A colleague's own account: password, second factor, where they are signed in."""

from __future__ import annotations

from datetime import datetime

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession

from actions.audit.acts import AuditAct
from actions.audit.log import record
from actions.desk.frame import (
    for_staff,
    member_of,
    redirected,
    render,
    session_behind,
    set_browser,
    shows_again,
    typed,
)
from actions.errors import Refusal
from actions.staff.accounts import change_password
from actions.staff.errors import NoFactor
from actions.staff.model import Role
from actions.staff.pages import doorkeeper
from actions.staff.passwords import SHORTEST, require_good_password
from actions.staff.position_form import shown_position
from actions.staff.second_factor import forget_factor, fresh_recovery_codes, recovery_codes_left, use_code
from actions.staff.sessions import end_session, end_sessions, renew, sessions_of
from actions.staff.signing_in import actor_of, count_code, require_password
from actions.web import CLOCK, DATABASE, PASSWORDS, REFERENCE

routes = web.RouteTableDef()


@routes.get("/desk/account")
@for_staff(*Role)
async def account_page(request: web.Request) -> web.StreamResponse:
    return await _page(request)


async def _page_again(request: web.Request, refusal: Refusal) -> web.Response:
    return await _page(request, refusal)


@routes.post("/desk/account/password")
@for_staff(*Role)
@shows_again(_page_again)
async def password_form(request: web.Request) -> web.StreamResponse:
    """303 to the account; every other session ends, this one goes on under a new token."""
    member, form, now = member_of(request), await typed(request), request.app[CLOCK]()
    await require_password(member, form.get("current", ""), door=doorkeeper(request), now=now)
    require_good_password(form.get("password", ""), form.get("again", ""), login=member.login)
    password_hash = await request.app[PASSWORDS].hash(form["password"])
    async with request.app[DATABASE].write() as session:
        await change_password(session, member, password_hash)
        token = await _renewed(request, session, second_factor_at=session_behind(request).second_factor_at)
        await _record(request, session, "staff.password_changed", now)
        await session.commit()
    return _back(request, "password", token)


@routes.post("/desk/account/recovery-codes")
@for_staff(*Role)
@shows_again(_page_again)
async def recovery_codes_form(request: web.Request) -> web.StreamResponse:
    """200 with ten new codes, shown this once; the old ones are worth nothing any more."""
    member, form, now, door = member_of(request), await typed(request), request.app[CLOCK](), doorkeeper(request)
    if member.second_factor is None:
        raise NoFactor
    await require_password(member, form.get("current", ""), door=door, now=now)
    async with request.app[DATABASE].write() as session:
        codes = await fresh_recovery_codes(session, member, vault=door.vault, new_token=door.new_token)
        await _record(request, session, "staff.recovery_codes_made", now)
        await session.commit()
    return render(request, "recovery_codes.html", codes=codes)


@routes.post("/desk/account/second-factor/removal")
@for_staff(*Role)
@shows_again(_page_again)
async def removal_form(request: web.Request) -> web.StreamResponse:
    """303 to the account, or to setting up anew where the roles need it; every other session ends."""
    member, form, now, door = member_of(request), await typed(request), request.app[CLOCK](), doorkeeper(request)
    if member.second_factor is None:
        raise NoFactor
    await require_password(member, form.get("current", ""), door=door, now=now)
    await count_code(member, door, now)
    async with request.app[DATABASE].write() as session:
        await use_code(session, member, form.get("code", ""), vault=door.vault, now=now)
        await forget_factor(session, member.id)
        token = await _renewed(request, session, second_factor_at=None)
        await _record(request, session, "staff.second_factor_removed", now)
        await session.commit()
    return _back(request, "removal", token)


@routes.post("/desk/account/sessions/end")
@for_staff(*Role)
async def others_form(request: web.Request) -> web.StreamResponse:
    """Sign out everywhere but here."""
    now = request.app[CLOCK]()
    async with request.app[DATABASE].write() as session:
        own = session_behind(request)
        if await end_sessions(session, own.staff_id, except_id=own.id):
            await _record(request, session, "staff.session_ended", now)
        await session.commit()
    return redirected("/desk/account?done=session")


@routes.post("/desk/account/sessions/{session:\\d{1,9}}/end")
@for_staff(*Role)
async def session_form(request: web.Request) -> web.StreamResponse:
    """End one of one's own; another's, or one that has ended, is left as it is."""
    now = request.app[CLOCK]()
    async with request.app[DATABASE].write() as session:
        if await end_session(session, member_of(request).id, int(request.match_info["session"])):
            await _record(request, session, "staff.session_ended", now)
        await session.commit()
    return redirected("/desk/account?done=session")


async def _renewed(request: web.Request, session: AsyncSession, *, second_factor_at: datetime | None) -> str:
    own = session_behind(request)
    await end_sessions(session, own.staff_id, except_id=own.id)
    return await renew(session, own, new_token=doorkeeper(request).new_token, second_factor_at=second_factor_at)


async def _record(request: web.Request, session: AsyncSession, action: AuditAct, now: datetime) -> None:
    member = member_of(request)
    await record(session, action, f"staff:{member.id}", actor=actor_of(member), at=now)


def _back(request: web.Request, done: str, token: str) -> web.StreamResponse:
    response = redirected(f"/desk/account?done={done}")
    set_browser(request, response, token)
    return response


async def _page(request: web.Request, refusal: Refusal | None = None) -> web.Response:
    member = member_of(request)
    async with request.app[DATABASE].read() as session:
        sessions = await sessions_of(session, member.id, request.app[CLOCK]())
        codes_left = await recovery_codes_left(session, member)
    return render(
        request,
        "account.html",
        status=refusal.status if refusal else 200,
        position=shown_position(member, request.app[REFERENCE]),
        sessions=sessions,
        own_id=session_behind(request).id,
        codes_left=codes_left,
        shortest=SHORTEST,
        problem=refusal.detail if refusal else None,
        fault_at=refusal.field if refusal else None,
        sent=request.path.rpartition("/")[2] if refusal else None,  # which of the page's forms
        done=request.query.get("done"),
    )
