"""The desk's door: who is signed in, what they may open, forgery checks, headers, error pages.

Deny by default: a page without a declaration is refused to everybody, and no form is taken without its token.
"""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable, Mapping
from functools import cache, wraps
from http import HTTPStatus
from pathlib import Path
from typing import Any

import jinja2
from aiohttp import web
from aiohttp.http import HttpProcessingError

from actions.clock import local_text
from actions.desk.handbook import Handbook
from actions.desk.menu import menu_of
from actions.desk.static_files import StaticFiles
from actions.errors import Forbidden, Refusal, UnreadableForm
from actions.problems import log_failure, problem_of_failure
from actions.staff.access import has_role
from actions.staff.model import DeskSession, Role, StaffMember, Step
from actions.staff.sessions import USE_IS_NOTED_EVERY, note_use, session_of
from actions.web import CLOCK, DATABASE, NEW_TOKEN, PUBLIC_URL, VAULT, Handler

FOLDER = Path(__file__).resolve().parent
COOKIE = "xiaofeng_desk"
TEMPLATES = web.AppKey("TEMPLATES", jinja2.Environment)
STATIC = web.AppKey("STATIC", StaticFiles)
HANDBOOK = web.AppKey("HANDBOOK", Handbook)
MEMBER: web.RequestKey[StaffMember | None] = web.RequestKey("MEMBER", StaffMember)
SESSION: web.RequestKey[DeskSession | None] = web.RequestKey("SESSION", DeskSession)  # also one not yet signed in
BROWSER: web.RequestKey[str] = web.RequestKey("BROWSER", str)  # the cookie's token: a visit's or a session's

HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}

Again = Callable[[web.Request, Refusal], Awaitable[web.Response]]


@cache
def templates(static: StaticFiles, handbook: Handbook) -> jinja2.Environment:
    """The pages' templates, compiled once a process; everything is escaped, an unknown name is an error."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["local"] = local_text
    environment.globals["static"] = static.address
    environment.globals["guides"] = handbook.titles
    return environment


#: Nobody has one of no roles: only pages `for_entrants` are open before a session is signed in.
ENTRANTS: frozenset[Role] = frozenset()
_STEPS: Mapping[Step, str] = {Step.CODE: "/desk/second-factor", Step.SET_UP: "/desk/second-factor/set-up"}


def for_visitors(handler: Handler) -> Handler:
    """Declare a page that needs nobody signed in."""
    return _declared(handler, None)


def for_entrants(handler: Handler) -> Handler:
    """Declare a page for whoever's password was right, before the second factor as well as after it."""
    return _declared(handler, ENTRANTS)


def for_staff(*roles: Role) -> Callable[[Handler], Handler]:
    """Declare a page for signed-in staff who have one of these roles, and for nobody else."""

    def declare(handler: Handler) -> Handler:
        return _declared(handler, frozenset(roles))

    return declare


def _declared(handler: Handler, roles: frozenset[Role] | None) -> Handler:
    handler.__dict__["desk_roles"] = roles
    handler.__dict__["allowed"] = None  # no client's token: `desk_frame` decides
    return handler


def takes_uploads(largest_bytes: int) -> Callable[[Handler], Handler]:
    """Declare how large a form with a file may be; it lifts the application's limit for this page."""

    def declare(handler: Handler) -> Handler:
        handler.__dict__["largest_bytes"] = largest_bytes
        return handler

    return declare


def shows_again(page: Again) -> Callable[[Handler], Handler]:
    """Declare what a form's refusal shows: the page again, with what was typed and what is wrong with it."""

    def declare(handler: Handler) -> Handler:
        @wraps(handler)
        async def handle(request: web.Request) -> web.StreamResponse:
            try:
                return await handler(request)
            except Refusal as refusal:
                return await page(request, refusal)

        return handle

    return declare


