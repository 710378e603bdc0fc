"""The API of the FAQ: one feed for followers, and revisions for staff through the command line."""

from __future__ import annotations

import functools
from collections.abc import Callable

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession

from actions.errors import InvalidField
from actions.faq import documents, queries, reviewing, taking_back
from actions.faq.acting import APPROVER, EDITOR, acting_for, rejecting_roles, scope_of_entry, scope_of_revision
from actions.faq.content import TopicContent
from actions.faq.differences import differences
from actions.faq.drafting import Draft, write_draft
from actions.faq.errors import UnderstandingUnavailable
from actions.faq.feed import hold_faq
from actions.faq.feed_moving import COMMITTED, FEED, moves_feed
from actions.faq.importing import CheckedList, check_list, import_list
from actions.faq.judging import Judged, judge, result_of
from actions.faq.requests import ActingFor, Import, NewDraft, Publication, Rejection, Retirement, Rollback
from actions.faq.scope import EntryName, Scope
from actions.faq.states import OPEN
from actions.faq.surroundings import look_around
from actions.settings import Client
from actions.web import CLOCK, DATABASE, REFERENCE, Handler, answer, changes, reads

#: Both made before the unit of work began.
_JUDGED: web.RequestKey[Judged] = web.RequestKey("JUDGED", object)  # type: ignore[arg-type]
_CHECKED = web.RequestKey("CHECKED", CheckedList)

#: Five thousand answers with thirty phrasings each, every sign written as \uXXXX.
LARGEST_IMPORT_BYTES = 48 * 1024 * 1024

routes = web.RouteTableDef()


def asks_understanding(*, again: bool) -> Callable[[Handler], Handler]:
    """Declare that nlu is asked first, while no transaction is open; `again`: even when it was asked before."""

    def declare(handler: Handler) -> Handler:
        @functools.wraps(handler)
        async def handle(request: web.Request) -> web.StreamResponse:
            request[_JUDGED] = await judge(request.app, _named(request), again=again)
            return await handler(request)

        return handle

    return declare


@routes.get("/v1/faq/feed")
@reads(Client.BOT, Client.NLU, Client.CLI)
async def feed(request: web.Request) -> web.Response:
    """200 with every entry, or 304 when `If-None-Match` names what is out."""
    out = request.app[FEED].current
    known = request.if_none_match or ()
    is_known = any(tag.value in (out.etag, "*") for tag in known)
    response = web.Response(status=304) if is_known else web.Response(body=out.body, content_type="application/json")
    response.etag = out.etag
    response.headers["Cache-Control"] = "no-cache"
    return response


@routes.get("/v1/faq/entries")
@reads(Client.CLI)
async def entries(request: web.Request) -> web.Response:
    """200 with every entry, what is out and what is being worked on."""
    async with request.app[DATABASE].read() as session:
        found = await queries.all_entries(session)
        out, begun = await queries.all_published(session), await queries.every_revision(session, *OPEN)
        return answer({"entries": documents.entry_documents(found, out, begun)})


@routes.get("/v1/faq/entries/{entry}")
@reads(Client.CLI)
async def history(request: web.Request) -> web.Response:
    """200 with the entry's revisions, newest first, and what happened to each; 404."""
    async with request.app[DATABASE].read() as session:
        entry = await queries.known_entry(session, request.match_info["entry"])
        revisions = await queries.revisions_of(session, entry)
        hands = await queries.names_of_hands(session, revisions)
        return answer(documents.history_document(entry, revisions, hands))


@routes.get("/v1/faq/revisions/{revision}")
@reads(Client.CLI)
async def revision(request: web.Request) -> web.Response:
    """200 with the whole revision; 404."""
    async with request.app[DATABASE].read() as session:
        found = await queries.known_revision(session, request.match_info["revision"])
        return answer(documents.revision_document(found))


