"""Accounts through the command line: the first administrator's link, and further staff."""

from __future__ import annotations

from typing import Annotated

from aiohttp import web
from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncSession

from actions.audit.actor import client_actor
from actions.settings import Client
from actions.staff.access import PROVINCE
from actions.staff.accounts import (
    MOST_AREAS,
    Position,
    add_member,
    first_administrator_link,
    replacement_link,
    require_known_areas,
)
from actions.staff.model import Role
from actions.web import CALLER, CLOCK, NEW_TOKEN, PUBLIC_URL, REFERENCE, Body, answer, changes

Login = Annotated[str, Field(pattern=r"^[a-z][a-z0-9._-]{1,39}$")]
Area = Annotated[str, Field(pattern=r"^\d{6}$")]

routes = web.RouteTableDef()


class NewMember(Body):
    login: Login
    name: Annotated[str, Field(pattern=r"^[^\x00-\x1f\x7f]{1,40}$")]
    roles: Annotated[list[Role], Field(min_length=1, max_length=len(Role))]
    areas: Annotated[tuple[Area, ...], Field(min_length=1, max_length=MOST_AREAS)] = (PROVINCE,)
    organization: Annotated[str, Field(pattern=r"^[^\x00-\x1f\x7f]{1,80}$")] | None = None


class Forgetful(Body):
    login: Login


class LinkRequest(Body):
    pass


@routes.post("/v1/staff")
@changes(Client.CLI, body=NewMember, committed="staff.committed")
async def post_member(request: web.Request, wanted: NewMember, session: AsyncSession) -> web.Response:
    """201 with the one-time link that sets the password; 409 login taken; 422 an area that is none."""
    app = request.app
    position = Position(frozenset(wanted.roles), wanted.areas, wanted.organization)
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
@changes(Client.CLI, body=Forgetful, committed="staff.committed")
async def post_replacement(request: web.Request, wanted: Forgetful, session: AsyncSession) -> web.Response:
    """201 with a link for a forgotten password, ending any before; 404 unknown login."""
    app = request.app
    by = client_actor(request[CALLER])
    token = await replacement_link(session, wanted.login, by=by, new_token=app[NEW_TOKEN], now=app[CLOCK]())
    return answer({"login": wanted.login, "url": link_url(app[PUBLIC_URL], token)}, status=201)


def link_url(public_url: str, token: str) -> str:
    """Where a browser opens the link."""
    return f"{public_url}/desk/password/{token}"
