"""One conversation at the desk: what was said, with help beside it, and everything an operator does there.

Every form works as a form; the page's script sends the same ones, asks for JSON and shows refusals without leaving.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from functools import wraps
from typing import Any

from aiohttp import web

from actions.audit.actor import staff_actor
from actions.audit.log import record
from actions.desk.frame import for_staff, member_of, redirected, render, takes_uploads, typed
from actions.enrollment.documents import application
from actions.enrollment.queries import of_conversation as applications_of
from actions.errors import NotFound, Refusal
from actions.problems import problem_of
from actions.staff.access import PROVINCE
from actions.staff.model import Role
from actions.takeovers.assist import ANSWERS
from actions.takeovers.assist_evidence import Picked, keep_uses
from actions.takeovers.closing import OUTCOMES, close
from actions.takeovers.levels import operators
from actions.takeovers.model import Takeover
from actions.takeovers.photos import LARGEST_BYTES, Photo
from actions.takeovers.queries import held_by, seen_by
from actions.takeovers.quick_replies import HOURS, OPERATOR, TOPIC, UNION_HOTLINE, all_quick_replies, filled
from actions.takeovers.routes import CLIMB_AFTER, COMMITTED, DESK_HOURS
from actions.takeovers.states import State
from actions.takeovers.transcript import lines_after, photo_of
from actions.takeovers.transferring import Target, transfer
from actions.takeovers.typing_board import TYPING
from actions.takeovers.views import Standing, line_view, row, topic_title
from actions.takeovers.writing import LONGEST_TEXT, Words, write_line, write_note
from actions.web import CHECKPOINT, CLOCK, DATABASE, NEW_TOKEN, REFERENCE, VAULT, Handler, answer

_LARGEST_FORM_BYTES = LARGEST_BYTES + 64 * 1024

routes = web.RouteTableDef()


def _for_page_and_script(handler: Callable[[web.Request], Awaitable[str]]) -> Handler:
    """The handler returns where a browser goes next; a script gets 200 or a problem document instead."""

    @wraps(handler)
    async def handle(request: web.Request) -> web.StreamResponse:
        by_script = "application/json" in request.headers.get("Accept", "")
        try:
            address = await handler(request)
        except Refusal as refusal:
            return problem_of(refusal) if by_script else await _page(request, refusal=refusal)
        request.app[CHECKPOINT](COMMITTED)
        return answer({"next": address}) if by_script else redirected(address)

    return handle


@routes.get("/desk/conversations/{number}")
@for_staff(Role.OPERATOR)
async def conversation_page(request: web.Request) -> web.StreamResponse:
    """404 also for a conversation outside the operator's area."""
    return await _page(request)


@routes.get(r"/desk/conversations/{number}/photos/{seq:\d{1,8}}")
@for_staff(Role.OPERATOR)
async def photo(request: web.Request) -> web.StreamResponse:
    """That it was shown is an act the audit log records: a card may be on it."""
    app, member, seq = request.app, member_of(request), int(request.match_info["seq"])
    async with app[DATABASE].write() as session:
        takeover = await seen_by(session, request.match_info["number"], member)
        found = await photo_of(session, takeover.id, seq, app[VAULT])
        if found is None:
            raise NotFound("没有这张照片，可能已按本人要求删除。")
        by, now = staff_actor(member.id, member.name), app[CLOCK]()
        await record(session, "takeover.photo_shown", takeover.number, actor=by, at=now, detail={"seq": seq})
        await session.commit()
    return web.Response(body=found.content, content_type=found.type)


@routes.post("/desk/conversations/{number}/lines")
@for_staff(Role.OPERATOR)
@takes_uploads(_LARGEST_FORM_BYTES)
@_for_page_and_script
async def line_form(request: web.Request) -> str:
    """Words or a photo to the worker; the same form again is kept once."""
    app, form, member = request.app, await typed(request), member_of(request)
    words = Words(form.get("client_id", ""), form.get("text", ""), await _photo(request))
    number = request.match_info["number"]
    async with app[DATABASE].write() as session:
        await held_by(session, number, member)
        now = app[CLOCK]()  # once the row is held: lines go out by time, and that is the order of their numbers
        line = await write_line(number, words, member=member, session=session, vault=app[VAULT], now=now)
        takeover = await seen_by(session, number, member)
        await keep_uses(
            session,
            takeover,
            lines=await lines_after(session, takeover.id, 0, app[VAULT]),
            reply_seq=line.seq,
            picked=Picked.parse(form.get("assist", "")),
            answers=app[ANSWERS],
            member=member,
            now=now,
        )
        await session.commit()
    return f"/desk/conversations/{number}#line-{line.seq}"