@routes.get("/v1/faq/revisions/{revision}/differences")
@reads(Client.CLI)
async def compare(request: web.Request) -> web.Response:
    """200 with what changed since `since` (a revision of the same entry), or since the one it was based on; 404."""
    async with request.app[DATABASE].read() as session:
        later = await queries.known_revision(session, request.match_info["revision"])
        earlier = None
        if since := request.query.get("since", ""):
            earlier = await queries.known_revision(session, since)
            if earlier.entry_id != later.entry_id:
                raise InvalidField("since", "只能比较同一条的两版。")
        elif later.based_on is not None:
            earlier = await queries.known_revision(session, f"{later.entry.name}.{later.based_on}")
        found = differences(earlier.says if earlier is not None else None, later.says)
        return answer(documents.difference_document(earlier, later, found))


@routes.get("/v1/faq/export")
@reads(Client.CLI)
async def export(request: web.Request) -> web.Response:
    """200 with all that is out, in the shape of the data folder's files."""
    async with request.app[DATABASE].read() as session:
        return answer({"topics": documents.topic_documents(await queries.all_published(session))})


@routes.post("/v1/faq/drafts")
@changes(Client.CLI, body=NewDraft, committed=COMMITTED)
async def post_draft(request: web.Request, wanted: NewDraft, session: AsyncSession) -> web.Response:
    """201 with the draft; 409 there is one already, or it was changed meanwhile; 422 naming the column."""
    scope = Scope.of(wanted.areas, wanted.trades)
    if isinstance(wanted.content, TopicContent) == bool(scope.key):
        raise InvalidField("content", "通用答复要有标题、分类和问法；按地区、行当的答复不能有。")
    by = await acting_for(session, wanted, EDITOR, on=scope)
    await hold_faq(session)
    draft = await write_draft(
        Draft(EntryName(wanted.topic, scope), wanted.content, wanted.draft_version),
        by=by,
        session=session,
        around=await look_around(session, request.app[REFERENCE], about=[wanted.topic, *wanted.content.buttons]),
        now=request.app[CLOCK](),
    )
    return answer(documents.revision_document(draft), status=201)


@routes.post("/v1/faq/revisions/{revision}/check")
@asks_understanding(again=True)
@changes(Client.CLI, body=ActingFor, committed=COMMITTED)
async def post_check(request: web.Request, wanted: ActingFor, session: AsyncSession) -> web.Response:
    """200 with what would change, kept in short with the revision; 404; 409 it is decided; 503 nlu cannot be asked."""
    by = await acting_for(session, wanted, EDITOR, APPROVER, on=_scope(request))
    result, version = result_of(request[_JUDGED])
    kept = await reviewing.keep_check(
        _named(request), result, of_version=version, by=by, session=session, now=request.app[CLOCK]()
    )
    return answer({"revision": kept.name, **result.model_dump(by_alias=True)})


@routes.post("/v1/faq/revisions/{revision}/submission")
@asks_understanding(again=False)
@changes(Client.CLI, body=ActingFor, committed=COMMITTED)
async def post_submission(request: web.Request, wanted: ActingFor, session: AsyncSession) -> web.Response:
    """200 with the revision, now in review; `check_missing` says why there is no check; 404; 409."""
    by, judged = await acting_for(session, wanted, EDITOR, on=_scope(request)), request[_JUDGED]
    missing = judged.reason if isinstance(judged, UnderstandingUnavailable) else None
    checked = judged if isinstance(judged, tuple) else None
    submitted = await reviewing.submit(
        _named(request), checked=checked, by=by, session=session, now=request.app[CLOCK]()
    )
    return answer({**documents.revision_document(submitted), "check_missing": missing})


@routes.post("/v1/faq/revisions/{revision}/approval")
@moves_feed
@changes(Client.CLI, body=ActingFor, committed=COMMITTED)
async def post_approval(request: web.Request, wanted: ActingFor, session: AsyncSession) -> web.Response:
    """200 with the revision: out, in review when the check forbids it; 404; 409 own work, decided (by whom)."""
    approved = await reviewing.approve(
        _named(request),
        by=await acting_for(session, wanted, APPROVER, on=_scope(request)),
        session=session,
        now=request.app[CLOCK](),
        reference=request.app[REFERENCE],
    )
    return answer(documents.revision_document(approved))


