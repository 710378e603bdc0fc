"""Accounts through the command line: the first administrator's link, and further staff."""

from __future__ import annotations

from typing import Annotated, Any

from aiohttp import web
from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncSession

from actions.audit.actor import client_actor
from actions.settings import Client
from actions.staff import people
from actions.staff.access import PROVINCE
from actions.staff.accounts import (
    MOST_AREAS,
    Position,
    add_member,
    first_administrator_link,
    member_called,
    replacement_link,
    require_known_areas,
    union_code,
)
from actions.staff.model import Role, StaffMember
from actions.staff.people import Manager
from actions.web import CALLER, CLOCK, DATABASE, NEW_TOKEN, PUBLIC_URL, REFERENCE, Body, answer, changes, reads

Login = Annotated[str, Field(pattern=r"^[a-z][a-z0-9._-]{1,39}$")]
Area = Annotated[str, Field(pattern=r"^\d{6}$")]

_COMMAND_LINE = Manager(client_actor(Client.CLI))

routes = web.RouteTableDef()


class NewMember(Body):
    login: Login
    name: Annotated[str, Field(pattern=r"^[^\x00-\x1f\x7f]{1,40}$")]
    roles: Annotated[list[Role], Field(min_length=1, max_length=len(Role))]
    areas: Annotated[tuple[Area, ...], Field(min_length=1, max_length=MOST_AREAS)] = (PROVINCE,)
    organization: Annotated[str, Field(pattern=r"^[^\x00-\x1f\x7f]{1,80}$")] | None = None
    union: Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,40}$")] | None = None


class Named(Body):
    login: Login


class LinkRequest(Body):
    pass


@routes.post("/v1/staff")
@changes(Client.CLI, body=NewMember, committed="staff.committed")
async def post_member(request: web.Request, wanted: NewMember, session: AsyncSession) -> web.Response:
    """201 with the one-time link that sets the password; 409 login taken; 422 an area that is none."""
    app = request.app
    position = Position(frozenset(wanted.roles), wanted.areas, wanted.organization, wanted.union)
    require_known_areas(position.areas, app[REFERENCE])
    token = await add_member(
        session,
        login=wanted.login,
        name=wanted.name,
        position=position,
        by=client_actor(request[CALLER]),
        new_token=app[NEW_TOKEN],
        now=app[CLOCK](),
    )
    return answer({"login": wanted.login, "url": link_url(app[PUBLIC_URL], token)}, status=201)


@routes.get("/v1/staff")
@reads(Client.CLI)
async def get_members(request: web.Request) -> web.Response:
    """200 with every account, closed ones last."""
    async with request.app[DATABASE].read() as session:
        found = await people.colleagues(session, seen_by=_COMMAND_LINE)
        return answer({"staff": [await _document(session, member) for member in found]})


@routes.post("/v1/staff/closings")
@changes(Client.CLI, body=Named, committed="staff.committed")
async def post_closing(request: web.Request, wanted: Named, session: AsyncSession) -> web.Response:
    """200 with the account, now closed; 404; 409 closed already, or the last administrator."""
    member = await member_called(session, wanted.login)
    closed = await people.close_account(session, member.id, by=_COMMAND_LINE, now=request.app[CLOCK]())
    return answer(await _document(session, closed))


@routes.post("/v1/staff/second-factor-resets")
@changes(Client.CLI, body=Named, committed="staff.committed")
async def post_reset(request: web.Request, wanted: Named, session: AsyncSession) -> web.Response:
    """200 with the account, without a second factor; 404; 409 it had none."""
    member = await member_called(session, wanted.login)
    await people.reset_second_factor(session, member.id, by=_COMMAND_LINE, now=request.app[CLOCK]())
    await session.refresh(member, ["second_factor"])
    return answer(await _document(session, member))


@routes.post("/v1/staff/administrator-link")
@changes(Client.CLI, body=LinkRequest, committed="staff.committed")
async def post_link(request: web.Request, _: LinkRequest, session: AsyncSession) -> web.Response:
    """201 with a link; 409 when an administrator has a password already."""
    app = request.app
    token = await first_administrator_link(
        session, by=client_actor(request[CALLER]), new_token=app[NEW_TOKEN], now=app[CLOCK]()
    )
    return answer({"url": link_url(app[PUBLIC_URL], token)}, status=201)


@routes.post("/v1/staff/links")
@changes(Client.CLI, body=Named, committed="staff.committed")
async def post_replacement(request: web.Request, wanted: Named, session: AsyncSession) -> web.Response:
    """201 with a link for a forgotten password, ending any before; 404 unknown login."""
    app = request.app
    by = client_actor(request[CALLER])
    token = await replacement_link(session, wanted.login, by=by, new_token=app[NEW_TOKEN], now=app[CLOCK]())
    return answer({"login": wanted.login, "url": link_url(app[PUBLIC_URL], token)}, status=201)


async def _document(session: AsyncSession, member: StaffMember) -> dict[str, Any]:
    return {
        "login": member.login,
        "name": member.name,
        "roles": member.roles,
        "areas": member.areas,
        "organization": member.organization,
        "union": await union_code(session, member),
        "state": "closed" if member.closed_at else "active" if member.password_hash else "invited",
        "second_factor": member.second_factor is not None,
    }


def link_url(public_url: str, token: str) -> str:
    """Where a browser opens the link."""
    return f"{public_url}/desk/password/{token}"
