"""One answer at the desk: what is out, what is begun, its history; brought back and taken out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from actions.clock import local_date
from actions.desk.frame import for_staff, member_of, redirected, render, shows_again, typed
from actions.errors import InvalidField, NotFound, Refusal
from actions.faq import queries, taking_back
from actions.faq.acting import APPROVER, EDITOR, acting_as, scope_of_entry
from actions.faq.categories import CATEGORY_NAMES
from actions.faq.course import course_of
from actions.faq.drafting import Draft, put_draft
from actions.faq.errors import NothingOut
from actions.faq.feed import hold_faq
from actions.faq.feed_moving import COMMITTED, moves_feed
from actions.faq.model import FaqEntry, FaqRevision
from actions.faq.reason_form import LONGEST_REASON, read_reason
from actions.faq.states import OPEN, State
from actions.faq.titles import titles_of
from actions.faq.validity import validity_of
from actions.faq.words import STATE_LOOKS, in_titles, state_name, topics_in, whom
from actions.staff.access import covers_all, has_role
from actions.staff.model import StaffMember
from actions.web import CHECKPOINT, CLOCK, DATABASE, REFERENCE

routes = web.RouteTableDef()


@routes.get("/desk/faq/entries/{entry}")
@for_staff(EDITOR, APPROVER)
async def entry_page(request: web.Request) -> web.StreamResponse:
    return await _page(request)


async def _page_again(request: web.Request, refusal: Refusal) -> web.Response:
    """The answer as it is now, with what is in the way; an unknown one has no page to show."""
    if isinstance(refusal, NotFound):
        raise refusal
    return await _page(request, refusal)


@routes.post("/desk/faq/entries/{entry}/confirmation")
@for_staff(EDITOR)
@shows_again(_page_again)
async def confirmation_form(request: web.Request) -> web.StreamResponse:
    """303 to a draft that says what is out, which nobody of the union has approved yet; 409 where somebody has."""
    name = request.match_info["entry"]
    async with request.app[DATABASE].write() as session:
        by = await acting_as(session, member_of(request).login, EDITOR, on=scope_of_entry(name))
        await hold_faq(session)
        await taking_back.require_still_out(session, name, (await typed(request)).get("seen", ""))
        entry = await queries.known_entry(session, name)
        out = await queries.published_revision(session, entry)
        if out is None:
            raise NothingOut(name)
        wanted = Draft(entry.name, out.says, is_confirmation=True)
        draft = await put_draft(wanted, by=by, session=session, now=request.app[CLOCK]())
        await session.commit()
    request.app[CHECKPOINT](COMMITTED)
    return redirected(f"/desk/faq/revisions/{draft.name}")


@routes.post("/desk/faq/entries/{entry}/rollback")
@for_staff(EDITOR)
@moves_feed
@shows_again(_page_again)
async def rollback_form(request: web.Request) -> web.StreamResponse:
    """303 to the answer, where an earlier revision is out anew; the page again when what is out has changed."""
    name, form = request.match_info["entry"], await typed(request)
    reason, number = read_reason(form), form.get("to", "")
    if not (number.isascii() and number.isdecimal() and len(number) < 7):
        raise InvalidField("to", "请选要退回到哪一版。")
    async with request.app[DATABASE].write() as session:
        by = await acting_as(session, member_of(request).login, EDITOR, on=scope_of_entry(name))
        await taking_back.require_still_out(session, name, form.get("seen", ""))
        now = request.app[CLOCK]()
        await taking_back.roll_back(name, to=int(number), reason=reason, by=by, session=session, now=now)
        await session.commit()
    request.app[CHECKPOINT](COMMITTED)
    return redirected(f"/desk/faq/entries/{name}?done=rollback")


@routes.post("/desk/faq/entries/{entry}/retirement")
@for_staff(APPROVER)
@moves_feed
@shows_again(_page_again)
async def retirement_form(request: web.Request) -> web.StreamResponse:
    """303 to the answer, which workers do not get any more; the page again when what is out has changed."""
    name, form = request.match_info["entry"], await typed(request)
    reason = read_reason(form)
    async with request.app[DATABASE].write() as session:
        by = await acting_as(session, member_of(request).login, APPROVER, on=scope_of_entry(name))
        await taking_back.require_still_out(session, name, form.get("seen", ""))
        await taking_back.retire(name, reason=reason, by=by, session=session, now=request.app[CLOCK]())
        await session.commit()
    request.app[CHECKPOINT](COMMITTED)
    return redirected(f"/desk/faq/entries/{name}?done=retirement")


async def _page(request: web.Request, refusal: Refusal | None = None) -> web.Response:
    member, reference = member_of(request), request.app[REFERENCE]
    async with request.app[DATABASE].read() as session:
        entry = await queries.known_entry(session, request.match_info["entry"])
        revisions = await queries.revisions_of(session, entry)
        hands = await queries.names_of_hands(session, revisions)
        family = await queries.entries_of(session, entry.topic)
        are_out = await queries.are_out(session, family)
        out = next((one for one in revisions if one.state_now is State.PUBLISHED), None)
        names = await titles_of(session, {entry.topic, *(topics_in(out) if out is not None else ())}, reference)
    is_covered = covers_all(member, entry.areas)
    return render(
        request,
        "faq_entry.html",
        status=refusal.status if refusal is not None else 200,
        entry=entry,
        name=str(entry.name),
        title=names.get(entry.topic, entry.topic),
        names=names,
        categories=CATEGORY_NAMES,
        whom=whom(entry.name.scope, reference),
        out=out,
        validity=validity_of(out.says, local_date(request.app[CLOCK]())) if out is not None else None,
        begun=next((one for one in revisions if one.state_now in OPEN), None),
        rejected=_rejected(revisions[0], member),
        history=[_line(one, out, hands) for one in revisions],
        family=[_relative(one, entry, request, are_out) for one in family if one.id != entry.id],
        is_covered=is_covered,
        edits=is_covered and has_role(member, EDITOR),
        retires=is_covered and has_role(member, APPROVER),
        longest_reason=LONGEST_REASON,
        typed=await typed(request),
        act=request.path.rpartition("/")[2] if request.method == "POST" else "",
        problem=in_titles(refusal.detail, names, reference) if refusal is not None else None,
        done=request.query.get("done"),
    )


def _rejected(newest: FaqRevision, member: StaffMember) -> FaqRevision | None:
    """What the colleague wrote last, when somebody else said no to it and nothing was begun since."""
    return newest if newest.is_refused and newest.author_id == member.id else None


def _line(revision: FaqRevision, out: FaqRevision | None, hands: Mapping[int, str]) -> dict[str, Any]:
    return {
        "revision": revision,
        "state": state_name(revision),
        "look": STATE_LOOKS[revision.state_now],
        "course": course_of(revision, hands),
        "was_out": revision.published_at is not None and revision is not out,
    }


def _relative(one: FaqEntry, entry: FaqEntry, request: web.Request, are_out: set[int]) -> dict[str, Any]:
    """Another answer to the same topic."""
    return {
        "name": str(one.name),
        "whom": whom(one.name.scope, request.app[REFERENCE]),
        "is_out": one.id in are_out,
    }
