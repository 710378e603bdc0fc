"""报送 at the desk: what waits, what failed and why, and trying again."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from actions.desk.frame import for_staff, member_of, redirected, render, shows_again, typed
from actions.errors import Refusal
from actions.filing.model import Filing
from actions.filing.queries import count_undone, in_state, seen_by
from actions.filing.retrying import retry_failed, retry_one
from actions.filing.states import CAUSE_NAMES, NAMES, RETRIED, UNDONE, Cause, State
from actions.staff.model import Role
from actions.staff.signing_in import actor_of
from actions.web import CHECKPOINT, CLOCK, DATABASE, REFERENCE, VAULT

PAGE_LENGTH = 50
#: Whether filings are sent at all; where they are not they wait to be exported.
IS_SENT = web.AppKey("IS_SENT", bool)

routes = web.RouteTableDef()


@routes.get("/desk/filings")
@for_staff(Role.ADMINISTRATOR)
async def filings_page(request: web.Request) -> web.StreamResponse:
    return await _page(request)


async def _page_again(request: web.Request, refusal: Refusal) -> web.Response:
    return await _page(request, refusal)


@routes.post("/desk/filings/retries")
@for_staff(Role.ADMINISTRATOR)
@shows_again(_page_again)
async def retry_form(request: web.Request) -> web.StreamResponse:
    """303 back to the page; of one application with `number`, else of all that failed."""
    member, form, now = member_of(request), await typed(request), request.app[CLOCK]()
    async with request.app[DATABASE].write() as session:
        if number := form.get("number", ""):
            await retry_one(session, number, by=actor_of(member), now=now, seen=seen_by(member))
        else:
            await retry_failed(session, by=actor_of(member), now=now, seen=seen_by(member))
        await session.commit()
    request.app[CHECKPOINT]("filings.retried")
    return redirected(f"/desk/filings?state={_state(form.get('state', ''))}&done=retried")


async def _page(request: web.Request, refusal: Refusal | None = None) -> web.Response:
    state = _state(request.query.get("state", ""))
    page = max(1, int(text)) if (text := request.query.get("page", "1")).isdecimal() and len(text) < 6 else 1
    seen = seen_by(member_of(request))
    async with request.app[DATABASE].read() as session:
        counts: dict[State, int] = await count_undone(session, seen=seen)
        found = await in_state(session, state, limit=PAGE_LENGTH + 1, offset=(page - 1) * PAGE_LENGTH, seen=seen)
    return render(
        request,
        "filings.html",
        status=refusal.status if refusal is not None else 200,
        state=state.value,
        names=NAMES,
        tabs={f"/desk/filings?state={value}": (name, counts.get(value)) for value, name in NAMES.items()},
        rows=[_row(request, filing, union) for filing, union in found[:PAGE_LENGTH]],
        may_retry=state in RETRIED,
        is_sent=request.app[IS_SENT],
        now=request.app[CLOCK](),
        page=page,
        is_last=len(found) <= PAGE_LENGTH,
        problem=refusal.detail if refusal is not None else None,
        done=request.query.get("done") == "retried",
    )


def _state(text: str) -> State:
    return State(text) if text in set(State) else UNDONE[0]


def _row(request: web.Request, filing: Filing, union: str) -> dict[str, Any]:
    return {
        "number": filing.enrollment_number,
        "union": union,
        "region": request.app[REFERENCE].region_name(filing.region),
        "opened_at": filing.opened_at,
        "updated_at": filing.updated_at,
        "attempts": filing.attempts,
        "next_at": filing.next_at,
        **standing(request, filing),
    }


def standing(request: web.Request, filing: Filing) -> dict[str, Any]:
    """What any page tells of one filing: its state in words, the receiver's number, why it failed."""
    vault = request.app[VAULT]
    return {
        "state": filing.state,
        "state_name": NAMES[filing.state_now],
        "cause": CAUSE_NAMES[Cause(filing.cause)] if filing.cause is not None else None,
        "reason": vault.decrypt(filing.reason_box) if filing.reason_box is not None else None,
        "reference": vault.decrypt(filing.reference_box) if filing.reference_box is not None else None,
        "at": filing.updated_at,
    }
