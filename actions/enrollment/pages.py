"""Applications at the desk: the list, one application, and its decisions."""

from __future__ import annotations

from typing import Any, get_args

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession

from actions.audit.actor import Actor, staff_actor
from actions.audit.log import record
from actions.desk.frame import for_staff, member_of, redirected, render, shows_again
from actions.enrollment import queries, review
from actions.enrollment.documents import masked
from actions.enrollment.model import Enrollment
from actions.enrollment.person import AGE_NAMES, HOLD_NAMES, read_personal
from actions.enrollment.requests import ReturnableField
from actions.enrollment.states import NAMES, State
from actions.errors import Forbidden, InvalidField, NotFound, Refusal
from actions.staff.access import has_role
from actions.staff.model import Role
from actions.web import CHECKPOINT, CLOCK, DATABASE, REFERENCE, VAULT

PAGE_LENGTH = 50
LONGEST_REASON = 500
FIELD_NAMES = {
    "name": "姓名",
    "id_number": "身份证号",
    "phone": "手机号",
    "plate": "车牌号",
    "trade": "职业",
    "platform": "平台",
    "employer": "单位",
    "region": "地区",
}

routes = web.RouteTableDef()


@routes.get("/desk/enrollments")
@for_staff(Role.REVIEWER)
async def list_page(request: web.Request) -> web.StreamResponse:
    """The colleague's area, one state at a time; open ones longest waiting first, decided ones newest first."""
    text = request.query.get("state", State.SUBMITTED)
    state = State(text) if text in set(State) else State.SUBMITTED
    page = int(text) if (text := request.query.get("page", "1")).isdecimal() and len(text) < 6 else 1
    page = max(page, 1)
    member = member_of(request)
    async with request.app[DATABASE].read() as session:
        counts = await queries.count_by_state(session, seen_by=member)
        found = await queries.in_state(
            session, state, limit=PAGE_LENGTH + 1, offset=(page - 1) * PAGE_LENGTH, seen_by=member
        )
        rows = [_row(request, enrollment) for enrollment in found[:PAGE_LENGTH]]
    return render(
        request,
        "enrollments.html",
        rows=rows,
        state=state,
        tabs={f"/desk/enrollments?state={value}": (name, counts[value]) for value, name in NAMES.items()},
        names=NAMES,
        page=page,
        is_last=len(found) <= PAGE_LENGTH,
    )


@routes.get("/desk/enrollments/{number}")
@for_staff(Role.REVIEWER)
async def application_page(request: web.Request) -> web.StreamResponse:
    return await _page(request)


async def _page_again(request: web.Request, refusal: Refusal) -> web.Response:
    """The application as it is now, with what was typed; an unknown number has no page to show."""
    if isinstance(refusal, NotFound):
        raise refusal
    return await _page(request, refusal=refusal)


@routes.post("/desk/enrollments/{number}/reveal")
@for_staff(Role.REVIEWER)
async def reveal_form(request: web.Request) -> web.StreamResponse:
    """The personal fields whole, once; an act the audit log records."""
    number, by, now = request.match_info["number"], _actor(request), request.app[CLOCK]()
    async with request.app[DATABASE].write() as session:
        enrollment = await queries.seen_for_update(session, number, member_of(request))
        shown = read_personal(enrollment, request.app[VAULT])
        await record(session, "enrollment.revealed", number, actor=by, at=now, detail={"fields": sorted(shown)})
        await session.commit()
    return await _page(request, shown=shown)