@routes.post("/v1/faq/revisions/{revision}/publication")
@moves_feed
@changes(Client.CLI, body=Publication, committed=COMMITTED)
async def post_publication(request: web.Request, wanted: Publication, session: AsyncSession) -> web.Response:
    """200 with the revision, now out; 404; 409 not approved, forbidden by the check, decided; 422 reason missing."""
    published = await reviewing.publish(
        _named(request),
        in_spite_of_check=wanted.reason if wanted.in_spite_of_check else None,
        reference=request.app[REFERENCE],
        by=await acting_for(session, wanted, APPROVER, on=_scope(request)),
        session=session,
        now=request.app[CLOCK](),
    )
    return answer(documents.revision_document(published))


@routes.post("/v1/faq/revisions/{revision}/rejection")
@changes(Client.CLI, body=Rejection, committed=COMMITTED)
async def post_rejection(request: web.Request, wanted: Rejection, session: AsyncSession) -> web.Response:
    """200 with the revision, which ends here; editors drop drafts only; 404; 409 decided; 422 reason missing."""
    await hold_faq(session)  # before it is read: of two at once the second sees what the first made of it
    kept = await queries.known_revision(session, _named(request))
    roles = rejecting_roles(kept.state_now)
    rejected = await reviewing.reject(
        _named(request),
        reason=wanted.reason,
        by=await acting_for(session, wanted, *roles, on=_scope(request)),
        session=session,
        now=request.app[CLOCK](),
    )
    return answer(documents.revision_document(rejected))


@routes.post("/v1/faq/entries/{entry}/rollback")
@moves_feed
@changes(Client.CLI, body=Rollback, committed=COMMITTED)
async def post_rollback(request: web.Request, wanted: Rollback, session: AsyncSession) -> web.Response:
    """200 with a new revision that says what an earlier one said; 404; 409 no such one was out."""
    back = await taking_back.roll_back(
        request.match_info["entry"],
        to=wanted.to,
        reason=wanted.reason,
        by=await acting_for(session, wanted, EDITOR, on=scope_of_entry(request.match_info["entry"])),
        session=session,
        now=request.app[CLOCK](),
    )
    return answer(documents.revision_document(back))


@routes.post("/v1/faq/entries/{entry}/retirement")
@moves_feed
@changes(Client.CLI, body=Retirement, committed=COMMITTED)
async def post_retirement(request: web.Request, wanted: Retirement, session: AsyncSession) -> web.Response:
    """200 with the revisions that were taken out; 404; 409 nothing is out; 422 reason missing."""
    retired = await taking_back.retire(
        request.match_info["entry"],
        reason=wanted.reason,
        by=await acting_for(session, wanted, APPROVER, on=scope_of_entry(request.match_info["entry"])),
        session=session,
        now=request.app[CLOCK](),
    )
    return answer({"retired": [documents.brief(one) for one in retired]})


async def _checked_list(request: web.Request, wanted: Import) -> None:
    """Seconds of work for thousands of rows. Raises NoSuchMember, NotActive, LacksRole."""
    async with request.app[DATABASE].read() as session:
        by = await acting_for(session, wanted, EDITOR, on=None)  # each row says for whom it holds
        request[_CHECKED] = await check_list(wanted.rows, by=by, session=session, reference=request.app[REFERENCE])


@routes.post("/v1/faq/imports")
@changes(Client.CLI, body=Import, committed=COMMITTED, largest_bytes=LARGEST_IMPORT_BYTES, before=_checked_list)
async def post_import(request: web.Request, wanted: Import, session: AsyncSession) -> web.Response:
    """200 with a report, row by row; no draft is made when it names a problem or it was a dry run; 409 what the rows
    were checked against has changed meanwhile.
    """
    report = await import_list(
        request[_CHECKED],
        dry_run=wanted.dry_run,
        by=await acting_for(session, wanted, EDITOR, on=None),
        session=session,
        now=request.app[CLOCK](),
    )
    return answer(report.document())


def _named(request: web.Request) -> str:
    return request.match_info["revision"]


def _scope(request: web.Request) -> Scope | None:
    """For whom the revision holds that the address names."""
    return scope_of_revision(_named(request))
