"""Questions nobody answered, at the desk: clusters with how many workers asked, and what is done about each."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from urllib.parse import urlencode

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession

from actions.desk.frame import for_staff, member_of, redirected, render, shows_again, typed
from actions.errors import InvalidField, Refusal
from actions.faq import queries
from actions.faq.choices import choices, code_in, find_fitting, tell_unclear
from actions.faq.errors import DraftFaults, RevisionNotFound
from actions.faq.feed import hold_faq
from actions.faq.feed_moving import COMMITTED
from actions.faq.judging import UNDERSTANDING
from actions.faq.model import FaqRevision
from actions.faq.scope import EntryName, revision_name
from actions.faq.states import State
from actions.faq.titles import titles_at_work, titles_offered
from actions.faq.words import STATE_LOOKS, in_titles, state_name
from actions.questions.answering import add_phrasings, ticked, wordings_of
from actions.questions.arranging import LONGEST_REASON, assign, dismiss, join, part, reopen
from actions.questions.clusters import (
    SHOW_NAMES,
    Show,
    count_unsorted,
    counties_in,
    counts,
    described,
    known_cluster,
    listed,
    picked_of,
    questions_in,
    reasons_in,
)
from actions.questions.errors import ClusterNotFound, NothingPicked
from actions.questions.model import Cluster, Reason
from actions.questions.nearest import Nearest, nearest_now
from actions.questions.states import UNDONE
from actions.reference import Reference
from actions.staff.access import covers_all, has_role
from actions.staff.errors import OutsideArea
from actions.staff.model import Role, StaffMember
from actions.staff.people import writers_of_answers
from actions.web import CHECKPOINT, CLOCK, DATABASE, REFERENCE, VAULT

PAGE_LENGTH = 25
#: Different wordings one page shows, and how many of them are ticked at first.
MOST_WORDINGS, TICKED = 50, 10
MOST_NEAREST = 4
LONGEST_SEARCH = 40
_JOINABLE = (Show.OPEN, Show.MINE, Show.DRAFTING)

REASON_NAMES: Mapping[Reason, str] = {
    Reason.FALLBACK: "没听懂",
    Reason.NONE_FIT: "候选都不是",
    Reason.UNHELPFUL: "说没答对",
    Reason.OVERRIDE: "接线员另答的",
}

_HERE = "/desk/questions"
_ONE = f"{_HERE}/{{cluster}}"

routes = web.RouteTableDef()


@routes.get(_HERE)
@for_staff(Role.FAQ_EDITOR, Role.FAQ_APPROVER)
async def questions_page(request: web.Request) -> web.StreamResponse:
    """Clusters of one list, those most asked about first; the counts are of all lists, whatever is searched for."""
    return await _list(request)


async def _list_again(request: web.Request, refusal: Refusal) -> web.Response:
    return await _list(request, refusal)


@routes.post(f"{_HERE}/joining")
@for_staff(Role.FAQ_EDITOR)
@shows_again(_list_again)
async def joining_form(request: web.Request) -> web.StreamResponse:
    """303 to the one cluster that was made of those ticked; the list again with what is in the way."""
    names = [str(one) for one in (await request.post()).getall("clusters", [])]
    return await _deal(request, "joining", partial(join, names))


async def _list(request: web.Request, refusal: Refusal | None = None) -> web.Response:
    words = " ".join(request.query.get("q", "")[:LONGEST_SEARCH].split())
    show = Show(text) if (text := request.query.get("show", "")) in set(Show) else Show.OPEN
    page = max(1, int(text)) if (text := request.query.get("page", "1")).isdecimal() and len(text) < 6 else 1
    app, member = request.app, member_of(request)
    async with app[DATABASE].read() as session:
        found = await listed(
            session,
            app[VAULT],
            show,
            member,
            words=words,
            limit=PAGE_LENGTH + 1,
            offset=(page - 1) * PAGE_LENGTH,
        )
        numbers = await counts(session, member)
        unsorted = await count_unsorted(session)
        names = await titles_at_work(session, {topic for one in found for topic in one.topics})
    return render(
        request,
        "questions.html",
        status=refusal.status if refusal is not None else 200,
        problem=refusal.detail if refusal is not None else None,
        lines=[(one, _named(one.topics, names)[:1]) for one in found[:PAGE_LENGTH]],
        tabs={_address(one, words): (name, numbers[one]) for one, name in SHOW_NAMES.items()},
        address=_address(show, words),
        words=words,
        longest_search=LONGEST_SEARCH,
        joins=_deals(member) and show in _JOINABLE,
        show=show,
        show_name=SHOW_NAMES[show],
        page=page,
        is_last=len(found) <= PAGE_LENGTH,
        unsorted=unsorted,
    )


@routes.get(_ONE)
@for_staff(Role.FAQ_EDITOR, Role.FAQ_APPROVER)
async def cluster_page(request: web.Request) -> web.StreamResponse:
    return await _page(request)


async def _page_again(request: web.Request, refusal: Refusal) -> web.Response:
    """The cluster as it is now, with what is in the way; an unknown one has no page to show."""
    if isinstance(refusal, ClusterNotFound):
        raise refusal
    return await _page(request, refusal)


@routes.post(f"{_ONE}/assignment")
@for_staff(Role.FAQ_EDITOR)
@shows_again(_page_again)
async def assignment_form(request: web.Request) -> web.StreamResponse:
    """303 to the cluster, which is that colleague's now, or nobody's."""
    to = (await typed(request)).get("to", "")
    async with request.app[DATABASE].read() as session:
        writers = {str(one.id): one for one in await writers_of_answers(session)}
    if to and to not in writers:
        raise InvalidField("to", "请从名单里选一位问答编辑。")
    return await _deal(request, "assignment", partial(assign, _name(request), writers.get(to)))


@routes.post(f"{_ONE}/phrasings")
@for_staff(Role.FAQ_EDITOR)
@shows_again(_page_again)
async def phrasings_form(request: web.Request) -> web.StreamResponse:
    """303 to the revision in which what was ticked stands as phrasings now; to the cluster where that is out already.

    `topic` is one of the nearest, whose button was pressed, `other` any, chosen from the list or typed.
    """
    app, form = request.app, await request.post()
    async with app[DATABASE].write() as session:
        by = _dealing(request)
        await hold_faq(session)
        revision = await add_phrasings(
            _name(request),
            str(form.get("topic") or "") or await _topic_meant(session, str(form.get("other") or "")),
            ticked(form, "questions"),
            by=by,
            session=session,
            vault=app[VAULT],
            reference=app[REFERENCE],
            now=app[CLOCK](),
        )
        await session.commit()
    app[CHECKPOINT](COMMITTED)
    if revision.state_now is State.PUBLISHED:
        return redirected(f"{_HERE}/{_name(request)}?done=known")
    return redirected(f"/desk/faq/revisions/{revision.name}")


@routes.post(f"{_ONE}/topic")
@for_staff(Role.FAQ_EDITOR)
@shows_again(_page_again)
async def topic_form(request: web.Request) -> web.StreamResponse:
    """303 to the page of a new answer, filled in with what was ticked; nothing is written yet."""
    picked = ticked(await request.post(), "questions")
    async with request.app[DATABASE].read() as session:
        _dealing(request)
        cluster = await known_cluster(session, _name(request))
        if not await picked_of(session, cluster, picked):
            raise NothingPicked
    asked = [("cluster", str(cluster.id)), *(("question", str(one)) for one in sorted(picked))]
    return redirected(f"/desk/faq/drafts/new?{urlencode(asked)}")


@routes.post(f"{_ONE}/dismissal")
@for_staff(Role.FAQ_EDITOR)
@shows_again(_page_again)
async def dismissal_form(request: web.Request) -> web.StreamResponse:
    """303 to the cluster, which nobody is to answer."""
    reason = (await typed(request)).get("reason", "")
    return await _deal(request, "dismissal", partial(dismiss, _name(request), reason=reason))


@routes.post(f"{_ONE}/reopening")
@for_staff(Role.FAQ_EDITOR)
@shows_again(_page_again)
async def reopening_form(request: web.Request) -> web.StreamResponse:
    """303 to the cluster, which waits for an answer again; the form says what state it was made for."""
    seen = (await typed(request)).get("state", "")
    return await _deal(request, "reopening", partial(reopen, _name(request), seen=seen))


@routes.post(f"{_ONE}/parting")
@for_staff(Role.FAQ_EDITOR)
@shows_again(_page_again)
async def parting_form(request: web.Request) -> web.StreamResponse:
    """303 to the new cluster of what was ticked."""
    picked = ticked(await request.post(), "questions")
    return await _deal(request, "parting", partial(part, _name(request), picked))


async def _deal(request: web.Request, what: str, act: Callable[..., Awaitable[Cluster]]) -> web.Response:
    """One act of a colleague who may; 303 to the cluster it leads to."""
    async with request.app[DATABASE].write() as session:
        cluster = await act(by=_dealing(request), session=session, now=request.app[CLOCK]())
        await session.commit()
    request.app[CHECKPOINT]("questions.arranged")
    return redirected(f"{_HERE}/{cluster.id}?done={what}")


async def _page(request: web.Request, refusal: Refusal | None = None) -> web.Response:
    app, member, form = request.app, member_of(request), await request.post()
    async with app[DATABASE].read() as session:
        cluster = await known_cluster(session, _name(request))
        one = await described(session, app[VAULT], cluster)
        wordings = wordings_of(await questions_in(session, cluster, limit=10 * MOST_WORDINGS), app[VAULT])
        reasons, counties = await reasons_in(session, cluster), await counties_in(session, cluster)
        others = await titles_offered(session)
        writers = await writers_of_answers(session)
        answer = await _answer_of(session, cluster.topic, cluster.number)
    is_undone, deals = cluster.state_now in UNDONE, _deals(member)
    nearest = Nearest(one.topics)
    if is_undone and deals:
        nearest = await nearest_now(app[UNDERSTANDING], [each.text for each in wordings], one.topics)
    async with app[DATABASE].read() as session:
        names = await titles_at_work(session, {*nearest.topics, cluster.topic or ""})
    shown = wordings[:MOST_WORDINGS]
    fit = [wording for wording in shown if wording.fits and wording.is_whole][:TICKED]
    boxes = [(wording, ",".join(map(str, wording.questions))) for wording in shown]
    regions = app[REFERENCE].regions
    return render(
        request,
        "question_cluster.html",
        status=refusal.status if refusal is not None else 200,
        one=one,
        cluster=cluster,
        state_name=SHOW_NAMES[Show(cluster.state)],
        here=f"{_HERE}/{cluster.id}",
        boxes=boxes,
        chosen=ticked(form, "questions")
        if request.method == "POST"
        else {id_ for wording in fit for id_ in wording.questions},
        left_out=len(wordings) - len(shown),
        reasons={REASON_NAMES[reason]: count for reason, count in reasons.items()},
        counties={regions[code].name if code in regions else code: count for code, count in counties.items()},
        nearest=_named(nearest.topics, names)[:MOST_NEAREST],
        answered=names.get(nearest.answered or ""),
        topics=choices(sorted(others, key=lambda topic: others[topic]), others),
        writers={"": "没有人", **{str(writer.id): writer.name for writer in writers}},
        answer=answer,
        answer_state=state_name(answer) if answer is not None else "",
        answer_look=STATE_LOOKS[answer.state_now] if answer is not None else "",
        title=names.get(cluster.topic or "", cluster.topic),
        is_undone=is_undone,
        deals=deals,
        longest_reason=LONGEST_REASON,
        typed=await typed(request),
        act=request.path.rpartition("/")[2] if request.method == "POST" else "",
        problem=_problem(refusal, names, app[REFERENCE]),
        done=request.query.get("done"),
    )


def _address(show: Show, words: str) -> str:
    return f"{_HERE}?{urlencode({'show': show.value} | ({'q': words} if words else {}))}"


async def _topic_meant(session: AsyncSession, typed: str) -> str:
    """The id of the one topic that was chosen or typed. Raises InvalidField."""
    if not typed.strip():
        raise InvalidField("other", "请选是哪个问题。")
    titles = await titles_offered(session)
    fitting = find_fitting(typed, titles, known=await titles_at_work(session, {code_in(typed)}))
    if len(fitting) != 1:
        raise InvalidField("other", tell_unclear(typed, fitting, titles, kind="问题"))
    return fitting[0]


async def _answer_of(session: AsyncSession, topic: str | None, number: int | None) -> FaqRevision | None:
    """The revision a cluster waits for."""
    if topic is None or number is None:
        return None
    try:
        return await queries.known_revision(session, revision_name(EntryName(topic), number))
    except RevisionNotFound:
        return None


def _named(topics: Sequence[str], names: Mapping[str, str]) -> list[tuple[str, str]]:
    """Ids with titles, in their order; tasks and what is not out are left out."""
    return [(topic, names[topic]) for topic in topics if topic in names]


def _problem(refusal: Refusal | None, names: Mapping[str, str], reference: Reference) -> str | None:
    if isinstance(refusal, DraftFaults):
        return "".join(refusal.faults.values())
    return in_titles(refusal.detail, names, reference) if refusal is not None else None


def _deals(member: StaffMember) -> bool:
    """Questions come from everywhere, so it takes an editor of the whole province."""
    return has_role(member, Role.FAQ_EDITOR) and covers_all(member, ())


def _dealing(request: web.Request) -> StaffMember:
    """Raises OutsideArea."""
    member = member_of(request)
    if not _deals(member):
        raise OutsideArea
    return member


def _name(request: web.Request) -> str:
    return request.match_info["cluster"]
