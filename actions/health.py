"""`/healthz` alive, `/readyz` can serve, `/metrics` for Prometheus."""

from __future__ import annotations

import logging

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy.exc import SQLAlchemyError

from actions.migrate import NotMigrated, require_current_schema
from actions.observation import METRICS
from actions.web import DATABASE, answer, open_to_all

log = logging.getLogger(__name__)
routes = web.RouteTableDef()


@routes.get("/healthz")
@open_to_all
async def healthz(_: web.Request) -> web.Response:
    """200 while the process answers at all."""
    return answer({"status": "alive"})


@routes.get("/readyz")
@open_to_all
async def readyz(request: web.Request) -> web.Response:
    """200 when the database answers and has this release's tables; otherwise 503 naming what is missing."""
    missing: list[str] = []
    try:
        await require_current_schema(request.app[DATABASE].engine)
    except NotMigrated:
        missing.append("migrations")
    except (SQLAlchemyError, OSError) as error:
        log.warning("database does not answer", extra={"ids": {"error": type(error).__name__}})
        missing.append("database")
    status = 503 if missing else 200
    return answer({"status": "missing" if missing else "ready", "missing": missing}, status=status)


@routes.get("/metrics")
@open_to_all
async def metrics(request: web.Request) -> web.Response:
    """Counts and durations since start."""
    body = generate_latest(request.app[METRICS].registry)
    return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_LATEST})
