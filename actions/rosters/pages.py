"""Rosters at the desk, for a county's own staff: taking one in, codes to hand out, who joined and who did not yet."""

from __future__ import annotations

import asyncio

from aiohttp import web
from pydantic import ValidationError

from actions.audit.actor import Actor, staff_actor
from actions.audit.acts import Detail
from actions.audit.log import record
from actions.desk.frame import for_staff, member_of, redirected, render, shows_again, takes_uploads, typed
from actions.errors import InvalidField, Refusal
from actions.excel_file import UnreadableSheet
from actions.list_report import Report, on_a_page
from actions.masks import masked_name, masked_phone
from actions.rosters.checking import RosterRow
from actions.rosters.columns import HEADINGS
from actions.rosters.errors import NotForTheCounty, OutsideCounties, Purged
from actions.rosters.handing_out import hand_out
from actions.rosters.importing import RosterImport, import_roster
from actions.rosters.queries import counted, followed, lines_of, rosters_for
from actions.rosters.routes import CHAT_URL, ROSTERS_KEPT
from actions.rosters.sheet import codes_sheet, read_roster
from actions.rosters.standing import STANDING_NAMES, Standing
from actions.staff.access import counties_of, follows
from actions.staff.model import Role, StaffMember
from actions.web import CHECKPOINT, CLOCK, DATABASE, NEW_TOKEN, REFERENCE, VAULT

PAGE_LENGTH = 100
LARGEST_FILE_BYTES = 2 * 1024 * 1024
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_ROLES = (Role.REVIEWER, Role.ADMINISTRATOR)

routes = web.RouteTableDef()


@routes.get("/desk/rosters")
@for_staff(*_ROLES)
async def rosters_page(request: web.Request) -> web.StreamResponse:
    """The county's rosters with their counts; of cities and the province there are counts only."""
    return await _list_page(request)


async def _list_again(request: web.Request, refusal: Refusal) -> web.Response:
    if isinstance(refusal, NotForTheCounty):
        raise refusal
    return await _list_page(request, refusal=refusal)


@routes.post("/desk/rosters")
@for_staff(*_ROLES)
@takes_uploads(LARGEST_FILE_BYTES + 64 * 1024)
@shows_again(_list_again)
async def import_form(request: web.Request) -> web.StreamResponse:
    """303 to the new roster; 200 with the report of a dry run, 422 with what is wrong, row by row."""
    app, member = request.app, _countys(request)
    wanted = await _wanted(request, member)
    async with app[DATABASE].write() as session:
        report, number = await import_roster(
            session,
            wanted,
            vault=app[VAULT],
            reference=app[REFERENCE],
            new_token=app[NEW_TOKEN],
            kept_for=app[ROSTERS_KEPT],
            checkpoint=app[CHECKPOINT],
            actor=_actor(member),
            now=app[CLOCK](),
        )
        await session.commit()
    app[CHECKPOINT]("roster.imported")
    if number is not None:
        return redirected(f"/desk/rosters/{number}?done=import")
    return await _list_page(request, report=report)


@routes.get("/desk/rosters/{number}")
@for_staff(*_ROLES)
async def roster_page(request: web.Request) -> web.StreamResponse:
    """Who of the site joined, is applying, or did not yet, masked."""
    return await _roster_page(request)


@routes.post("/desk/rosters/{number}/reveal")
@for_staff(*_ROLES)
async def reveal_form(request: web.Request) -> web.StreamResponse:
    """The page with names and phones whole, once; an act the audit log records."""
    app, member, number = request.app, _countys(request), request.match_info["number"]
    async with app[DATABASE].write() as session:
        await followed(session, number, member)
        detail: Detail = {"fields": ["name", "phone"]}
        await record(session, "roster.revealed", number, actor=_actor(member), at=app[CLOCK](), detail=detail)
        await session.commit()
    return await _roster_page(request, is_shown=True)


async def _roster_again(request: web.Request, refusal: Refusal) -> web.Response:
    if not isinstance(refusal, Purged):
        raise refusal
    return await _roster_page(request, refusal=refusal)


@routes.post("/desk/rosters/{number}/invitations")
@for_staff(*_ROLES)
@shows_again(_roster_again)
async def invitations_form(request: web.Request) -> web.StreamResponse:
    """200 with an Excel file of all codes, to hand out; an act the audit log records."""
    app, member = request.app, _countys(request)
    async with app[DATABASE].write() as session:
        roster = await followed(session, request.match_info["number"], member)
        lines = await hand_out(
            session, roster, chat_url=app[CHAT_URL], vault=app[VAULT], actor=_actor(member), now=app[CLOCK]()
        )
        await session.commit()
    content = await asyncio.to_thread(codes_sheet, lines)
    headers = {"Content-Disposition": f'attachment; filename="{roster.number}.xlsx"'}
    return web.Response(body=content, content_type=EXCEL, headers=headers)