@routes.post("/desk/conversations/{number}/notes")
@for_staff(Role.OPERATOR)
@_for_page_and_script
async def note_form(request: web.Request) -> str:
    """A note for colleagues; the worker never sees it."""
    app, form, number = request.app, await typed(request), request.match_info["number"]
    words = Words(form.get("client_id", ""), form.get("text", ""))
    async with app[DATABASE].write() as session:
        line = await write_note(
            number, words, member=member_of(request), session=session, vault=app[VAULT], now=app[CLOCK]()
        )
        await session.commit()
    return f"/desk/conversations/{number}#line-{line.seq}"


@routes.post("/desk/conversations/{number}/transfer")
@for_staff(Role.OPERATOR)
@_for_page_and_script
async def transfer_form(request: web.Request) -> str:
    """To a colleague (`staff:login`) or an area (`area:code`); the worker waits in front."""
    app, form = request.app, await typed(request)
    kind, _, value = form.get("to", "").partition(":")
    async with app[DATABASE].write() as session:
        await transfer(
            request.match_info["number"],
            Target(login=value) if kind == "staff" else Target(area=value if kind == "area" else None),
            member=member_of(request),
            session=session,
            vault=app[VAULT],
            reference=app[REFERENCE],
            climb_after=app[CLIMB_AFTER],
            now=app[CLOCK](),
        )
        await session.commit()
    return "/desk/conversations?done=transfer"


@routes.post("/desk/conversations/{number}/closing")
@for_staff(Role.OPERATOR)
@_for_page_and_script
async def closing_form(request: web.Request) -> str:
    """Back to the bot, with outcome and topic."""
    app, form = request.app, await typed(request)
    async with app[DATABASE].write() as session:
        await close(
            request.match_info["number"],
            outcome=form.get("outcome", ""),
            topic=form.get("topic") or None,
            topics=topics(request),
            member=member_of(request),
            session=session,
            vault=app[VAULT],
            now=app[CLOCK](),
        )
        await session.commit()
    return "/desk/conversations?done=closing"


@routes.post("/desk/conversations/{number}/typing")
@for_staff(Role.OPERATOR)
async def typing_form(request: web.Request) -> web.StreamResponse:
    """204; the bot is told at once, nothing is stored. Told only of one's own conversation."""
    async with request.app[DATABASE].read() as session:
        takeover = await seen_by(session, request.match_info["number"], member_of(request))
    mine = takeover.state == State.TAKEN and takeover.owner_id == member_of(request).id
    if mine and takeover.conversation is not None:
        request.app[TYPING].operator_types(takeover.conversation)
    return web.Response(status=204)


async def _photo(request: web.Request) -> Photo | None:
    sent = (await request.post()).get("photo")
    if not isinstance(sent, web.FileField):
        return None
    content = sent.file.read()
    return Photo.of(content, field="photo") if content else None  # an untouched file box sends an empty file


async def _page(request: web.Request, *, refusal: Refusal | None = None) -> web.Response:
    app, member, number = request.app, member_of(request), request.match_info["number"]
    async with app[DATABASE].read() as session:
        takeover = await seen_by(session, number, member)
        lines = await lines_after(session, takeover.id, 0, app[VAULT])
        replies = await all_quick_replies(session)
        conversation = takeover.conversation
        applications = await applications_of(session, conversation) if conversation else []
        return render(
            request,
            "conversation.html",
            status=refusal.status if refusal is not None else 200,
            one=row(request, takeover),
            standing=Standing.of(takeover, member),
            lines=[await line_view(request, session, takeover, line) for line in lines],
            after=takeover.last_seq,
            client_id=app[NEW_TOKEN]().replace("_", "-")[:64],
            applications=[application(one, app[VAULT]) for one in applications],
            replies=[{"title": one.title, "text": filled(one.text, _values(request, takeover))} for one in replies],
            choices=await transfer_choices(request, session),
            outcomes=OUTCOMES,
            topics=topics(request),
            longest=LONGEST_TEXT,
            problem=refusal.detail if refusal is not None else None,
            typed=await typed(request),
            acted=request.path.rsplit("/", 1)[-1],
        )


async def transfer_choices(request: web.Request, session: Any) -> dict[str, str]:
    """What the transfer form offers: value → name, colleagues first."""
    member, reference = member_of(request), request.app[REFERENCE]
    colleagues = {f"staff:{one.login}": one.name for one in await operators(session) if one.id != member.id}
    areas = {f"area:{code}": reference.region_name(code) for code in reference.regions}
    return {**colleagues, f"area:{PROVINCE}": "全省", **areas}


def topics(request: web.Request) -> Mapping[str, str]:
    """Topics and tasks by id, for what a conversation was about; first of all none of them."""
    return {"": "不在列表里", **request.app[REFERENCE].tasks, **request.app[ANSWERS].titles}


def _values(request: web.Request, takeover: Takeover) -> dict[str, str]:
    return {
        OPERATOR: member_of(request).name,
        HOURS: request.app[DESK_HOURS].text,
        UNION_HOTLINE: request.app[REFERENCE].variables["hotline"].fallback,
        TOPIC: topic_title(request, takeover.topic) if takeover.topic else "您说的事",
    }
