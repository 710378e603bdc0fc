"""One place where errors become RFC 9457 problem documents and log lines."""

from __future__ import annotations

import json
import logging
from http import HTTPStatus
from typing import Any

from aiohttp import web
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from actions.errors import Refusal

log = logging.getLogger(__name__)

# PostgreSQL's codes for what passes by itself: connection lost, deadlock, no room, lock not had in time, shutting down.
_PASSING = ("08", "40", "53", "55", "57")

MEDIA_TYPE = "application/problem+json"

_HTTP_DETAILS = {
    HTTPStatus.NOT_FOUND: ("no-such-address", "没有这个地址。"),
    HTTPStatus.METHOD_NOT_ALLOWED: ("method-not-allowed", "这个地址不支持这种请求。"),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: ("body-too-large", "内容太大了。"),
}


def problem(
    status: int, kind: str, title: str, detail: str, *, field: str | None = None, headers: dict[str, str] | None = None
) -> web.Response:
    document: dict[str, Any] = {"type": kind, "title": title, "status": status, "detail": detail}
    if field is not None:
        document["field"] = field
    body = json.dumps(document, ensure_ascii=False).encode()
    return web.Response(status=status, body=body, content_type=MEDIA_TYPE, headers=headers)


def problem_of(refusal: Refusal) -> web.Response:
    """The document of a refused request."""
    headers = {"WWW-Authenticate": "Bearer"} if refusal.status == HTTPStatus.UNAUTHORIZED else None
    return problem(refusal.status, refusal.kind, refusal.title, refusal.detail, field=refusal.field, headers=headers)


def problem_of_failure(error: Exception) -> web.Response:
    """503 when the database is away or busy, so that clients try again; 500 for a fault of ours."""
    if isinstance(error, (OperationalError, InterfaceError, PoolTimeout, OSError)) or _passes(error):
        return problem(
            503, "try-again-later", "暂时不可用", "系统暂时忙不过来，请稍后再试。", headers={"Retry-After": "5"}
        )
    return problem(500, "internal-error", "系统出错", "系统出了点问题，我们会尽快处理。")


def _passes(error: Exception) -> bool:
    if not isinstance(error, DBAPIError):
        return False
    code = str(getattr(error.orig, "sqlstate", None) or "")
    return error.connection_invalidated or code.startswith(_PASSING)


def log_failure(error: Exception) -> None:
    """One line for whoever looks after the house."""
    log.error("request failed", exc_info=error)


def problem_of_http(error: web.HTTPException) -> web.Response:
    """The framework's own refusals (no such address, body too large …) in the same shape."""
    kind, detail = _HTTP_DETAILS.get(HTTPStatus(error.status), ("http-error", "请求不能处理。"))
    headers = {"Allow": error.headers["Allow"]} if "Allow" in error.headers else None
    return problem(error.status, kind, error.reason, detail, headers=headers)


@web.middleware
async def problem_documents(request: web.Request, handler: Any) -> web.StreamResponse:
    """Turn every error of the API into a problem document."""
    try:
        response: web.StreamResponse = await handler(request)
        return response
    except Refusal as refusal:
        return problem_of(refusal)
    except web.HTTPException as error:
        if error.status < HTTPStatus.BAD_REQUEST:
            raise
        return problem_of_http(error)
    except Exception as error:
        log_failure(error)
        return problem_of_failure(error)
