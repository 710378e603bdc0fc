"""Unions at the desk, for administrators within their area: search, one union, its fields, closed and opened again."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from aiohttp import web

from actions.audit.actor import Actor, staff_actor
from actions.desk.frame import for_staff, member_of, redirected, render, shows_again, typed
from actions.errors import NotFound, Refusal
from actions.staff.access import PROVINCE
from actions.staff.model import Role
from actions.staff.position_form import PROVINCE_NAME
from actions.unions.editing import EDITABLE, cells_of, close, edit, reopen
from actions.unions.errors import StaleUnion, UnionFaults
from actions.unions.model import KIND_NAMES, Kind, Organization
from actions.unions.queries import count_waiting, found_by, managed
from actions.web import CHECKPOINT, CLOCK, DATABASE, REFERENCE

PAGE_LENGTH = 50
LONGEST_SEARCH = 80
_CODE = r"{code:[A-Za-z0-9._-]{1,40}}"

routes = web.RouteTableDef()


@routes.get("/desk/unions")
@for_staff(Role.ADMINISTRATOR)
async def unions_page(request: web.Request) -> web.StreamResponse:
    """Those of the area that the words stand in, or all."""
    words = request.query.get("q", "").strip()[:LONGEST_SEARCH].replace("\0", "")
    kind = text if (text := request.query.get("kind", "")) in set(Kind) else None
    page = max(1, int(text)) if (text := request.query.get("page", "1")).isdecimal() and len(text) < 6 else 1
    span = {"limit": PAGE_LENGTH + 1, "offset": (page - 1) * PAGE_LENGTH}
    async with request.app[DATABASE].read() as session:
        found = await found_by(session, words, kind, member_of(request), **span)
    return render(
        request,
        "unions.html",
        rows=[(one, KIND_NAMES[one.kind_now], _region(request, one)) for one in found[:PAGE_LENGTH]],
        words=words,
        kind=kind or "",
        kinds={"": "所有类型", **KIND_NAMES},
        query=urlencode({"q": words, "kind": kind or ""}),
        page=page,
        is_last=len(found) <= PAGE_LENGTH,
    )


@routes.get(f"/desk/unions/{_CODE}")
@for_staff(Role.ADMINISTRATOR)
async def union_page(request: web.Request) -> web.StreamResponse:
    return await _page(request)


async def _page_again(request: web.Request, refusal: Refusal) -> web.Response:
    """The union with what was typed; as it is now when somebody else changed it."""
    if isinstance(refusal, NotFound):
        raise refusal
    return await _page(request, refusal)


@routes.post(f"/desk/unions/{_CODE}")
@for_staff(Role.ADMINISTRATOR)
@shows_again(_page_again)
async def change_form(request: web.Request) -> web.StreamResponse:
    """303 to the union."""
    app, form = request.app, await request.post()
    cells = {name: str(form.get(name, "")) for name in EDITABLE}
    cells["trades"] = "|".join(str(trade) for trade in form.getall("trades", []))
    async with app[DATABASE].write() as session:
        await edit(
            session,
            request.match_info["code"],
            cells,
            version=await _version(request),
            member=member_of(request),
            by=_actor(request),
            reference=app[REFERENCE],
            now=app[CLOCK](),
        )
        await session.commit()
    app[CHECKPOINT]("union.changed")
    return redirected(f"/desk/unions/{request.match_info['code']}?done=change")


@routes.post(f"/desk/unions/{_CODE}/{{act:closing|reopening}}")
@for_staff(Role.ADMINISTRATOR)
@shows_again(_page_again)
async def standing_form(request: web.Request) -> web.StreamResponse:
    """303 to the union, closed or open again."""
    app, code, act = request.app, request.match_info["code"], request.match_info["act"]
    version, member, by, now = await _version(request), member_of(request), _actor(request), app[CLOCK]()
    async with app[DATABASE].write() as session:
        if act == "closing":
            await close(session, code, version=version, member=member, by=by, now=now)
        else:
            reference = app[REFERENCE]
            await reopen(session, code, version=version, member=member, by=by, reference=reference, now=now)
        await session.commit()
    app[CHECKPOINT]("union.changed")
    return redirected(f"/desk/unions/{code}?done={act}")


def _actor(request: web.Request) -> Actor:
    member = member_of(request)
    return staff_actor(member.id, member.name)


async def _version(request: web.Request) -> int:
    """What the page was made of; 0, which no union has, for anything else."""
    text = (await typed(request)).get("version", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 0


async def _page(request: web.Request, refusal: Refusal | None = None) -> web.Response:
    form = await request.post()
    reference = request.app[REFERENCE]
    async with request.app[DATABASE].read() as session:
        one = await managed(session, request.match_info["code"], member_of(request))
        waiting = await count_waiting(session, one)
    cells, trades = cells_of(one), list(one.trades)
    if refusal is not None and not isinstance(refusal, StaleUnion) and "name" in form:
        cells |= {name: str(form.get(name, "")) for name in EDITABLE}
        trades = [str(trade) for trade in form.getall("trades", [])]
    return render(
        request,
        "union.html",
        status=refusal.status if refusal else 200,
        one=one,
        kind=KIND_NAMES[one.kind_now],
        region=_region(request, one),
        waiting=waiting,
        cells=cells,
        trades=trades,
        trade_names=dict(reference.trades),
        takes_trades=one.kind in (Kind.TOWNSHIP, Kind.FEDERATION, Kind.ENTERPRISE),
        decides=one.kind not in (Kind.PROVINCE, Kind.CITY),
        faults=refusal.faults if isinstance(refusal, UnionFaults) else {},
        problem=refusal.detail if refusal else None,
        done=request.query.get("done"),
    )


def _region(request: web.Request, one: Organization) -> Any:
    return PROVINCE_NAME if one.region == PROVINCE else request.app[REFERENCE].region_name(one.region)
