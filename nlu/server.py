"""Rasa's own HTTP server around one loaded model, with the routes every process of ours has."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from rasa.core.agent import Agent
from rasa.server import create_app
from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, json, raw

from nlu.asked import ContextUnreadable, asked_context, context_from
from nlu.errors import ModelUnreadable
from nlu.metrics import Metrics

LARGEST_BODY = 256 * 1024  # bytes


def load_agent(path: Path, metrics: Metrics) -> CountingAgent:
    """Raises ModelUnreadable."""
    agent = CountingAgent(metrics)
    try:
        agent.load_model(path)
    except Exception as error:  # whatever Rasa raises here, it means that this file is no model of this version
        raise ModelUnreadable(path, type(error).__name__) from error
    return agent


class CountingAgent(Agent):
    def __init__(self, metrics: Metrics) -> None:
        super().__init__()
        self._metrics = metrics

    async def parse_message(self, message_data: str) -> dict[str, Any]:
        """Rasa's parse, counted. A leading "/" is dropped: Rasa would take what follows for an intent."""
        started = time.perf_counter()
        with self._metrics.failures.count_exceptions():
            parsed = await super().parse_message(message_data.lstrip("/ \t\r\n"))
        self._metrics.seconds.observe(time.perf_counter() - started)
        self._metrics.parses.labels(parsed["decision"]).inc()
        parsed.setdefault("second", None)  # Rasa leaves out what is None
        return parsed


def build_app(agent: Agent, token: str, metrics: Metrics) -> Sanic:
    app = create_app(agent=agent, auth_token=token, cors_origins=None)
    app.config.REQUEST_MAX_SIZE = LARGEST_BODY

    @app.on_request
    async def read_parse(request: Request) -> HTTPResponse | None:
        """Rasa reads the text alone, and answers 500 to a body without one; that is the caller's mistake."""
        if request.path != "/model/parse" or request.method != "POST":
            return None
        try:
            asked_context.set(context_from(_body_with_text(request)))
        except ContextUnreadable as error:
            return json({"status": "failure", "reason": "BadRequest", "message": str(error)}, 400)
        return None

    @app.get("/healthz")
    async def healthz(request: Request) -> HTTPResponse:
        return json({"status": "alive"})

    @app.get("/readyz")
    async def readyz(request: Request) -> HTTPResponse:
        missing = [] if request.app.ctx.agent and request.app.ctx.agent.is_ready() else ["model"]
        return json({"ready": not missing, "missing": missing}, 503 if missing else 200)

    @app.get("/metrics")
    async def exposition(request: Request) -> HTTPResponse:
        return raw(generate_latest(metrics.registry), content_type=CONTENT_TYPE_LATEST)

    return app


def _body_with_text(request: Request) -> dict[str, Any]:
    """Raises ContextUnreadable."""
    try:
        body = request.load_json()
    except Exception:  # Sanic raises its own class around whatever its JSON library raised
        body = None
    if not isinstance(body, dict) or not isinstance(body.get("text"), str):
        raise ContextUnreadable('no "text" that is a string')
    return body
