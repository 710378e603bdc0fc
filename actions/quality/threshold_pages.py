"""The thresholds nlu decides by at the desk: tried out on the newest evaluation, proposed, approved, taken back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from aiohttp import web

from actions.desk.frame import for_staff, member_of, redirected, render, shows_again, typed
from actions.errors import InvalidField, NotFound, Refusal
from actions.faq import threshold_changing as changing
from actions.faq.acting import APPROVER, EDITOR, acting_as
from actions.faq.feed_moving import COMMITTED, moves_feed
from actions.faq.model import Origin, ThresholdRevision
from actions.faq.reason_form import LONGEST_REASON, read_reason
from actions.faq.scope import Scope
from actions.faq.states import State
from actions.faq.threshold_queries import threshold_revisions
from actions.faq.thresholds import HIGHEST, LOWEST, NAMES, Thresholds, read_thresholds
from actions.quality.estimates import Estimate, estimate
from actions.quality.evaluation_queries import newest_evaluation
from actions.quality.plots import ESTIMATED, threshold_curve
from actions.quality.told_evaluation import ToldEvaluation
from actions.staff.access import covers_all, has_role
from actions.staff.model import StaffMember
from actions.web import CHECKPOINT, CLOCK, DATABASE

PATH = "/desk/quality/thresholds"
#: They hold for everybody, so that acting takes the whole province, as for an answer without areas.
EVERYBODY = Scope.of([], [])

routes = web.RouteTableDef()


@routes.get(PATH)
@for_staff(EDITOR, APPROVER)
async def thresholds_page(request: web.Request) -> web.StreamResponse:
    """With the thresholds the address names, what they would come to."""
    return await _page(request)


async def _page_again(request: web.Request, refusal: Refusal) -> web.Response:
    """The thresholds as they are now, with what is in the way."""
    if isinstance(refusal, NotFound):
        raise refusal
    return await _page(request, refusal)


@routes.post(PATH)
@for_staff(EDITOR)
@shows_again(_page_again)
async def proposal_form(request: web.Request) -> web.StreamResponse:
    """303 to the page, where they wait for a second person."""
    form = await typed(request)
    wanted, why = read_thresholds(form), read_reason(form)
    async with request.app[DATABASE].write() as session:
        by = await acting_as(session, member_of(request).login, EDITOR, on=EVERYBODY)
        await changing.propose(wanted, why=why, by=by, session=session, now=request.app[CLOCK]())
        await session.commit()
    return _done(request, "submission")


@routes.post(PATH + "/{number}/approval")
@for_staff(APPROVER)
@moves_feed
@shows_again(_page_again)
async def approval_form(request: web.Request) -> web.StreamResponse:
    """303 to the page; they are out. Of two yeses the second reads who was first."""
    async with request.app[DATABASE].write() as session:
        by = await acting_as(session, member_of(request).login, APPROVER, on=EVERYBODY)
        await changing.approve(request.match_info["number"], by=by, session=session, now=request.app[CLOCK]())
        await session.commit()
    return _done(request, "approval")


@routes.post(PATH + "/{number}/rejection")
@for_staff(APPROVER)
@shows_again(_page_again)
async def rejection_form(request: web.Request) -> web.StreamResponse:
    """303 to the page; the proposal ends here."""
    number, reason = request.match_info["number"], read_reason(await typed(request))
    async with request.app[DATABASE].write() as session:
        by = await acting_as(session, member_of(request).login, APPROVER, on=EVERYBODY)
        await changing.reject(number, reason=reason, by=by, session=session, now=request.app[CLOCK]())
        await session.commit()
    return _done(request, "rejection")


@routes.post(PATH + "/rollback")
@for_staff(EDITOR)
@moves_feed
@shows_again(_page_again)
async def rollback_form(request: web.Request) -> web.StreamResponse:
    """303 to the page, where earlier thresholds are out anew; the page again when what is out has changed."""
    form = await typed(request)
    number, seen, reason = form.get("to", ""), form.get("seen", ""), read_reason(form)
    async with request.app[DATABASE].write() as session:
        by, now = await acting_as(session, member_of(request).login, EDITOR, on=EVERYBODY), request.app[CLOCK]()
        await changing.roll_back(number, seen=seen, reason=reason, by=by, session=session, now=now)
        await session.commit()
    return _done(request, "rollback")


@routes.post(PATH + "/retirement")
@for_staff(APPROVER)
@moves_feed
@shows_again(_page_again)
async def retirement_form(request: web.Request) -> web.StreamResponse:
    """303 to the page; nlu goes by its own again."""
    form = await typed(request)
    seen, reason = form.get("seen", ""), read_reason(form)
    async with request.app[DATABASE].write() as session:
        by = await acting_as(session, member_of(request).login, APPROVER, on=EVERYBODY)
        await changing.retire(seen=seen, reason=reason, by=by, session=session, now=request.app[CLOCK]())
        await session.commit()
    return _done(request, "retirement")


def _done(request: web.Request, act: str) -> web.Response:
    request.app[CHECKPOINT](COMMITTED)
    return redirected(f"{PATH}?done={act}")


async def _page(request: web.Request, refusal: Refusal | None = None) -> web.Response:
    member, form = member_of(request), await typed(request)
    async with request.app[DATABASE].read() as session:
        revisions = await threshold_revisions(session)
        told = await newest_evaluation(session)
    out = next((one for one in revisions if one.state_now is State.PUBLISHED), None)
    waiting = next((one for one in revisions if one.state_now is State.IN_REVIEW), None)
    now = out.says if out is not None else told.own_thresholds.in_percent if told is not None else None
    wanted, fault = _tried({**request.query, **form})
    refused = refusal or fault
    covers = covers_all(member, ())
    return render(
        request,
        "quality_thresholds.html",
        status=refusal.status if refusal is not None else 200,
        names=NAMES,
        lowest=LOWEST,
        highest=HIGHEST,
        estimated=ESTIMATED,
        out=out,
        now=now,
        waiting=waiting,
        wanted=wanted,
        typed={name: {**request.query, **form}.get(name, getattr(now, name, "")) for name in NAMES},
        comparisons=_compared(told, now, waiting.says if waiting is not None else wanted),
        curve=threshold_curve(told) if told is not None else None,
        told=told,
        history=[_line(one, out) for one in revisions],
        covers=covers,
        edits=covers and has_role(member, EDITOR),
        approves=covers and has_role(member, APPROVER),
        is_own=waiting is not None and waiting.author_id == member.id,
        longest_reason=LONGEST_REASON,
        reason=form.get("reason", ""),
        act=request.path.rpartition("/")[2] if request.method == "POST" else "",
        problem=refused.detail if refused is not None else None,
        field=refused.field if refused is not None else None,
        done=request.query.get("done"),
    )


def _tried(fields: dict[str, str]) -> tuple[Thresholds | None, InvalidField | None]:
    """The thresholds somebody wants to try, or what is wrong with them; both None where nothing was typed."""
    if not any(name in fields for name in NAMES):
        return None, None
    try:
        return read_thresholds(fields), None
    except InvalidField as fault:
        return None, fault


def _compared(
    told: ToldEvaluation | None, now: Thresholds | None, then: Thresholds | None
) -> list[tuple[str, Thresholds, Estimate]]:
    """What is decided by now beside what is proposed; [] when nobody knows."""
    if told is None:
        return []
    pairs = (("现在", now), ("改成", then))
    return [(name, thresholds, estimate(told, thresholds)) for name, thresholds in pairs if thresholds is not None]


def _line(one: ThresholdRevision, out: ThresholdRevision | None) -> dict[str, Any]:
    """One revision of the history."""
    return {
        "one": one,
        "state": _state_name(one),
        "look": {State.PUBLISHED: "good", State.IN_REVIEW: "warn"}.get(one.state_now, ""),
        "course": [{"at": at, "text": text} for at, text in _course(one)],
        "was_out": one.published_at is not None and one is not out,
    }


def _state_name(one: ThresholdRevision) -> str:
    if one.state_now is State.RETIRED:
        return "不再使用" if one.published_at is not None else "没通过"
    return "正在使用" if one.state_now is State.PUBLISHED else "等批准"


def _course(one: ThresholdRevision) -> Iterator[tuple[datetime, str]]:
    """What happened to it; names as colleagues know them."""
    if one.origin == Origin.ROLLBACK:
        yield one.submitted_at, f"{_by(one.author)}退回到第 {one.based_on} 版"
    else:
        yield one.submitted_at, f"{_by(one.author)}送审"
        if one.published_at is not None:
            yield one.published_at, f"{_by(one.approver)}批准"
    if one.retired_at is not None:
        act = "停用" if one.published_at is not None else "没同意"
        yield one.retired_at, f"{_by(one.retired_by)}{act}" if one.retired_by is not None else "换下"


def _by(member: StaffMember | None) -> str:
    return member.name if member is not None else ""
