"""The audit log at the desk: who did what, and whether the chain is whole.

An entry tells no place, so that it cannot be bounded by area: only administrators of the whole province look.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from aiohttp import web
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from actions.audit.actor import CLOCKWORK, WORKER, client_actor, staff_actor
from actions.audit.comparison import verify_against
from actions.audit.heads import AUDIT_HEADS
from actions.audit.log import record
from actions.audit.model import AuditEntry
from actions.audit.queries import AuditFilter, audit_entries
from actions.audit.words import ACTION_NAMES, DETAIL_NAMES
from actions.desk.frame import for_staff, member_of, render
from actions.enrollment.person import AGE_NAMES, HOLD_NAMES, REVEAL_REASONS
from actions.errors import Forbidden
from actions.reference import Reference
from actions.settings import Client
from actions.staff.access import is_provinces
from actions.staff.model import ROLE_NAMES, Role, StaffMember
from actions.staff.position_form import area_name
from actions.takeovers.closing import OUTCOME_NAMES
from actions.takeovers.levels import LEVEL_NAMES
from actions.takeovers.views import REASON_NAMES
from actions.tickets.handling import KIND_NAMES
from actions.web import CLOCK, DATABASE, REFERENCE

PAGE_LENGTH = 50
#: What codes in the details are called where they are used.
_WORDS: Mapping[str, str] = {
    **{role.value: name for role, name in ROLE_NAMES.items()},
    **KIND_NAMES,
    **HOLD_NAMES,
    **AGE_NAMES,
    **REVEAL_REASONS,
    **REASON_NAMES,
    **LEVEL_NAMES,
    **OUTCOME_NAMES,
}
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
        detail = {"entries": entries, "broken_at": broken or 0, "heads": compared.count if compared is not None else 0}
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
        names = await _actor_names(session)
        found = await audit_entries(session, wanted, limit=PAGE_LENGTH + 1, offset=(page - 1) * PAGE_LENGTH)
    filters = {name: str(value or "") for name, value in vars(wanted).items()}
    return render(
        request,
        "audit.html",
        rows=[_row(entry, names, request.app[REFERENCE]) for entry in found[:PAGE_LENGTH]],
        everybody={"": "所有人", **names},
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


async def _actor_names(session: AsyncSession) -> dict[str, str]:
    """By reference: workers, programs, and every colleague there ever was."""
    known = {WORKER.reference: "工友本人", CLOCKWORK.reference: CLOCKWORK.name}
    known |= {(actor := client_actor(client)).reference: actor.name for client in Client}
    for id_, name, login in await session.execute(
        select(StaffMember.id, StaffMember.name, StaffMember.login).order_by(StaffMember.login)
    ):
        known[f"staff:{id_}"] = f"{name}（{login}）"
    return known


def _row(entry: AuditEntry, names: dict[str, str], reference: Reference) -> dict[str, Any]:
    detail = json.loads(entry.detail)
    return {
        "sequence": entry.sequence,
        "at": entry.at,
        "actor": names.get(entry.actor, entry.actor),
        "action": ACTION_NAMES.get(entry.action, entry.action),
        "subject": entry.subject,
        "about": names.get(entry.subject),
        "detail": "；".join(
            f"{DETAIL_NAMES.get(name, name)} {_shown(value, reference)}"
            for name, value in detail.items()
            if value not in ([], "", 0)
        ),
    }


def _shown(value: object, reference: Reference) -> str:
    """Codes in words; numbers and ids as they stand."""
    if isinstance(value, list):
        return "、".join(_shown(one, reference) for one in value)
    text = str(value)
    if text in _WORDS:
        return _WORDS[text]
    return area_name(text, reference)
