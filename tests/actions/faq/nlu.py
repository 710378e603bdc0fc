"""A server that plays nlu: checks, tries, question clusters, evaluation; what it finds is for the test to say."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

TOKEN = "nlu-token-for-tests"


def turned(text: str = "入会要钱吗", *, expected: str = "join_cost", after: str = "join_how") -> dict[str, Any]:
    """One development message that another answer is given to."""
    return {
        "text": text,
        "expected": expected,
        "before": {"decision": "answer", "label": expected, "right": True},
        "after": {"decision": "answer", "label": after, "right": False},
        "from": "development",
    }


def came_right(text: str, *, expected: str = "join_cost", first: str = "join_how") -> dict[str, Any]:
    """One that was not understood; now what was meant is among the choices, behind another topic."""
    judgments = {
        "before": {"decision": "fallback", "label": None, "right": False},
        "after": {"decision": "suggest", "label": first, "right": True},
    }
    return turned(text, expected=expected) | judgments


def understood(decision: str, *ranked: tuple[str, float], second: str | None = None) -> dict[str, Any]:
    """What nlu makes of a text; the first that is ranked is the label."""
    ranking = [{"id": one, "score": score} for one, score in ranked]
    return {"decision": decision, "label": ranked[0][0] if ranked else None, "second": second, "ranking": ranking}


class Nlu:
    """`finds` is added to a check that found nothing; a status other than 200 is answered instead.

    Of a try it understands what `hears` says before, which is nothing unless told, and what `makes` says after.
    Questions whose texts begin with the same two characters are alike to it; `lays_by` tells otherwise.
    """

    def __init__(self) -> None:
        self.url = ""
        self.token = TOKEN
        self.finds: dict[str, Any] = {}
        self.hears = understood("fallback", ("join_how", 0.05))
        self.makes = understood("answer", ("join_cost", 0.92))
        self.lays_by: Callable[[str], str] = lambda text: text[:2]
        self.status = 200
        self.evaluation: dict[str, Any] | None = None  # what `GET /v1/evaluation` tells; 404 without one
        self.asked: list[dict[str, Any]] = []
        self.reached = asyncio.Event()  # it was asked something
        self.may_answer = asyncio.Event()  # clear it, and it thinks on
        self.may_answer.set()

    async def handle(self, request: web.Request) -> web.Response:
        if request.query.get("token") != TOKEN:
            return web.json_response({"reason": "NotAuthenticated"}, status=401)
        self.asked.append(await request.json())
        self.reached.set()
        await self.may_answer.wait()
        if self.status != 200:
            return web.json_response({"reason": "busy"}, status=self.status)
        if request.path == "/v1/faq-tries":
            tried = [{"text": one, "before": self.hears, "after": self.makes} for one in self.asked[-1]["texts"]]
            return web.json_response({"tried": tried})
        if request.path == "/v1/question-clusters":
            return web.json_response({"clusters": self._laid(self.asked[-1])})
        nothing: dict[str, Any] = {"turned_wrong": [], "turned_right": [], "changed": [], "collisions": []}
        return web.json_response({"messages": 400, **nothing, **self.finds})

    def _laid(self, asked: dict[str, Any]) -> list[dict[str, Any]]:
        """As the real one promises: fixed clusters keep what they have and get what is alike."""
        fixed = {
            one["cluster"]: self.lays_by(one["text"]) for one in asked["questions"] if one["cluster"] in asked["fixed"]
        }
        like = {likeness: cluster for cluster, likeness in fixed.items()}
        laid: dict[tuple[int | None, str], list[int]] = {}
        for one in sorted(asked["questions"], key=lambda one: int(one["id"])):
            likeness = self.lays_by(one["text"])
            cluster = one["cluster"] if one["cluster"] in asked["fixed"] else like.get(likeness)
            laid.setdefault((cluster, "" if cluster is not None else likeness), []).append(one["id"])
        found = [{"cluster": cluster, "questions": ids} for (cluster, _), ids in laid.items()]
        return sorted(found, key=lambda one: -len(one["questions"]))

    async def tell_evaluation(self, request: web.Request) -> web.Response:
        if request.query.get("token") != TOKEN:
            return web.json_response({"reason": "NotAuthenticated"}, status=401)
        if self.evaluation is None:
            return web.json_response({"reason": "NotFound"}, status=404)
        return web.json_response(self.evaluation)


@asynccontextmanager
async def running_nlu() -> AsyncIterator[Nlu]:
    nlu = Nlu()
    app = web.Application()
    for what in ("faq-checks", "faq-tries", "question-clusters"):
        app.router.add_post(f"/v1/{what}", nlu.handle)
    app.router.add_get("/v1/evaluation", nlu.tell_evaluation)
    async with TestServer(app) as server:
        nlu.url = str(server.make_url("")).rstrip("/")
        yield nlu