def _countys(request: web.Request) -> StaffMember:
    """Raises NotForTheCounty for who reviews for one union."""
    member = member_of(request)
    if member.organization_id is not None:
        raise NotForTheCounty
    return member


def _actor(member: StaffMember) -> Actor:
    return staff_actor(member.id, member.name)


async def _wanted(request: web.Request, member: StaffMember) -> RosterImport:
    """Raises InvalidField, OutsideCounties."""
    form, file = await typed(request), (await request.post()).get("file")
    if not follows(member, form.get("region", "")):
        raise OutsideCounties
    if not isinstance(file, web.FileField) or not file.filename:
        raise InvalidField("file", "请选一个 .xlsx 或 .csv 文件。")
    try:
        rows = await asyncio.to_thread(read_roster, file.file.read(), file.filename)
        if not rows:
            raise InvalidField("file", "文件里只有列名，没有人。")
        return RosterImport(
            dry_run=form.get("act") != "import",
            site=form.get("site", ""),
            region=form["region"],
            employer=form.get("employer", "").strip() or None,
            rows=[RosterRow.model_validate(row) for row in rows],
        )
    except UnreadableSheet as error:
        raise InvalidField("file", str(error)) from None
    except ValidationError as error:
        field = str(error.errors(include_input=False)[0]["loc"][0])
        if field in ("site", "employer"):
            raise InvalidField(field, "请写一行，最多 80 个字。") from None
        raise InvalidField("file", "有的格子字太多，不像姓名和手机号，请检查。") from None


async def _list_page(
    request: web.Request, *, refusal: Refusal | None = None, report: Report | None = None
) -> web.Response:
    member, reference, page = _countys(request), request.app[REFERENCE], _page_number(request)
    form = await typed(request)
    async with request.app[DATABASE].read() as session:
        listed = await rosters_for(session, member, limit=PAGE_LENGTH + 1, offset=(page - 1) * PAGE_LENGTH)
        rows = await counted(session, listed[:PAGE_LENGTH])
    is_wrong = refusal is not None or bool(report and report.problems)
    return render(
        request,
        "rosters.html",
        status=refusal.status if refusal else 422 if is_wrong else 200,
        rows=[(one, reference.region_name(one.roster.region), follows(member, one.roster.region)) for one in rows],
        counties={code: reference.region_name(code) for code in counties_of(member)},
        kept_days=request.app[ROSTERS_KEPT].days,
        report=on_a_page(report, HEADINGS) if report else None,
        typed=form,
        problem=refusal.detail if refusal else None,
        fault_at=refusal.field if refusal else None,
        page=page,
        is_last=len(listed) <= PAGE_LENGTH,
    )


async def _roster_page(request: web.Request, *, refusal: Refusal | None = None, is_shown: bool = False) -> web.Response:
    member, number, page = _countys(request), request.match_info["number"], _page_number(request)
    text = request.query.get("show", "")
    show = Standing(text) if text in set(Standing) else None
    vault = request.app[VAULT]
    async with request.app[DATABASE].read() as session:
        roster = await followed(session, number, member)
        [one] = await counted(session, [roster])
        found = await lines_of(session, roster, show, limit=PAGE_LENGTH + 1, offset=(page - 1) * PAGE_LENGTH)
    rows = [
        {
            "position": line.position,
            "name": name if is_shown else masked_name(name),
            "phone": phone if is_shown else masked_phone(phone),
            "standing": stands.value,
            "standing_name": STANDING_NAMES[stands],
        }
        for line, stands in found[:PAGE_LENGTH]
        for name, phone in [(vault.decrypt(line.name_box), vault.decrypt(line.phone_box))]
    ]
    here = f"/desk/rosters/{number}"
    tabs = {f"{here}?show=all": ("全部", one.joined + one.applying + one.waiting)}
    tabs |= {f"{here}?show={stands}": (STANDING_NAMES[stands], getattr(one, stands)) for stands in Standing}
    address = f"{here}?show={show or 'all'}"
    return render(
        request,
        "roster.html",
        status=refusal.status if refusal else 200,
        one=one,
        roster=roster,
        region=request.app[REFERENCE].region_name(roster.region),
        rows=rows,
        tabs=tabs,
        here=here,
        address=address,
        query=f"show={show or 'all'}&page={page}",
        page=page,
        is_last=len(found) <= PAGE_LENGTH,
        is_shown=is_shown,
        problem=refusal.detail if refusal else None,
        done=request.query.get("done"),
    )


def _page_number(request: web.Request) -> int:
    text = request.query.get("page", "1")
    return max(1, int(text)) if text.isdecimal() and len(text) < 6 else 1
