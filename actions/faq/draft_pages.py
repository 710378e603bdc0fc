"""Writing answers at the desk: a draft, a new topic or a narrower answer; previewed and tried while it is typed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping
from functools import wraps
from typing import Any

from aiohttp import web
from multidict import MultiMapping
from sqlalchemy.ext.asyncio import AsyncSession

from actions.clock import local_date, local_text
from actions.desk.frame import for_staff, member_of, redirected, render
from actions.errors import Refusal
from actions.faq.content import TopicContent
from actions.faq.draft_filling import seen_in
from actions.faq.draft_form import (
    buttons_named,
    cells_from,
    cells_of,
    codes_of,
    for_trying,
    read_cells,
    with_buttons,
)
from actions.faq.draft_page import Trial, draft_page, shown_in_channels
from actions.faq.draft_place import Place, standing_at
from actions.faq.drafting import Draft
from actions.faq.errors import DraftFaults, TopicNotFound, UnderstandingUnavailable
from actions.faq.feed import hold_faq
from actions.faq.feed_moving import COMMITTED
from actions.faq.judging import UNDERSTANDING
from actions.faq.merging import merged
from actions.faq.model import FaqRevision
from actions.faq.opened import carried, opened_with
from actions.faq.scope import EntryName, Scope, is_topic_id
from actions.faq.surroundings import look_around
from actions.faq.titles import topics_there
from actions.faq.trying import tried_out
from actions.faq.understanding import LONGEST_TEXT
from actions.faq.writing import Standing, keep_writing
from actions.questions.answering import take_up
from actions.reference import Reference
from actions.staff.access import covers_all
from actions.staff.errors import OutsideArea
from actions.staff.model import Role
from actions.web import CHECKPOINT, CLOCK, DATABASE, REFERENCE, Handler, answer

_ENTRY = "/desk/faq/entries/{entry}"
_NEW = "/desk/faq/drafts/new"
#: Said in the address a form that was sent leads to: the script of that page forgets what this device kept.
SAVED = "done=draft"

AtPlace = Callable[[web.Request, Place], Awaitable[web.StreamResponse]]

routes = web.RouteTableDef()


def at_place(handler: AtPlace) -> Handler:
    """Declare a page of the entry its address names, or of one nobody began.

    The latter is a topic, or with `topic` in the address an answer of that topic for fewer. Raises TopicNotFound,
    OutsideArea.
    """

    @wraps(handler)
    async def handle(request: web.Request) -> web.StreamResponse:
        begun = request.match_info.get("entry")
        place = await _new_place(request) if begun is None else _entry_place(begun)
        # For whom a new narrower answer holds is chosen on the page, and looked at when it is kept.
        if not (place.is_new and place.narrower) and not covers_all(member_of(request), place.name.scope.areas):
            raise OutsideArea
        return await handler(request, place)

    return handle


def _entry_place(called: str) -> Place:
    name = EntryName.parse(called)
    if name is None:
        raise TopicNotFound
    return Place(name, narrower=bool(name.scope.key), is_new=False)


async def _new_place(request: web.Request) -> Place:
    form = await request.post()
    of = request.query.get("topic", "") or str(form.get("of", ""))
    if not of:
        return Place(EntryName(str(form.get("topic", "")).strip()), narrower=False, is_new=True)
    if not is_topic_id(of):
        raise TopicNotFound
    scope = Scope.of(map(str, form.getall("areas", [])), map(str, form.getall("trades", [])))
    return Place(EntryName(of, scope), narrower=True, is_new=True)


@routes.get(f"{_ENTRY}/draft")
@routes.get(_NEW)
@for_staff(Role.FAQ_EDITOR)
@at_place
async def writing_page(request: web.Request, place: Place) -> web.StreamResponse:
    return await draft_page(request, place)


@routes.post(f"{_ENTRY}/draft")
@routes.post(_NEW)
@for_staff(Role.FAQ_EDITOR)
@at_place
async def draft_form(request: web.Request, place: Place) -> web.StreamResponse:
    """303 to the revision; the page again with what is in the way, or where a colleague wrote something else.

    A form with `autosave` comes from the page's script: it is told in JSON what became of it.
    """
    form = await request.post()
    is_autosave = form.get("autosave") == "1"
    try:
        kept = await _keep(request, place, form)
    except Refusal as refusal:
        return refused(refusal) if is_autosave else await draft_page(request, place, refusal=refusal)
    return saved(request, place, kept) if is_autosave else redirected(f"/desk/faq/revisions/{kept.name}?{SAVED}")


def saved(request: web.Request, place: Place, kept: FaqRevision) -> web.Response:
    """What the form is made over from now on; what it is compared with, should a colleague write in it, too."""
    at = local_text(request.app[CLOCK]())[-5:]
    opened = carried(opened_with(cells_of(kept.says, narrower=place.narrower)))
    seen = {"draft": kept.number, "draft_version": kept.draft_version, "out": kept.based_on}
    return answer({"kind": "saved", "said": f"已自动保存 {at}", "opened": opened, **seen})


def refused(refusal: Refusal) -> web.Response:
    faults = dict(refusal.faults) if isinstance(refusal, DraftFaults) else {}
    return answer({"kind": refusal.kind, "said": refusal.detail, "faults": faults}, status=refusal.status)


@routes.post(f"{_ENTRY}/tries")
@routes.post(f"{_NEW}/tries")
@for_staff(Role.FAQ_EDITOR)
@at_place
async def tries(request: web.Request, place: Place) -> web.StreamResponse:
    """What the bot makes of a question now and with the draft: a piece for htmx, else the whole page with it."""
    trial = await _trial(request, place)
    if "HX-Request" in request.headers:
        return render(request, "faq_tried.html", trial=trial)
    return await draft_page(request, place, trial=trial)


@routes.post(f"{_ENTRY}/previews")
@routes.post(f"{_NEW}/previews")
@for_staff(Role.FAQ_EDITOR)
@at_place
async def previews(request: web.Request, place: Place) -> web.StreamResponse:
    """A piece for htmx: what is typed now, as each channel would show it."""
    app, cells = request.app, cells_from(await request.post(), narrower=place.narrower)
    async with app[DATABASE].read() as session:
        standing = await standing_at(session, place, app[REFERENCE], buttons=buttons_named(cells))
    shown = shown_in_channels(place, standing, with_buttons(cells, standing), app[REFERENCE], local_date(app[CLOCK]()))
    return render(request, "faq_previewed.html", shown=shown)


async def _keep(request: web.Request, place: Place, form: MultiMapping[Any]) -> FaqRevision:
    """The draft as it is kept now."""
    app, member, now = request.app, member_of(request), request.app[CLOCK]()
    cells, seen = cells_from(form, narrower=place.narrower), seen_in(form)
    async with app[DATABASE].write() as session:
        await hold_faq(session)
        standing = await standing_at(session, place, app[REFERENCE], buttons=buttons_named(cells))
        cells, name = with_buttons(cells, standing), place.name
        if place.is_new:
            name = await _new_name(session, place, app[REFERENCE], cells.get("category", ""))
            _require_new(place, name, standing, covered=covers_all(member, name.scope.areas))
        elif not standing.exists:
            raise TopicNotFound
        other = {"draft": standing.draft, "out": standing.out}.get(str(form.get("theirs", "")))
        if other is not None and seen == standing.seen:
            theirs = cells_of(other.says, narrower=place.narrower)
            picks = {column: str(form.get(f"pick_{column}", "")) for column in cells}
            cells = merged(cells, theirs, shown=[str(one) for one in form.getall("shown", [])], picks=picks)
        around = await look_around(session, app[REFERENCE], about=[name.topic, *codes_of(cells["buttons"])])
        content, faults = read_cells(name, cells, around, standing)
        if content is None:
            raise DraftFaults(faults)
        wanted = Draft(name, content, seen.draft_version, is_autosave=form.get("autosave") == "1")
        kept = await keep_writing(wanted, seen, standing, by=member, session=session, now=now)
        if cluster := str(form.get("cluster", "")):
            await take_up(cluster, kept, by=member, session=session, now=now)
        await session.commit()
    app[CHECKPOINT](COMMITTED)
    return kept


async def _new_name(session: AsyncSession, place: Place, reference: Reference, category: str) -> EntryName:
    """The name that was typed; a topic without one gets the next free of its category."""
    if place.narrower or place.name.topic:
        return place.name
    return EntryName(await free_topic(session, reference.tasks, category))


async def free_topic(session: AsyncSession, tasks: Collection[str], category: str) -> str:
    """`join_1`: the first id of that kind that neither a topic nor a task has."""
    stem, first, most = category or "topic", 1, 20
    while True:
        names = [f"{stem}_{number}" for number in range(first, first + most)]
        taken = {*await topics_there(session, names), *tasks}
        if free := [name for name in names if name not in taken]:
            return free[0]
        first, most = first + most, 4 * most


def _require_new(place: Place, name: EntryName, standing: Standing, *, covered: bool) -> None:
    """Raises DraftFaults: what is there already is changed, and never begun again."""
    faults: dict[str, str] = {}
    if place.narrower and not name.scope.key:
        faults["areas"] = "没有选地区，也没有选行当。请至少选一个。"
    elif not covered:
        faults["areas"] = "这超出了您负责的地区。请只选您负责的地区。"
    elif standing.exists:
        column = "areas" if place.narrower else "topic"
        faults[column] = "这一条已经有了。请从“答复”里找到它，在它上面改。"
    if faults:
        raise DraftFaults(faults)


async def _trial(request: web.Request, place: Place) -> Trial:
    form = await request.post()
    asked = str(form.get("asked", "")).strip()
    if not asked:
        return Trial("", problem="先写一句工友会问的话。")
    if len(asked) > LONGEST_TEXT:
        return Trial(asked, problem=f"太长了，请不要超过 {LONGEST_TEXT} 个字。")
    cells, reference = cells_from(form, narrower=place.narrower), request.app[REFERENCE]
    async with request.app[DATABASE].read() as session:
        standing = await standing_at(session, place, reference, buttons=buttons_named(cells))
        topic = (await _new_name(session, place, reference, cells.get("category", ""))).topic
    titles: Mapping[str, str] = standing.titles
    content = for_trying(cells)
    if content is None:
        return Trial(asked, problem="先写上标题，再试。")
    if isinstance(content, TopicContent):
        titles = {**titles, topic: content.title}
    try:
        tried = await request.app[UNDERSTANDING].try_out(topic, content, [asked])
    except UnderstandingUnavailable as refusal:
        return Trial(asked, problem=f"现在试不了：{refusal.why}。别的都能照常用。")
    return Trial(asked, [tried_out(one, titles) for one in tried])
