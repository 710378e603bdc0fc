"""One revision at the desk: what it says and changes, what its check found, and what is done with it."""

from __future__ import annotations

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession

from actions.clock import local_date
from actions.desk.frame import for_staff, member_of, redirected, render, shows_again, typed
from actions.errors import InvalidField, NotFound, Refusal
from actions.faq import queries, reviewing
from actions.faq.acting import APPROVER, EDITOR, acting_as, rejecting_roles, scope_of_revision
from actions.faq.acts import acts_for
from actions.faq.categories import CATEGORY_NAMES
from actions.faq.content import TopicContent
from actions.faq.course import course_of
from actions.faq.difference_lines import column_changes
from actions.faq.differences import differences
from actions.faq.errors import CheckRuns, UnderstandingUnavailable, why_not_checked
from actions.faq.feed import hold_faq
from actions.faq.feed_moving import COMMITTED, moves_feed
from actions.faq.findings import findings_of
from actions.faq.judging import Judged, is_nlu_to_judge, judge, result_of
from actions.faq.model import FaqRevision
from actions.faq.preview import previewed, previews
from actions.faq.reason_form import LONGEST_REASON, read_reason
from actions.faq.states import OPEN
from actions.faq.titles import titles_of
from actions.faq.validity import validity_of
from actions.faq.words import STATE_LOOKS, in_titles, state_name, topics_in, whom
from actions.staff.model import Role, StaffMember
from actions.web import CHECKPOINT, CLOCK, DATABASE, REFERENCE

routes = web.RouteTableDef()


@routes.get("/desk/faq/revisions/{revision}")
@for_staff(EDITOR, APPROVER)
async def revision_page(request: web.Request) -> web.StreamResponse:
    """With its differences to what it was written on, or to the revision of the same answer `since` names."""
    return await _page(request)


async def _page_again(request: web.Request, refusal: Refusal) -> web.Response:
    """The revision as it is now, with what is in the way; an unknown one has no page to show."""
    if isinstance(refusal, NotFound):
        raise refusal
    return await _page(request, refusal)


@routes.post("/desk/faq/revisions/{revision}/check")
@for_staff(EDITOR, APPROVER)
@shows_again(_page_again)
async def check_form(request: web.Request) -> web.StreamResponse:
    """303 to the revision with what nlu found; 503 when it cannot be asked."""
    result, version = result_of(await _judged(request, EDITOR, APPROVER, again=True))
    async with request.app[DATABASE].write() as session:
        by = await _acting(request, session, EDITOR, APPROVER)
        now = request.app[CLOCK]()
        await reviewing.keep_check(_named(request), result, of_version=version, by=by, session=session, now=now)
        await session.commit()
    return _done(request, "check")


@routes.post("/desk/faq/revisions/{revision}/submission")
@for_staff(EDITOR)
@shows_again(_page_again)
async def submission_form(request: web.Request) -> web.StreamResponse:
    """303 to the revision, now in review, checked if it was not and nlu could be asked.

    Sent twice, the second finds nlu busy with the first or the revision in review; neither submits it unchecked.
    """
    judged = await _judged(request, EDITOR, again=False)
    missing = judged.reason if isinstance(judged, UnderstandingUnavailable) else ""
    if missing in ("busy", "under_way"):
        raise CheckRuns(_named(request), is_this=missing == "under_way")
    async with request.app[DATABASE].write() as session:
        by = await _acting(request, session, EDITOR)
        checked, now = judged if isinstance(judged, tuple) else None, request.app[CLOCK]()
        await reviewing.submit(_named(request), checked=checked, by=by, session=session, now=now)
        await session.commit()
    return _done(request, "submission", unchecked=missing)


@routes.post("/desk/faq/revisions/{revision}/approval")
@for_staff(APPROVER)
@moves_feed
@shows_again(_page_again)
async def approval_form(request: web.Request) -> web.StreamResponse:
    """303 to the revision, which is out unless its check forbids it; of two yeses the second reads who was first."""
    async with request.app[DATABASE].write() as session:
        by, reference = await _acting(request, session, APPROVER), request.app[REFERENCE]
        now = request.app[CLOCK]()
        await reviewing.approve(_named(request), by=by, session=session, reference=reference, now=now)
        await session.commit()
    return _done(request, "approval")


