"""`/healthz` alive, `/readyz` can serve, `/metrics` for Prometheus."""

from __future__ import annotations

from collections.abc import Iterable

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from bot.actions_client import ActionsClient
from bot.database.engine import Database
from bot.database.tables import feed_copy
from bot.feed_keeper import FeedKeeper
from bot.metrics import Metrics
from bot.understanding import Nlu

_NO_STORE = {"Cache-Control": "no-store"}


class Health:
    """The three routes every process of the house has."""

    def __init__(
        self, *, database: Database, feed: FeedKeeper, nlu: Nlu, actions: ActionsClient, metrics: Metrics
    ) -> None:
        self._database = database
        self._feed = feed
        self._nlu = nlu
        self._actions = actions
        self._metrics = metrics

    def routes(self) -> Iterable[web.AbstractRouteDef]:
        return [web.get("/healthz", self.alive), web.get("/readyz", self.ready), web.get("/metrics", self.counted)]

    async def alive(self, request: web.Request) -> web.Response:
        """200 while the process answers at all."""
        return web.json_response({"status": "alive"}, headers=_NO_STORE)

    async def ready(self, request: web.Request) -> web.Response:
        """200 when it can serve, 503 naming what is missing; `degraded` names what it gets along without."""
        missing = [] if await self._database_answers() else ["database"]
        if self._feed.current().version == 0:
            missing.append("faq-feed")
        degraded = [
            name for name, is_down in (("nlu", self._nlu.is_down), ("actions", self._actions.is_down)) if is_down
        ]
        if self._feed.trouble is not None:
            degraded.append(f"faq-feed: {self._feed.trouble}")
        body = {
            "status": "missing" if missing else "ready",
            "missing": missing,
            "degraded": degraded,
            "faq_version": self._feed.current().version,
        }
        return web.json_response(body, status=503 if missing else 200, headers=_NO_STORE)

    async def counted(self, request: web.Request) -> web.Response:
        """Counts and durations since the start."""
        body = generate_latest(self._metrics.registry)
        return web.Response(body=body, headers={**_NO_STORE, "Content-Type": CONTENT_TYPE_LATEST})

    async def _database_answers(self) -> bool:
        try:
            await self._database.read(lambda connection: connection.execute(select(feed_copy.c.id)).all())
        except (SQLAlchemyError, OSError):
            return False
        return True
