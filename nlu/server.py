"""Rasa's own HTTP server around one loaded model, with the routes every process of ours has."""

from __future__ import annotations

import hmac
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from rasa.core.agent import Agent
from rasa.server import create_app
from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, json, raw

from nlu.asked import ContextUnreadable, asked_context, context_from
from nlu.checks.desk import CheckDesk
from nlu.checks.draft import DraftUnreadable
from nlu.checks.tries import TryDesk
from nlu.clusters.desk import ClusterDesk
from nlu.clusters.questions import QuestionsUnreadable
from nlu.errors import ModelUnreadable
from nlu.live.background import BackgroundFailed
from nlu.metrics import Metrics

LARGEST_BODY = 256 * 1024  # bytes
LARGEST_DRAFT = 8 * 1024 * 1024  # bytes
LARGEST_QUESTIONS = 32 * 1024 * 1024  # bytes; 20,000 of 200 Chinese characters, each escaped, are 25 million
LARGER_BODIES = {"/v1/faq-checks": LARGEST_DRAFT, "/v1/question-clusters": LARGEST_QUESTIONS}
LONGEST_ANSWER_SECONDS = 195


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


def build_app(
    agent: Agent,
    token: str,
    metrics: Metrics,
    feed_state: Callable[[], dict[str, Any]],
    checks: CheckDesk,
    tries: TryDesk,
    clusters: ClusterDesk,
    newest_evaluation: Callable[[], dict[str, Any] | None],
) -> Sanic:
    """`feed_state`: what readyz says of the feed, where an old one is no reason not to serve; `newest_evaluation`: None
    before the first.
    """
    app = create_app(agent=agent, auth_token=token, cors_origins=None)
    app.config.REQUEST_MAX_SIZE = LARGEST_QUESTIONS
    app.config.RESPONSE_TIMEOUT = LONGEST_ANSWER_SECONDS

    @app.on_request
    async def refuse_another_model(request: Request) -> HTTPResponse | None:
        """What is served is the model this process started with and what was published since."""
        if request.path != "/model" or request.args.get("token") != token:
            return None
        return _refusal(405, "MethodNotAllowed", "train, then start this process again")

    @app.on_request
    async def refuse_too_long(request: Request) -> HTTPResponse | None:
        """Only a draft and questions to cluster may be longer than a message."""
        largest = LARGER_BODIES.get(request.path, LARGEST_BODY)
        if len(request.body) <= largest:
            return None
        return _refusal(413, "PayloadTooLarge", f"more than {largest} bytes")

    @app.on_request
    async def read_parse(request: Request) -> HTTPResponse | None:
        """Rasa reads the text alone, and answers 500 to a body without one; that is the caller's mistake."""
        if request.path != "/model/parse" or request.method != "POST":
            return None
        try:
            asked_context.set(context_from(_body_with_text(request)))
        except ContextUnreadable as error:
            return _refusal(400, "BadRequest", str(error))
        return None

    def is_known(request: Request) -> bool:
        return hmac.compare_digest((request.args.get("token") or "").encode(), token.encode())

    @app.get("/healthz")
    async def healthz(request: Request) -> HTTPResponse:
        return json({"status": "alive"})

    @app.get("/readyz")
    async def readyz(request: Request) -> HTTPResponse:
        missing = [] if request.app.ctx.agent and request.app.ctx.agent.is_ready() else ["model"]
        state = {"ready": not missing, "missing": missing, "feed": feed_state()}
        return json(state, 503 if missing else 200)

    @app.get("/metrics")
    async def exposition(request: Request) -> HTTPResponse:
        return raw(generate_latest(metrics.registry), content_type=CONTENT_TYPE_LATEST)

    @app.post("/v1/faq-checks")
    async def faq_checks(request: Request) -> HTTPResponse:
        if not is_known(request):
            return _not_authenticated()
        try:
            return json(await checks.check(request.body))
        except DraftUnreadable as error:
            return _refusal(400, "BadRequest", str(error))
        except BackgroundFailed as failure:
            return json({"reason": failure.outcome}, 503)

    @app.post("/v1/faq-tries")
    async def faq_tries(request: Request) -> HTTPResponse:
        if not is_known(request):
            return _not_authenticated()
        try:
            return json(await tries.try_out(request.body))
        except DraftUnreadable as error:
            return _refusal(400, "BadRequest", str(error))

    @app.post("/v1/question-clusters")
    async def question_clusters(request: Request) -> HTTPResponse:
        if not is_known(request):
            return _not_authenticated()
        try:
            return json(await clusters.cluster(request.body))
        except QuestionsUnreadable as error:
            return _refusal(400, "BadRequest", str(error))
        except BackgroundFailed as failure:
            return json({"reason": failure.outcome}, 503)

    @app.get("/v1/evaluation")
    async def evaluation(request: Request) -> HTTPResponse:
        if not is_known(request):
            return _not_authenticated()
        found = newest_evaluation()
        return json(found) if found is not None else _refusal(404, "NotFound", "nothing was evaluated yet")

    return app


def _not_authenticated() -> HTTPResponse:
    return _refusal(401, "NotAuthenticated", "the token is missing or wrong")


def _refusal(status: int, reason: str, message: str) -> HTTPResponse:
    """In the shape of Rasa's own."""
    return json({"status": "failure", "reason": reason, "message": message}, status)


def _body_with_text(request: Request) -> dict[str, Any]:
    """Raises ContextUnreadable."""
    try:
        body = request.load_json()
    except Exception:  # Sanic raises its own class around whatever its JSON library raised
        body = None
    if not isinstance(body, dict) or not isinstance(body.get("text"), str):
        raise ContextUnreadable('no "text" that is a string')
    return body