@routes.post("/desk/faq/revisions/{revision}/publication")
@for_staff(APPROVER)
@moves_feed
@shows_again(_page_again)
async def publication_form(request: web.Request) -> web.StreamResponse:
    """303 to the revision, now out; where its check forbids it, only with a reason."""
    form = await typed(request)
    reason = read_reason(form) if "reason" in form else None
    async with request.app[DATABASE].write() as session:
        await reviewing.publish(
            _named(request),
            in_spite_of_check=reason,
            by=await _acting(request, session, APPROVER),
            session=session,
            reference=request.app[REFERENCE],
            now=request.app[CLOCK](),
        )
        await session.commit()
    return _done(request, "publication")


@routes.post("/desk/faq/revisions/{revision}/rejection")
@for_staff(EDITOR, APPROVER)
@shows_again(_page_again)
async def rejection_form(request: web.Request) -> web.StreamResponse:
    """303 to the revision, which ends here; editors drop drafts only."""
    reason = read_reason(await typed(request))
    async with request.app[DATABASE].write() as session:
        await hold_faq(session)  # before it is read: of two at once the second sees what the first made of it
        revision = await queries.known_revision(session, _named(request))
        by = await _acting(request, session, *rejecting_roles(revision.state_now))
        await reviewing.reject(_named(request), reason=reason, by=by, session=session, now=request.app[CLOCK]())
        await session.commit()
    return _done(request, "rejection")


async def _judged(request: web.Request, *roles: Role, again: bool) -> Judged:
    """What nlu says, who asks being one who may; it is asked while no transaction is open."""
    async with request.app[DATABASE].read() as session:
        await _acting(request, session, *roles)
    return await judge(request.app, _named(request), again=again)


async def _acting(request: web.Request, session: AsyncSession, *roles: Role) -> StaffMember:
    return await acting_as(session, member_of(request).login, *roles, on=scope_of_revision(_named(request)))


def _named(request: web.Request) -> str:
    return request.match_info["revision"]


def _done(request: web.Request, act: str, *, unchecked: str = "") -> web.Response:
    request.app[CHECKPOINT](COMMITTED)
    why = f"&unchecked={unchecked}" if unchecked else ""
    return redirected(f"/desk/faq/revisions/{_named(request)}?done={act}{why}")


async def _page(request: web.Request, refusal: Refusal | None = None) -> web.Response:
    member, reference = member_of(request), request.app[REFERENCE]
    today = local_date(request.app[CLOCK]())
    async with request.app[DATABASE].read() as session:
        one = await queries.known_revision(session, _named(request))
        others = [each for each in await queries.revisions_of(session, one.entry) if each.number != one.number]
        earlier = _compared(request, one, others)
        shown = [one, earlier] if earlier is not None else [one]
        names = await titles_of(session, {topic for each in shown for topic in topics_in(each)}, reference)
        hands = await queries.names_of_hands(session, [one])
        general = await queries.general_revision(session, one.entry.topic)
        is_slow = one.state_now in OPEN and await is_nlu_to_judge(session, one, today)
    found = differences(earlier.says, one.says) if earlier is not None else []
    return render(
        request,
        "faq_revision.html",
        status=refusal.status if refusal is not None else 200,
        one=one,
        entry_name=str(one.entry.name),
        title=one.content.get("title") or names.get(one.entry.topic, one.entry.topic),
        names=names,
        categories=CATEGORY_NAMES,
        whom=whom(one.entry.name.scope, reference),
        validity=validity_of(one.says, today),
        state=state_name(one),
        look=STATE_LOOKS[one.state_now],
        course=course_of(one, hands),
        earlier=earlier,
        changes=column_changes(found, names),
        shown=previews(previewed(one.entry.name, one.says, _topic(general)), names, reference, today),
        others={each.name: f"第 {each.number} 版（{state_name(each)}）" for each in others},
        check=findings_of(one, names),
        is_slow=is_slow,
        acts=acts_for(one, member),
        longest_reason=LONGEST_REASON,
        typed=await typed(request),
        act=request.path.rpartition("/")[2] if request.method == "POST" else "",
        problem=in_titles(refusal.detail, names, reference) if refusal is not None else None,
        done=request.query.get("done"),
        unchecked=why_not_checked(request.query.get("unchecked", "")),
    )


def _topic(general: FaqRevision | None) -> TopicContent | None:
    """What its topic says to everybody."""
    says = general.says if general is not None else None
    return says if isinstance(says, TopicContent) else None


def _compared(request: web.Request, one: FaqRevision, others: list[FaqRevision]) -> FaqRevision | None:
    """What it is shown against; None for the first of its answer. Raises InvalidField."""
    since = request.query.get("since", "")
    found = next((each for each in others if each.name == since or (not since and each.number == one.based_on)), None)
    if since and found is None:
        raise InvalidField("since", "只能和同一条答复的另一版比较。")
    return found
