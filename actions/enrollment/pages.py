"""Applications at the desk: the list, one application, and its decisions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple, get_args

from aiohttp import web
from multidict import MultiMapping
from sqlalchemy.ext.asyncio import AsyncSession

from actions.audit.actor import Actor, staff_actor
from actions.audit.acts import Detail
from actions.audit.log import record
from actions.desk.frame import for_staff, member_of, redirected, render, shows_again
from actions.enrollment import queries, review
from actions.enrollment.causes import CAUSE_NAMES, Cause
from actions.enrollment.claiming import give_back, take
from actions.enrollment.course import course_of
from actions.enrollment.documents import field_reasons, masked, name_shown
from actions.enrollment.errors import WaitsForCounty
from actions.enrollment.field_names import FIELD_NAMES
from actions.enrollment.figures import waiting_by_county
from actions.enrollment.handing_over import hand_over, others_for
from actions.enrollment.jurisdiction import lying
from actions.enrollment.kinds import ApplicationKind
from actions.enrollment.model import Enrollment
from actions.enrollment.person import AGE_NAMES, HOLD_NAMES, REVEAL_REASONS, member_with, read_personal
from actions.enrollment.reasons import without_numbers
from actions.enrollment.requests import ReturnableField
from actions.enrollment.states import NAMES, WAITING, State
from actions.enrollment.steps import steps_of
from actions.errors import Forbidden, InvalidField, NotFound, Refusal
from actions.filing.pages import standing
from actions.filing.queries import filing_of
from actions.memberships.model import Membership
from actions.memberships.queries import of_enrollment
from actions.staff.access import bounds_of, has_role, reviews
from actions.staff.model import Role, StaffMember
from actions.vault import Vault
from actions.web import CHECKPOINT, CLOCK, DATABASE, REFERENCE, VAULT

#: What fits on a screen or two, as in the queue of conversations; whoever decides goes on to the next page.
PAGE_LENGTH = 25
OVERDUE = "overdue"
LONGEST_REASON = 500

routes = web.RouteTableDef()


@routes.get("/desk/enrollments")
@for_staff(Role.REVIEWER)
async def list_page(request: web.Request) -> web.StreamResponse:
    """What the colleague sees, one state at a time; open ones longest waiting first, decided ones newest first.

    Of cities and the province there are figures by county.
    """
    text = request.query.get("state", State.SUBMITTED)
    state = text if text in {*State, OVERDUE} else State.SUBMITTED
    page = int(text) if (text := request.query.get("page", "1")).isdecimal() and len(text) < 6 else 1
    page = max(page, 1)
    member, now = member_of(request), request.app[CLOCK]()
    bounds, span = bounds_of(member), {"limit": PAGE_LENGTH + 1, "offset": (page - 1) * PAGE_LENGTH}
    async with request.app[DATABASE].read() as session:
        counts = await queries.count_open(session, bounds, now)
        if state == OVERDUE:
            found = await queries.overdue_ones(session, bounds, now, **span)
        else:
            found = await queries.listed(session, State(state), bounds, now, **span)
        rows = [_line(request, one) for one in found[:PAGE_LENGTH]]
        figures = await waiting_by_county(session, member, now)
    tabs = {f"/desk/enrollments?state={value}": (name, counts.by_state.get(value)) for value, name in NAMES.items()}
    return render(
        request,
        "enrollments.html",
        rows=rows,
        state=state,
        tabs=tabs | {f"/desk/enrollments?state={OVERDUE}": ("超过时限", counts.overdue)},
        names={**NAMES, OVERDUE: "超过时限"},
        page=page,
        is_last=len(found) <= PAGE_LENGTH,
        done=request.query.get("done"),
        figures=[(request.app[REFERENCE].region_name(one.county), one) for one in figures],
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
@shows_again(_page_again)
async def reveal_form(request: web.Request) -> web.StreamResponse:
    """One personal field whole, once, for a reason out of a list; an act the audit log records."""
    number, by, now = request.match_info["number"], _actor(request), request.app[CLOCK]()
    form = await request.post()
    field, why = str(form.get("field", "")), str(form.get("why", ""))
    async with request.app[DATABASE].write() as session:
        enrollment = await queries.seen_for_update(session, number, member_of(request), now)
        value = read_personal(enrollment, request.app[VAULT]).get(field)
        if value is None:
            raise InvalidField("field", "请选要看哪一项。")
        if why not in REVEAL_REASONS:
            raise InvalidField("why", "请选为什么要看。")
        detail: Detail = {"fields": [field], "reason": why}
        await record(session, "enrollment.revealed", number, actor=by, at=now, detail=detail)
        await session.commit()
    return await _page(request, shown={field: value})


@routes.post("/desk/enrollments/{number}/{act:take|giving-back|approve|return|reject|hand-over}")
@for_staff(Role.REVIEWER)
@shows_again(_page_again)
async def decision_form(request: web.Request) -> web.StreamResponse:
    """303 to the application, or to the list when it is theirs no more; the page again with what is in the way."""
    number, act, member = request.match_info["number"], request.match_info["act"], member_of(request)
    form, now = await request.post(), request.app[CLOCK]()
    async with request.app[DATABASE].write() as session:
        enrollment = await queries.seen_for_update(session, number, member, now)
        if member.organization_id is not None and enrollment.step == 2:
            raise WaitsForCounty
        await _decide(request, session, act, form)
        stays = reviews(member, await lying(session, enrollment, now))
        await session.commit()
    request.app[CHECKPOINT]("enrollment.committed")
    return redirected(f"/desk/enrollments/{number}?done={act}" if stays else "/desk/enrollments?done=handed")


@routes.post("/desk/enrollments/{number}/release")
@for_staff(Role.REVIEWER)
@shows_again(_page_again)
async def release_form(request: web.Request) -> web.StreamResponse:
    """Only a county's reviewer who is an administrator, too, lifts a hold."""
    number, member = request.match_info["number"], member_of(request)
    async with request.app[DATABASE].write() as session:
        enrollment = await queries.seen_for_update(session, number, member, request.app[CLOCK]())
        if not may_release(member):
            raise Forbidden("解除挂起要由县（市、区）兼任管理员的审核员办理。")
        vault, now = request.app[VAULT], request.app[CLOCK]()
        await review.release(number, by=_actor(request), session=session, vault=vault, now=now)
        stays = reviews(member, await lying(session, enrollment, now))
        await session.commit()
    request.app[CHECKPOINT]("enrollment.committed")
    return redirected(f"/desk/enrollments/{number}?done=release" if stays else "/desk/enrollments?done=released")