@web.middleware
async def desk_frame(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Everything under /desk passes here; the API does not."""
    if not is_desk(request):
        return await handler(request)
    largest_bytes = getattr(request.match_info.handler, "__dict__", {}).get("largest_bytes")
    if largest_bytes is not None:
        request = request.clone(client_max_size=largest_bytes)
    known = _cookie(request)
    request[BROWSER] = known or request.app[NEW_TOKEN]()
    request[MEMBER] = request[SESSION] = None
    try:
        response = await _admitted(request, handler)
    except Refusal as refusal:
        response = problem_page(request, refusal.status, refusal.title, refusal.detail)
    except web.HTTPRequestEntityTooLarge:
        response = problem_page(request, 413, "传上来的太大", _too_large(largest_bytes))
    except web.HTTPException as error:
        missing = error.status == HTTPStatus.NOT_FOUND
        title = "没有这个页面" if missing else "请求不能处理"
        response = problem_page(request, error.status, title, "请从菜单里重新打开。")
    except Exception as error:
        log_failure(error)
        status = problem_of_failure(error).status
        response = problem_page(request, status, "系统出了点问题", "请稍后再试；一直这样请告诉管理员。")
    response.headers.update(HEADERS)
    response.headers.setdefault("Cache-Control", "no-store")
    if known is None and COOKIE not in response.cookies:
        set_browser(request, response, request[BROWSER])
    return response


def _cookie(request: web.Request) -> str | None:
    """The token this browser sent; None for none, or one we never gave."""
    sent = request.cookies.get(COOKIE, "")
    return sent if sent and sent.isascii() else None


def _too_large(largest_bytes: int | None) -> str:
    if largest_bytes is None:
        return "写的内容太长，没有保存。请返回，写短一些再提交。"
    most = largest_bytes // (1024 * 1024)
    return f"文件最大 {most} MB，什么也没有保存。请返回，删掉里面的图片，或者拆成几个文件再传。"


def is_desk(request: web.Request) -> bool:
    declared = getattr(request.match_info.handler, "__dict__", {})
    return "desk_roles" in declared or request.path == "/desk" or request.path.startswith("/desk/")


async def _admitted(request: web.Request, handler: Handler) -> web.StreamResponse:
    entrant = await _entrant(request)
    request[SESSION] = entrant
    request[MEMBER] = entrant.member if entrant is not None and entrant.awaits is None else None
    if request.match_info.http_exception is not None:
        return await handler(request)
    declared = getattr(request.match_info.handler, "__dict__", {})
    if "desk_roles" not in declared:
        raise Forbidden("这个页面没有开放。")
    await _check_forgery(request)
    roles = declared["desk_roles"]
    if roles is None:
        return await handler(request)
    if entrant is None:
        return _sent_to_sign_in(request)
    if roles is not ENTRANTS:
        if entrant.awaits is not None:
            return redirected(_STEPS[entrant.awaits])
        if not has_role(entrant.member, *roles):
            raise Forbidden("您的账号没有打开这个页面的权限。")
    return await handler(request)


async def _entrant(request: web.Request) -> DeskSession | None:
    """The session behind this browser's cookie, its use noted now and then."""
    database, now = request.app[DATABASE], request.app[CLOCK]()
    async with database.read() as session:
        found = await session_of(session, request[BROWSER], now)
    if found is not None and now - found.used_at >= USE_IS_NOTED_EVERY:
        async with database.write() as session:
            await note_use(session, found, now)
            await session.commit()
    return found


def _sent_to_sign_in(request: web.Request) -> web.Response:
    """To htmx, which would put the sign-in page into a corner of the page at hand, it is said in a header."""
    if "HX-Request" in request.headers:
        return web.Response(status=401, headers={"HX-Redirect": "/desk/sign-in"})
    return redirected("/desk/sign-in")


async def _check_forgery(request: web.Request) -> None:
    """A form must carry the token made for this browser's cookie. Raises Forbidden."""
    if request.method in ("GET", "HEAD"):
        return
    sent = (await _form(request)).get("csrf")
    if not isinstance(sent, str) or not hmac.compare_digest(sent.encode(), csrf_token(request).encode()):
        raise Forbidden("页面已过期，请返回刷新后再提交。")


async def _form(request: web.Request) -> Mapping[str, object]:
    """What was sent, which is kept: pages ask `request.post()` again. Raises UnreadableForm."""
    try:
        form = await request.post()
        for value in form.values():
            if isinstance(value, str):
                value.encode()  # half a character has no bytes
    except (ValueError, LookupError, HttpProcessingError, web.RequestPayloadError) as error:
        raise UnreadableForm from error
    return form


def csrf_token(request: web.Request) -> str:
    return request.app[VAULT].fingerprint("csrf", request[BROWSER])


def member_of(request: web.Request) -> StaffMember:
    """Who is signed in; only for pages declared `for_staff`."""
    member = request[MEMBER]
    if member is None:
        raise Forbidden("请先登录。")
    return member


def session_behind(request: web.Request) -> DeskSession:
    """The session, signed in or not yet; only for pages that are not for visitors."""
    entrant = request[SESSION]
    if entrant is None:
        raise Forbidden("请先登录。")
    return entrant


def render(request: web.Request, template: str, *, status: int = 200, **context: Any) -> web.Response:
    """A page with its frame."""
    member = request[MEMBER]
    text = (
        request.app[TEMPLATES]
        .get_template(template)
        .render(
            csrf=csrf_token(request),
            member=member,
            menu=menu_of(member),
            has=_held_by(member),
            path=request.path,
            **context,
        )
    )
    return web.Response(text=text, content_type="text/html", status=status)


def _held_by(member: StaffMember | None) -> Callable[[str], bool]:
    """For templates: `has("reviewer")`. False for a visitor; raises ValueError for a role that is none."""
    return lambda role: member is not None and has_role(member, Role(role))


def problem_page(request: web.Request, status: int, title: str, detail: str) -> web.Response:
    return render(request, "problem.html", status=status, title=title, detail=detail)


def redirected(location: str) -> web.Response:
    """303: the browser asks again with GET."""
    return web.Response(status=303, headers={"Location": location})


def set_browser(request: web.Request, response: web.StreamResponse, token: str) -> None:
    """The one cookie: unreadable to scripts, not sent from other sites' forms."""
    secure = request.app[PUBLIC_URL].startswith("https://")
    response.set_cookie(COOKIE, token, httponly=True, samesite="Lax", secure=secure, path="/desk")


async def typed(request: web.Request) -> dict[str, str]:
    """What a form sent, texts only."""
    return {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
