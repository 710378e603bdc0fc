"""Members at the desk: those of the colleague's union or counties, masked."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from actions.cover.queries import latest_of
from actions.cover.states import NAMES
from actions.desk.frame import for_staff, member_of, redirected, render
from actions.memberships import queries
from actions.memberships.documents import masked
from actions.memberships.errors import MemberNotFound
from actions.memberships.model import Membership
from actions.staff.model import Role
from actions.web import DATABASE, REFERENCE, VAULT

PAGE_LENGTH = 50

routes = web.RouteTableDef()


@routes.get("/desk/members")
@for_staff(Role.REVIEWER)
async def list_page(request: web.Request) -> web.StreamResponse:
    """The latest first; a number that is looked for leads to its page, 303."""
    member = member_of(request)
    wanted = "".join(request.query.get("number", "").split()).upper()
    page = max(int(text) if (text := request.query.get("page", "1")).isdecimal() and len(text) < 6 else 1, 1)
    async with request.app[DATABASE].read() as session:
        if wanted:
            try:
                found = await queries.seen(session, wanted, member)
                return redirected(f"/desk/members/{found.number}")
            except MemberNotFound:
                pass  # said on the page, with the number still in its field
        members = await queries.listed(session, member, limit=PAGE_LENGTH + 1, offset=(page - 1) * PAGE_LENGTH)
    return render(
        request,
        "members.html",
        rows=[_row(request, one) for one in members[:PAGE_LENGTH]],
        page=page,
        is_last=len(members) <= PAGE_LENGTH,
        wanted=wanted[:20],
    )


@routes.get("/desk/members/{number}")
@for_staff(Role.REVIEWER)
async def member_page(request: web.Request) -> web.StreamResponse:
    """One member: where they are, where they were before, how they stand with the gifted cover."""
    async with request.app[DATABASE].read() as session:
        found = await queries.seen(session, request.match_info["number"], member_of(request))
        moves = await queries.moves_of(session, found)
        cover = await latest_of(session, found.id)
    return render(
        request,
        "member.html",
        row=_row(request, found),
        moves=moves,
        cover=cover,
        cover_state=NAMES[cover.state_now] if cover is not None else None,
    )


def _row(request: web.Request, member: Membership) -> dict[str, Any]:
    reference = request.app[REFERENCE]
    return {
        "number": member.number,
        **masked(member, request.app[VAULT]),
        "trade": reference.trades.get(member.trade, member.trade),
        "region": reference.region_name(member.region),
        "union": member.organization.name,
        "joined_on": member.joined_on.isoformat(),
        "enrollment": member.enrollment_number,
    }