async def _decide(request: web.Request, session: AsyncSession, act: str, form: MultiMapping[Any]) -> None:
    number, by = request.match_info["number"], _actor(request)
    vault, now = request.app[VAULT], request.app[CLOCK]()
    step = int(text) if (text := str(form.get("step", ""))) in ("1", "2") else None
    if act == "take":
        await take(number, by=by, session=session, vault=vault, now=now)
    elif act == "giving-back":
        await give_back(number, by=by, session=session, vault=vault, now=now)
    elif act == "approve":
        await review.approve(number, by=by, session=session, vault=vault, now=now, step=step)
    elif act == "hand-over":
        reference = request.app[REFERENCE]
        union = str(form.get("union", ""))
        await hand_over(number, union, by=by, session=session, vault=vault, reference=reference, now=now)
    elif act == "reject":
        reason, cause = _reason(form, "reason"), read_cause(form)
        await review.reject(number, reason=reason, cause=cause, by=by, session=session, vault=vault, now=now, step=step)
    else:
        given = {field: _reason(form, f"reason_{field}") for field in get_args(ReturnableField)}
        reasons = {field: reason for field, reason in given.items() if reason}
        await review.return_for_correction(
            number, reasons=reasons, by=by, session=session, vault=vault, now=now, step=step
        )


def _reason(form: MultiMapping[Any], name: str) -> str:
    """Raises InvalidField."""
    reason = str(form.get(name, "")).strip()
    if len(reason) > LONGEST_REASON:
        raise InvalidField(name, f"原因请不要超过 {LONGEST_REASON} 字。")
    return without_numbers(reason, name)


def read_cause(form: MultiMapping[Any]) -> Cause:
    """Raises InvalidField."""
    cause = str(form.get("cause", ""))
    if cause not in set(Cause):
        raise InvalidField("cause", "请从列表里选一个原因。")
    return Cause(cause)


def may_release(member: StaffMember) -> bool:
    """A county's: who reviews for one union sees too little to tell whose phone it is."""
    return has_role(member, Role.ADMINISTRATOR) and member.organization_id is None


