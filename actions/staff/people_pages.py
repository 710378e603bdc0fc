"""Colleagues' accounts at the desk, for administrators: the list, adding, changing, closing, links, lost phones."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from actions.desk.frame import for_staff, member_of, redirected, render, shows_again
from actions.errors import NotFound, Refusal
from actions.staff import people
from actions.staff.accounts import add_member, union_code
from actions.staff.model import ROLE_NAMES, Role, StaffMember
from actions.staff.people import Manager
from actions.staff.position_form import area_choices, read_login, read_name, read_position, shown_position
from actions.staff.routes import link_url
from actions.staff.sessions import sessions_of
from actions.staff.signing_in import actor_of
from actions.web import CLOCK, DATABASE, NEW_TOKEN, PUBLIC_URL, REFERENCE

routes = web.RouteTableDef()
_TYPED = ("login", "name", "organization", "union")


@routes.get("/desk/people")
@for_staff(Role.ADMINISTRATOR)
async def people_page(request: web.Request) -> web.StreamResponse:
    async with request.app[DATABASE].read() as session:
        found = await people.colleagues(session, seen_by=_manager(request))
    rows = [(one, shown_position(one, request.app[REFERENCE])) for one in found]
    return render(request, "people.html", rows=rows)


@routes.get("/desk/people/new")
@for_staff(Role.ADMINISTRATOR)
async def new_page(request: web.Request) -> web.StreamResponse:
    return await _new_page(request)


async def _new_again(request: web.Request, refusal: Refusal) -> web.Response:
    return await _new_page(request, refusal)


@routes.post("/desk/people")
@for_staff(Role.ADMINISTRATOR)
@shows_again(_new_again)
async def new_form(request: web.Request) -> web.StreamResponse:
    """200 with the one-time link, shown this once."""
    app, form, by = request.app, await request.post(), _manager(request)
    login, name, position = read_login(form), read_name(form), read_position(form, app[REFERENCE])
    by.require_grantable(position)
    async with app[DATABASE].write() as session:
        token = await add_member(
            session,
            login=login,
            name=name,
            position=position,
            by=by.actor,
            new_token=app[NEW_TOKEN],
            now=app[CLOCK](),
        )
        await session.commit()
    return _link_page(request, name, login, token)


@routes.get("/desk/people/{id:\\d{1,9}}")
@for_staff(Role.ADMINISTRATOR)
async def person_page(request: web.Request) -> web.StreamResponse:
    return await _person_page(request)


async def _person_again(request: web.Request, refusal: Refusal) -> web.Response:
    """The account as it is now; a colleague of another area has no page to show."""
    if isinstance(refusal, NotFound):
        raise refusal
    return await _person_page(request, refusal)


@routes.post("/desk/people/{id:\\d{1,9}}")
@for_staff(Role.ADMINISTRATOR)
@shows_again(_person_again)
async def change_form(request: web.Request) -> web.StreamResponse:
    """303 to the account."""
    app, form = request.app, await request.post()
    name, position = read_name(form), read_position(form, app[REFERENCE])
    async with app[DATABASE].write() as session:
        await people.change_position(
            session, _id(request), name=name, position=position, by=_manager(request), now=app[CLOCK]()
        )
        await session.commit()
    return redirected(f"/desk/people/{_id(request)}?done=change")


@routes.post("/desk/people/{id:\\d{1,9}}/closing")
@for_staff(Role.ADMINISTRATOR)
@shows_again(_person_again)
async def closing_form(request: web.Request) -> web.StreamResponse:
    async with request.app[DATABASE].write() as session:
        await people.close_account(session, _id(request), by=_manager(request), now=request.app[CLOCK]())
        await session.commit()
    return redirected(f"/desk/people/{_id(request)}?done=closing")


@routes.post("/desk/people/{id:\\d{1,9}}/second-factor-reset")
@for_staff(Role.ADMINISTRATOR)
@shows_again(_person_again)
async def reset_form(request: web.Request) -> web.StreamResponse:
    async with request.app[DATABASE].write() as session:
        await people.reset_second_factor(session, _id(request), by=_manager(request), now=request.app[CLOCK]())
        await session.commit()
    return redirected(f"/desk/people/{_id(request)}?done=reset")


@routes.post("/desk/people/{id:\\d{1,9}}/{act:link|reopening}")
@for_staff(Role.ADMINISTRATOR)
@shows_again(_person_again)
async def link_form(request: web.Request) -> web.StreamResponse:
    """200 with a one-time link, shown this once: for a forgotten password, or a closed account opened again."""
    app, by = request.app, _manager(request)
    make = people.new_link if request.match_info["act"] == "link" else people.reopen_account
    async with app[DATABASE].write() as session:
        token = await make(session, _id(request), by=by, new_token=app[NEW_TOKEN], now=app[CLOCK]())
        member = await people.colleague(session, _id(request), seen_by=by)
        await session.commit()
    return _link_page(request, member.name, member.login, token)


@routes.post("/desk/people/{id:\\d{1,9}}/sessions/{session:\\d{1,9}}/end")
@for_staff(Role.ADMINISTRATOR)
async def session_form(request: web.Request) -> web.StreamResponse:
    async with request.app[DATABASE].write() as session:
        session_id, by = int(request.match_info["session"]), _manager(request)
        await people.end_colleagues_session(session, _id(request), session_id, by=by, now=request.app[CLOCK]())
        await session.commit()
    return redirected(f"/desk/people/{_id(request)}?done=session")


def _id(request: web.Request) -> int:
    return int(request.match_info["id"])


def _manager(request: web.Request) -> Manager:
    member = member_of(request)
    return Manager(actor_of(member), member)


def _link_page(request: web.Request, name: str, login: str, token: str) -> web.Response:
    return render(request, "person_link.html", name=name, login=login, url=link_url(request.app[PUBLIC_URL], token))


async def _new_page(request: web.Request, refusal: Refusal | None = None) -> web.Response:
    return render(
        request,
        "person_new.html",
        status=refusal.status if refusal else 200,
        **await _fields(request, refusal),
    )


async def _person_page(request: web.Request, refusal: Refusal | None = None) -> web.Response:
    async with request.app[DATABASE].read() as session:
        one = await people.colleague(session, _id(request), seen_by=_manager(request))
        sessions = await sessions_of(session, one.id, request.app[CLOCK]())
    return render(
        request,
        "person.html",
        status=refusal.status if refusal else 200,
        one=one,
        position=shown_position(one, request.app[REFERENCE]),
        sessions=sessions,
        is_own=one.id == member_of(request).id,
        done=request.query.get("done"),
        **await _fields(request, refusal, one),
    )


async def _fields(request: web.Request, refusal: Refusal | None, one: StaffMember | None = None) -> dict[str, Any]:
    """What stands in the form: as it was sent, else as it is; and what is wrong with it."""
    form, by = await request.post(), member_of(request)
    choices = area_choices(by, request.app[REFERENCE])
    counties = {city.name: {county.code: county.name for county in city.counties} for city in choices if city.counties}
    ticked_areas = [str(area) for area in form.getall("areas", [])] or (one.areas if one else [])
    stands = {"name": one.name, "organization": one.organization or "", "union": ""} if one else {}
    if one is not None:
        async with request.app[DATABASE].read() as session:
            stands["union"] = await union_code(session, one) or ""
    return {
        "kept": {name: str(form.get(name, stands.get(name, ""))) for name in _TYPED},
        "role_names": ROLE_NAMES,
        "areas": {area.code: area.name for area in choices},
        "counties": counties,
        "ticks_counties": any(code in ticked_areas for of_city in counties.values() for code in of_city),
        "ticked_roles": [str(role) for role in form.getall("roles", [])] or (one.roles if one else []),
        "ticked_areas": ticked_areas,
        "problem": refusal.detail if refusal else None,
        "fault_at": refusal.field if refusal else None,
        "shown_at_fields": ("login", "name", "organization", "union", "roles", "areas"),
    }
