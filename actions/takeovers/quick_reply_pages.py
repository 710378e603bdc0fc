"""Ready-made sentences at the desk: read, added, changed, deleted by operators."""

from __future__ import annotations

from aiohttp import web

from actions.desk.frame import for_staff, member_of, redirected, render, shows_again, typed
from actions.errors import Refusal
from actions.staff.model import Role
from actions.takeovers.quick_replies import (
    LONGEST_TEXT,
    LONGEST_TITLE,
    VARIABLES,
    QuickReplyText,
    all_quick_replies,
    delete_quick_reply,
    save_quick_reply,
)
from actions.web import CLOCK, DATABASE

routes = web.RouteTableDef()


@routes.get("/desk/quick-replies")
@for_staff(Role.OPERATOR)
async def quick_replies_page(request: web.Request) -> web.StreamResponse:
    return await _page(request)


async def _page_again(request: web.Request, refusal: Refusal) -> web.Response:
    return await _page(request, refusal)


@routes.post("/desk/quick-replies")
@for_staff(Role.OPERATOR)
@shows_again(_page_again)
async def new_quick_reply_form(request: web.Request) -> web.StreamResponse:
    return await _save(request, None)


@routes.post(r"/desk/quick-replies/{id:[1-9]\d{0,8}}")
@for_staff(Role.OPERATOR)
@shows_again(_page_again)
async def quick_reply_form(request: web.Request) -> web.StreamResponse:
    return await _save(request, int(request.match_info["id"]))


@routes.post(r"/desk/quick-replies/{id:[1-9]\d{0,8}}/deletion")
@for_staff(Role.OPERATOR)
@shows_again(_page_again)
async def deletion_form(request: web.Request) -> web.StreamResponse:
    async with request.app[DATABASE].write() as session:
        id_, now = int(request.match_info["id"]), request.app[CLOCK]()
        await delete_quick_reply(session, id_, member=member_of(request), now=now)
        await session.commit()
    return redirected("/desk/quick-replies?done=deletion")


async def _save(request: web.Request, id_: int | None) -> web.StreamResponse:
    form = await typed(request)
    wanted = QuickReplyText(form.get("title", ""), form.get("text", ""))
    async with request.app[DATABASE].write() as session:
        await save_quick_reply(session, id_, wanted, member=member_of(request), now=request.app[CLOCK]())
        await session.commit()
    return redirected("/desk/quick-replies?done=saving")


async def _page(request: web.Request, refusal: Refusal | None = None) -> web.Response:
    async with request.app[DATABASE].read() as session:
        replies = await all_quick_replies(session)
    return render(
        request,
        "quick_replies.html",
        status=refusal.status if refusal is not None else 200,
        replies=replies,
        variables={f"{{{name}}}": meaning for name, meaning in VARIABLES.items()},
        longest_title=LONGEST_TITLE,
        longest_text=LONGEST_TEXT,
        problem=refusal.detail if refusal is not None else None,
        typed=await typed(request) if "id" not in request.match_info else {},
        done=request.query.get("done"),
    )
