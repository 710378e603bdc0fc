"""The web application: routes of every subject behind the same doors."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from aiohttp import web

from actions.checkpoints import Checkpoint
from actions.clock import Clock
from actions.database import Database
from actions.deliveries.routes import routes as deliveries
from actions.enrollment.routes import routes as enrollment
from actions.health import routes as health
from actions.observation import METRICS, Metrics, observed
from actions.problems import problem_documents
from actions.reference import Reference
from actions.settings import Client
from actions.vault import Vault
from actions.web import CHECKPOINT, CLIENTS, CLOCK, DATABASE, PUBLIC_URL, REFERENCE, STOPPING, VAULT, client_access

MAX_BODY_BYTES = 256 * 1024

#: The API and pages of each subject; a new subject adds its line here.
ROUTES: tuple[web.RouteTableDef, ...] = (health, enrollment, deliveries)


@dataclass(frozen=True)
class Parts:
    """What the application is made of; `main.py` and the tests choose them."""

    database: Database
    vault: Vault
    clock: Clock
    checkpoint: Checkpoint
    clients: Mapping[Client, str]
    reference: Reference
    public_url: str


def build_app(parts: Parts) -> web.Application:
    """The application, not yet listening; closing the database stays with whoever opened it."""
    app = web.Application(
        middlewares=[observed, problem_documents, client_access],
        client_max_size=MAX_BODY_BYTES,
    )
    app[DATABASE] = parts.database
    app[VAULT] = parts.vault
    app[CLOCK] = parts.clock
    app[CHECKPOINT] = parts.checkpoint
    app[CLIENTS] = dict(parts.clients)
    app[REFERENCE] = parts.reference
    app[PUBLIC_URL] = parts.public_url
    app[METRICS] = Metrics()
    app[STOPPING] = asyncio.Event()
    app.on_shutdown.append(_answer_long_polls)
    for routes in ROUTES:
        app.add_routes(routes)
    return app


async def _answer_long_polls(app: web.Application) -> None:
    app[STOPPING].set()
    app[DATABASE].commits.beat()
