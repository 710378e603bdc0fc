"""What can be seen from outside: metrics, and one log line per request. Ids, counts and durations only.

Logged paths are route templates, never the address asked for: query strings hold conversations and coordinates.
"""

from __future__ import annotations

import logging
import time
from typing import Any

from aiohttp import web
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

log = logging.getLogger(__name__)


class Metrics:
    """The process's own registry, so that two applications in one test do not share counts."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "xiaofeng_actions_requests", "Requests answered", ["route", "method", "status"], registry=self.registry
        )
        self.seconds = Histogram(
            "xiaofeng_actions_request_seconds", "Time to answer", ["route", "method"], registry=self.registry
        )
        self.waiting_polls = Gauge(
            "xiaofeng_actions_waiting_polls", "Polls for deliveries that wait for news", registry=self.registry
        )
        self.pending_deliveries = Gauge(
            "xiaofeng_actions_pending_deliveries", "Deliveries the bot has not taken yet", registry=self.registry
        )


METRICS = web.AppKey("METRICS", Metrics)


@web.middleware
async def observed(request: web.Request, handler: Any) -> web.StreamResponse:
    """Count, time and log each request."""
    began = time.monotonic()
    status = 500
    try:
        response: web.StreamResponse = await handler(request)
        status = response.status
        return response
    except web.HTTPException as error:
        status = error.status
        raise
    finally:
        seconds = time.monotonic() - began
        resource = request.match_info.route.resource
        route = resource.canonical if resource is not None else "unknown"
        metrics = request.app[METRICS]
        metrics.requests.labels(route, request.method, str(status)).inc()
        metrics.seconds.labels(route, request.method).observe(seconds)
        log.info(
            "request",
            extra={"ids": {"method": request.method, "route": route, "status": status, "ms": round(seconds * 1000, 1)}},
        )