def _actor(request: web.Request) -> Actor:
    member = member_of(request)
    return staff_actor(member.id, member.name)


async def _page(
    request: web.Request, *, refusal: Refusal | None = None, shown: dict[str, str] | None = None
) -> web.Response:
    form = await request.post()
    vault, member, now = request.app[VAULT], member_of(request), request.app[CLOCK]()
    async with request.app[DATABASE].read() as session:
        enrollment = await queries.seen_by(session, request.match_info["number"], member, now)
        filing = await filing_of(session, enrollment.number)
        others = await others_for(session, enrollment, reference=request.app[REFERENCE], vault=vault)
        steps = (await steps_of(session, [enrollment], vault))[enrollment.id]
        made = await of_enrollment(session, enrollment.number)
        held = made if made is not None else await _membership_to_move(session, enrollment, vault)
        return render(
            request,
            "enrollment.html",
            status=refusal.status if refusal else 200,
            one=enrollment,
            row=_line(request, enrollment),
            filing=standing(request, filing) if filing is not None else None,
            course=course_of(steps),
            is_corrected=enrollment.state_now in WAITING and any(step["event"] == "returned" for step in steps),
            membership=made,
            former=held.organization.name if made is None and held is not None else None,
            person=masked(enrollment, vault) | (shown or {}),
            shown_fields=[FIELD_NAMES[field] for field in shown or {}],
            revealable=_revealable(masked(enrollment, vault), shown),
            reveal_reasons={"": "请选择", **REVEAL_REASONS},
            **{
                what: vault.decrypt(box) if (box := getattr(enrollment, f"{what}_box")) is not None else None
                for what in ("employer", "township", "reason")
            },
            field_names=FIELD_NAMES,
            field_reasons=field_reasons(enrollment, vault),
            cause=CAUSE_NAMES[Cause(enrollment.cause)] if enrollment.cause is not None else None,
            causes={"": "请选择", **CAUSE_NAMES},
            others={"": "请选择", **{other.code: other.name for other in others}},
            typed={name: value for name, value in form.items() if isinstance(value, str)},
            is_own=enrollment.reviewer_id == member.id,
            may_release=may_release(member),
            may_decide=not (member.organization_id is not None and enrollment.step == 2),
            act=request.match_info.get("act"),
            problem=refusal.detail if refusal else None,
            fault_at=refusal.field if refusal else None,
            done=request.query.get("done"),
        )


async def _membership_to_move(session: AsyncSession, enrollment: Enrollment, vault: Vault) -> Membership | None:
    """The membership a transfer request is about, while it is not decided."""
    if not enrollment.is_transfer or enrollment.id_number_box is None:
        return None
    return await member_with(session, vault.decrypt(enrollment.id_number_box), vault)


def _revealable(person: Mapping[str, str | None], shown: Mapping[str, str] | None) -> dict[str, str]:
    """What may be asked for: each field there is, but the one just shown."""
    there = [field for field, value in person.items() if value is not None and field not in (shown or {})]
    return {"": "请选择", **{field: FIELD_NAMES[field] for field in there}} if there else {}


class _Line(NamedTuple):
    """An application in words. Not a dict: templates look for attributes first, and each miss is an error caught."""

    number: str
    state_name: str
    is_transfer: bool
    name: str
    trade: str
    platform: str
    region: str
    submitted_at: datetime
    hold: str | None
    age: str | None
    claimed_by: str | None
    is_second: bool
    is_late: bool


def _line(request: web.Request, one: Enrollment | queries.Listed) -> _Line:
    app = request.app
    reference = app[REFERENCE]
    return _Line(
        number=one.number,
        state_name=NAMES[State(one.state)],
        is_transfer=one.kind == ApplicationKind.TRANSFER,
        name=name_shown(one.name_box, app[VAULT]) or "已删除",
        trade=reference.trades.get(one.trade, one.trade),
        platform=reference.platforms.get(one.platform or "", ""),
        region=reference.region_name(one.region),
        submitted_at=one.submitted_at,
        hold=HOLD_NAMES.get(one.hold_reason or ""),
        age=AGE_NAMES.get(one.age_flag or ""),
        claimed_by=one.claimed_by,
        is_second=one.step == 2,
        is_late=one.due_at is not None and one.due_at <= app[CLOCK](),
    )
