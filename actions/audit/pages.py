"""The audit log at the desk: who did what, and whether the chain is whole.

An entry tells no place, so that it cannot be bounded by area: only administrators of the whole province look.
"""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from aiohttp import web

from actions.audit.actor import staff_actor
from actions.audit.acts import Detail
from actions.audit.comparison import verify_against
from actions.audit.heads import AUDIT_HEADS
from actions.audit.log import record
from actions.audit.queries import AuditFilter, audit_entries
from actions.audit.telling import actor_names, names_in, told
from actions.audit.words import ACTION_NAMES
from actions.desk.frame import for_staff, member_of, render
from actions.errors import Forbidden
from actions.staff.access import is_provinces
from actions.staff.model import Role, StaffMember
from actions.web import CLOCK, DATABASE, REFERENCE

PAGE_LENGTH = 50
LONGEST_FILTER = 120

routes = web.RouteTableDef()


@routes.get("/desk/audit")
@for_staff(Role.ADMINISTRATOR)
async def audit_page(request: web.Request) -> web.StreamResponse:
    _provinces(request)
    return await _page(request)


@routes.post("/desk/audit/verification")
@for_staff(Role.ADMINISTRATOR)
async def verification_form(request: web.Request) -> web.StreamResponse:
    """200 with the list and what came out; that it was looked at is an act, too."""
    member, now, database = _provinces(request), request.app[CLOCK](), request.app[DATABASE]
    async with database.read() as session:
        found, compared = await verify_against(session, request.app[AUDIT_HEADS].folder)
    entries, broken = found.entries, found.broken_at or (compared.first if compared is not None else None)
    async with database.write() as session:
        actor = staff_actor(member.id, member.name)
        heads = compared.count if compared is not None else 0
        detail: Detail = {"entries": entries, "broken_at": broken or 0, "heads": heads}
        await record(session, "audit.verified", "audit", actor=actor, at=now, detail=detail)
        await session.commit()
    return await _page(request, verified={"found": found, "compared": compared})


def _provinces(request: web.Request) -> StaffMember:
    """Raises Forbidden for an administrator of less than the whole province."""
    member = member_of(request)
    if not is_provinces(member):
        raise Forbidden("操作记录是全省的，只有负责全省的管理员能看。")
    return member


async def _page(request: web.Request, *, verified: dict[str, Any] | None = None) -> web.Response:
    wanted, page = _filter(request), _page_number(request)
    async with request.app[DATABASE].read() as session:
        actors = await actor_names(session)
        found = await audit_entries(session, wanted, limit=PAGE_LENGTH + 1, offset=(page - 1) * PAGE_LENGTH)
        names = await names_in(session, found, actors, request.app[REFERENCE])
    filters = {name: str(value or "") for name, value in vars(wanted).items()}
    return render(
        request,
        "audit.html",
        rows=[told(entry, names) for entry in found[:PAGE_LENGTH]],
        everybody={"": "所有人", **actors},
        everything={"": "所有操作", **ACTION_NAMES},
        wanted=filters,
        query=urlencode({name: value for name, value in filters.items() if value}),
        page=page,
        is_last=len(found) <= PAGE_LENGTH,
        verified=verified,
    )


def _filter(request: web.Request) -> AuditFilter:
    """What cannot be meant filters nothing."""
    asked = {name: request.query.get(name, "").strip()[:LONGEST_FILTER] for name in ("actor", "action", "subject")}
    asked = {name: value.replace("\0", "") for name, value in asked.items()}
    try:
        day = date.fromisoformat(request.query.get("day", ""))
    except ValueError:
        day = None
    return AuditFilter(**asked, day=day if day is not None and 2000 <= day.year < 3000 else None)


def _page_number(request: web.Request) -> int:
    text = request.query.get("page", "1")
    return max(1, int(text)) if text.isdecimal() and len(text) < 6 else 1
