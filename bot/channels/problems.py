"""Refusals as RFC 9457 problem documents with a Chinese line a worker can read (data/responses/problems.yaml).

Problem
  400  unreadable-body  unknown-field  missing-field  invalid-field  weak-secret  unreadable-photo
  404  not-found     405  method-not-allowed     413  body-too-large  photo-too-large     429  too-many-messages
  500  our-fault     503  busy  still-working
"""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable, Callable

from aiohttp import web
from sqlalchemy.exc import DBAPIError

from bot.dialogue.responses import Responses
from bot.errors import DatabaseBusy
from bot.logs import facts, where
from bot.metrics import Metrics

log = logging.getLogger(__name__)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

_STATUSES = {
    "unreadable-body": 400,
    "unknown-field": 400,
    "missing-field": 400,
    "invalid-field": 400,
    "weak-secret": 400,
    "unreadable-photo": 400,
    "photo-too-large": 413,
    "not-found": 404,
    "method-not-allowed": 405,
    "body-too-large": 413,
    "too-many-messages": 429,
    "our-fault": 500,
    "busy": 503,
    "still-working": 503,
}
_OF_HTTP = {404: "not-found", 405: "method-not-allowed", 413: "body-too-large"}


class Problem(Exception):
    """A request that is refused: `slug` says why, `field` which part of the body or which header."""

    def __init__(self, slug: str, *, field: str | None = None, retry_after_seconds: int | None = None) -> None:
        super().__init__(slug)
        self.slug = slug
        self.field = field
        self.retry_after_seconds = retry_after_seconds


def problems_middleware(responses: Responses, metrics: Metrics) -> Callable[..., Awaitable[web.StreamResponse]]:
    """Turns every refusal and failure into a problem document; nothing of an error's text leaves the process."""

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            return await handler(request)
        except Problem as problem:
            refused = problem
        except web.HTTPException as error:
            if error.status not in _OF_HTTP:
                raise
            refused = Problem(_OF_HTTP[error.status])
        except web.RequestPayloadError:  # cut off, or not packed the way its header says
            refused = Problem("unreadable-body")
        except (DatabaseBusy, DBAPIError, OSError) as error:
            log.warning("request.database", extra=facts(error=where(error)))
            refused = Problem("busy", retry_after_seconds=1)
        except Exception as error:
            log.error("request.failed", extra=facts(error=where(error)))
            refused = Problem("our-fault")
        metrics.refused.labels(refused.slug).inc()
        return _document(refused, responses)

    return middleware


def _document(problem: Problem, responses: Responses) -> web.Response:
    status = _STATUSES[problem.slug]
    body = {
        "type": problem.slug,
        "title": problem.slug.replace("-", " "),
        "status": status,
        "detail": responses.text(f"problem.{problem.slug}"),
    }
    if problem.field is not None:
        body["field"] = problem.field
    headers = {"Cache-Control": "no-store"}
    if problem.retry_after_seconds is not None:
        headers["Retry-After"] = str(problem.retry_after_seconds)
    text = json.dumps(body, ensure_ascii=False)
    return web.Response(status=status, text=text, content_type="application/problem+json", headers=headers)
