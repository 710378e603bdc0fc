"""Asking nlu what a worker meant. nlu is given placeholders in place of personal data, never a leading `/`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.circuit import Circuit
from bot.dialogue.messages import Entity, Understanding
from bot.dialogue.question import Question
from bot.errors import NluUnreachable
from bot.metrics import Metrics

OUT_AFTER_SECONDS = 5.0
LONGEST_TEXT = 2000  # characters; the dialogue answers longer ones without asking


class Nlu:
    """The client of nlu's `POST /model/parse`."""

    def __init__(
        self,
        session: ClientSession,
        *,
        url: str,
        token: str,
        timeout_seconds: float,
        metrics: Metrics,
        monotonic: Callable[[], float],
    ) -> None:
        self._session = session
        self._url = f"{url.rstrip('/')}/model/parse"
        self._token = token
        self._timeout = ClientTimeout(total=timeout_seconds)
        self._metrics = metrics
        self._circuit = Circuit(monotonic=monotonic)

    @property
    def is_down(self) -> bool:
        """Whether the last questions went unanswered."""
        return self._circuit.is_open

    @property
    def is_out(self) -> bool:
        """Whether questions have gone unanswered for so long that people should take over."""
        return self._circuit.failing_seconds >= OUT_AFTER_SECONDS

    async def understand(self, question: Question) -> Understanding:
        """What the worker means. Raises NluUnreachable, at once while nlu is known to be down."""
        if not self._circuit.allows():
            self._metrics.nlu.labels("down").inc()
            raise NluUnreachable("down")
        try:
            body = await self._ask(question)
            understood = understanding_from(body)
        except (NluUnreachable, ClientError, TimeoutError, ValueError, KeyError, TypeError) as error:
            self._circuit.failed()
            reason = error.reason if isinstance(error, NluUnreachable) else _reason(error)
            self._metrics.nlu.labels(reason).inc()
            raise NluUnreachable(reason) from error
        self._circuit.succeeded()
        self._metrics.nlu.labels("answered").inc()
        return understood

    async def _ask(self, question: Question) -> Mapping[str, Any]:
        asked: dict[str, Any] = {"text": question.wording.lstrip("/／ \t\r\n\u3000")}
        if question.context:
            asked["context"] = question.context
        if question.rejected:
            asked["rejected"] = list(question.rejected)
        request = self._session.post(self._url, params={"token": self._token}, json=asked, timeout=self._timeout)
        async with request as response:
            if response.status != 200:
                raise NluUnreachable(f"status-{response.status}")
            body: Mapping[str, Any] = await response.json()
            return body


def understanding_from(body: Mapping[str, Any]) -> Understanding:
    """Reads the answer of `/model/parse`. Raises KeyError, TypeError or ValueError when it is not ours."""
    decision = body["decision"]
    if decision not in ("answer", "suggest", "fallback"):
        raise ValueError("unknown decision")
    return Understanding(
        decision=decision,
        label=body["intent"]["name"] or "",
        second=body.get("second"),
        ranking=tuple((ranked["name"], float(ranked["confidence"])) for ranked in body["intent_ranking"]),
        entities=tuple(
            Entity(
                kind=entity["entity"],
                value=entity["value"],
                text=entity["text"],
                candidates=tuple(entity.get("candidates") or ()),
            )
            for entity in body["entities"]
        ),
    )


def _reason(error: BaseException) -> str:
    if isinstance(error, TimeoutError):
        return "timeout"
    return "connection" if isinstance(error, ClientError) else "unreadable"