@routes.post("/desk/enrollments/{number}/{act:take|approve|return|reject}")
@for_staff(Role.REVIEWER)
@shows_again(_page_again)
async def decision_form(request: web.Request) -> web.StreamResponse:
    """303 to the application; the page again with who was faster, what is held, or what is missing."""
    form = await request.post()
    fields = [field for field in form.getall("fields", []) if field in get_args(ReturnableField)]
    reason = str(form.get("reason", ""))
    if len(reason) > LONGEST_REASON:
        raise InvalidField("reason", f"原因请不要超过 {LONGEST_REASON} 字。")
    act = request.match_info["act"]
    async with request.app[DATABASE].write() as session:
        await queries.seen_for_update(session, request.match_info["number"], member_of(request))
        await _decide(request, session, act, [str(field) for field in fields], reason)
        await session.commit()
    request.app[CHECKPOINT]("enrollment.committed")
    return redirected(f"/desk/enrollments/{request.match_info['number']}?done={act}")


@routes.post("/desk/enrollments/{number}/release")
@for_staff(Role.REVIEWER)
@shows_again(_page_again)
async def release_form(request: web.Request) -> web.StreamResponse:
    """Only a reviewer who is an administrator, too, lifts a hold."""
    number, member = request.match_info["number"], member_of(request)
    async with request.app[DATABASE].write() as session:
        await queries.seen_for_update(session, number, member)
        if not has_role(member, Role.ADMINISTRATOR):
            raise Forbidden("解除挂起要由兼任管理员的审核员办理。")
        await review.release(number, by=_actor(request), session=session, now=request.app[CLOCK]())
        await session.commit()
    request.app[CHECKPOINT]("enrollment.committed")
    return redirected(f"/desk/enrollments/{number}?done=release")


async def _decide(request: web.Request, session: AsyncSession, act: str, fields: list[str], reason: str) -> None:
    number, by = request.match_info["number"], _actor(request)
    vault, now = request.app[VAULT], request.app[CLOCK]()
    if act == "take":
        await review.take(number, by=by, session=session, now=now)
    elif act == "approve":
        await review.approve(number, by=by, session=session, vault=vault, now=now)
    elif act == "reject":
        await review.reject(number, reason=reason, by=by, session=session, vault=vault, now=now)
    else:
        await review.return_for_correction(
            number, fields=fields, reason=reason, by=by, session=session, vault=vault, now=now
        )


def _actor(request: web.Request) -> Actor:
    member = member_of(request)
    return staff_actor(member.id, member.name)


async def _page(
    request: web.Request, *, refusal: Refusal | None = None, shown: dict[str, str] | None = None
) -> web.Response:
    form = await request.post()
    vault = request.app[VAULT]
    async with request.app[DATABASE].read() as session:
        enrollment = await queries.seen_by(session, request.match_info["number"], member_of(request))
        return render(
            request,
            "enrollment.html",
            status=refusal.status if refusal else 200,
            one=enrollment,
            row=_row(request, enrollment),
            person=masked(enrollment, vault) | (shown or {}),
            is_shown=shown is not None,
            **{
                what: vault.decrypt(box) if (box := getattr(enrollment, f"{what}_box")) is not None else None
                for what in ("employer", "township", "reason")
            },
            field_names=FIELD_NAMES,
            typed_reason=str(form.get("reason", "")),
            typed_fields=[str(field) for field in form.getall("fields", [])],
            act=request.match_info.get("act"),
            problem=refusal.detail if refusal else None,
            fault_at=refusal.field if refusal else None,
            done=request.query.get("done"),
        )


def _row(request: web.Request, enrollment: Enrollment) -> dict[str, Any]:
    reference = request.app[REFERENCE]
    return {
        "number": enrollment.number,
        "state": enrollment.state,
        "state_name": NAMES[enrollment.state_now],
        "name": masked(enrollment, request.app[VAULT])["name"] or "已删除",
        "trade": reference.trades.get(enrollment.trade, enrollment.trade),
        "platform": reference.platforms.get(enrollment.platform or "", ""),
        "region": reference.region_name(enrollment.region),
        "union": enrollment.organization.name,
        "submitted_at": enrollment.submitted_at,
        "hold": HOLD_NAMES.get(enrollment.hold_reason or ""),
        "age": AGE_NAMES.get(enrollment.age_flag or ""),
        "decided_by": enrollment.decided_by,
    }
