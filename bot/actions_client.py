"""The client of actions: queries before a turn, commands after it, deliveries and the FAQ feed.

A 4xx that judges the request is an answer (`Refused`, or a problem for the dialogue); everything that says nothing
about the request itself (no connection, time-out, 5xx, a token that is refused) is ActionsUnreachable.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, NoReturn
from urllib.parse import quote
from uuid import uuid4

from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.circuit import Circuit
from bot.dialogue.messages import JsonObject, Query
from bot.errors import ActionsUnreachable
from bot.metrics import Metrics

# Say nothing about the request: a wrong token is the operator's to mend, the rest passes.
_TEMPORARY = {401, 403, 408, 425}
LONG_POLL_SECONDS = 25
# Queries that hold what people wrote or were given, which belongs in no address.
_ASKED_BY_POST = {"unions_for": "/v1/unions/matches", "invitation": "/v1/invitations/lookups"}


@dataclass(frozen=True)
class Done:
    """A command was carried out."""

    body: JsonObject


@dataclass(frozen=True)
class Refused:
    """A command was judged and refused; sending it again would not help. `problem` is the type's slug."""

    problem: str
    field: str | None


@dataclass(frozen=True)
class News:
    """Deliveries not yet acknowledged, and the conversations a person types in just now."""

    deliveries: Sequence[JsonObject]
    typing: Sequence[str] = ()


@dataclass(frozen=True)
class NewFeed:
    """A feed as it came, unread."""

    etag: str | None
    text: str


@dataclass(frozen=True)
class _Answer:
    status: int
    headers: Mapping[str, str]
    text: str

    def json(self) -> dict[str, Any]:
        """Raises ActionsUnreachable when it is no JSON object: then it was not actions that answered."""
        try:
            body = json.loads(self.text) if self.text else {}
        except ValueError as error:
            raise ActionsUnreachable("unreadable") from error
        if not isinstance(body, dict):
            raise ActionsUnreachable("unreadable")
        return body


class ActionsClient:
    """Speaks to actions with the bot's own bearer token."""

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
        self._url = url.rstrip("/")
        self._headers = {"Authorization": f"Bearer {token}"}
        self._timeout_seconds = timeout_seconds
        self._metrics = metrics
        self._circuit = Circuit(monotonic=monotonic)

    @property
    def is_down(self) -> bool:
        """Whether the last requests went unanswered."""
        return self._circuit.is_open

    async def ask(self, query: Query, *, conversation_id: str) -> JsonObject:
        """The JSON answer, or {"problem": slug, "detail", "field"?}. Raises ActionsUnreachable, at once while down."""
        if not self._circuit.allows():
            raise ActionsUnreachable("down")
        if query.kind in _ASKED_BY_POST:
            body = {name: value for name, value in query.params if value is not None}
            if query.kind == "invitation":
                body["conversation"] = conversation_id  # its tries are counted, and its answer leaves with its data
            headers = {"Idempotency-Key": uuid4().hex}  # a new one each time: the list may have changed
            answer = await self._send("POST", _ASKED_BY_POST[query.kind], body=body, headers=headers)
        else:
            path, params = query_request(query, conversation_id)
            answer = await self._send("GET", path, params=params)
        if answer.status < 300:
            return answer.json()
        return _problem(answer.json())

    async def command(
        self, kind: str, body: JsonObject, *, conversation_id: str, channel: str, idempotency_key: str
    ) -> Done | Refused:
        """Hand one command over. Raises ActionsUnreachable: then send the same again, with the same key."""
        path, whole = command_request(kind, body, conversation_id=conversation_id, channel=channel)
        answer = await self._send("POST", path, body=whole, headers={"Idempotency-Key": idempotency_key})
        if answer.status < 300:
            return Done(answer.json())
        problem = _problem(answer.json())
        return Refused(problem["problem"], problem.get("field"))

    async def news(self) -> News:
        """News; waits up to LONG_POLL_SECONDS for some. Raises ActionsUnreachable."""
        answer = await self._send(
            "GET",
            "/v1/deliveries",
            params={"wait": str(LONG_POLL_SECONDS)},
            timeout_seconds=LONG_POLL_SECONDS + self._timeout_seconds,
        )
        body = answer.json()
        deliveries, typing = body.get("deliveries"), body.get("typing") or []
        if answer.status >= 300 or not isinstance(deliveries, list) or not isinstance(typing, list):
            raise ActionsUnreachable(f"status-{answer.status}")
        return News(deliveries, [str(conversation) for conversation in typing])

    async def tell_typing(self, conversation_id: str) -> None:
        """Say that the worker is typing; what becomes of it does not matter. Raises ActionsUnreachable."""
        if self._circuit.allows():
            await self._send("PUT", "/v1/takeovers/typing", body={"conversation": conversation_id})

    async def acknowledge(self, ids: Sequence[str]) -> None:
        """Say that these deliveries are stored. Raises ActionsUnreachable: they will come again."""
        # The ids themselves make the key: acknowledging the same ones twice is the same act.
        headers = {"Idempotency-Key": sha256("\n".join(ids).encode()).hexdigest()}
        answer = await self._send("POST", "/v1/deliveries/acks", body={"ids": list(ids)}, headers=headers)
        if answer.status >= 300:
            raise ActionsUnreachable(f"status-{answer.status}")

    async def count_outcomes(self, counts: Sequence[JsonObject], *, idempotency_key: str) -> None:
        """Have them counted once. Raises ActionsUnreachable: then send the same again, with the same key."""
        headers = {"Idempotency-Key": idempotency_key}
        answer = await self._send("POST", "/v1/faq/outcomes", body={"counts": list(counts)}, headers=headers)
        # 410: counted so long ago that the answer is no longer kept.
        if answer.status >= 300 and answer.status != 410:
            raise ActionsUnreachable(f"status-{answer.status}")

    async def feed(self, etag: str | None) -> NewFeed | None:
        """The published FAQ, or None when it is still the one with this ETag. Raises ActionsUnreachable."""
        headers = {"If-None-Match": etag} if etag else {}
        answer = await self._send("GET", "/v1/faq/feed", headers=headers)
        if answer.status == 304:
            return None
        if answer.status != 200:
            raise ActionsUnreachable(f"status-{answer.status}")
        return NewFeed(answer.headers.get("ETag"), answer.text)

    async def _send(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        body: JsonObject | None = None,
        headers: Mapping[str, str] | None = None,
        timeout_seconds: float | None = None,
    ) -> _Answer:
        request = self._session.request(
            method,
            self._url + path,
            params=params,
            json=body,
            headers={**self._headers, **(headers or {})},
            timeout=ClientTimeout(total=timeout_seconds or self._timeout_seconds),
        )
        try:
            async with request as response:
                answer = _Answer(response.status, response.headers, await response.text())
        except (ClientError, TimeoutError) as error:
            self._failed("timeout" if isinstance(error, TimeoutError) else "connection", cause=error)
        retry_after = _seconds(answer.headers.get("Retry-After"))
        waits = retry_after is not None and answer.status in (409, 429)
        if answer.status >= 500 or answer.status in _TEMPORARY or waits:
            self._failed(f"status-{answer.status}", retry_after)
        self._circuit.succeeded()
        self._metrics.actions.labels("answered").inc()
        return answer

    def _failed(self, reason: str, retry_after: float | None = None, cause: BaseException | None = None) -> NoReturn:
        self._circuit.failed()
        self._metrics.actions.labels(reason).inc()
        raise ActionsUnreachable(reason, retry_after) from cause


def query_request(query: Query, conversation_id: str) -> tuple[str, dict[str, str]]:
    """Path and parameters of a dialogue query. Raises KeyError for a kind we do not know."""
    path = {
        "stations_near": "/v1/stations/nearby",
        "stations_at": "/v1/stations/search",
        "enrollments_of": "/v1/enrollments",
        "personal_data_of": "/v1/personal-data",
        "personal_copy_of": "/v1/personal-data/copy",
        "standing": "/v1/takeovers/standing",
    }[query.kind]
    params = {name: _text(value) for name, value in query.params if value is not None}
    if query.kind in ("enrollments_of", "personal_data_of", "personal_copy_of", "standing"):
        params["conversation"] = conversation_id
    return path, params


def command_request(kind: str, body: JsonObject, *, conversation_id: str, channel: str) -> tuple[str, JsonObject]:
    """Path and body of a command. Raises KeyError for a kind we do not know."""
    whole = {**body, "conversation": conversation_id}
    if kind in ("submit_enrollment", "submit_transfer", "open_ticket", "open_takeover"):
        whole["channel"] = channel
    if kind in ("correct_enrollment", "withdraw_enrollment"):
        act = {"correct_enrollment": "corrections", "withdraw_enrollment": "withdrawal"}[kind]
        return f"/v1/enrollments/{quote(whole.pop('number'), safe='')}/{act}", whole
    paths = {
        "submit_enrollment": "/v1/enrollments",
        "submit_transfer": "/v1/enrollments/transfers",
        "answer_cover": "/v1/cover/answers",
        "withdraw_cover": "/v1/cover/withdrawals",
        "look_up_enrollments": "/v1/enrollments/lookups",
        "open_ticket": "/v1/tickets",
        "keep_question": "/v1/questions",
        "erase_person": "/v1/erasures",
        "open_takeover": "/v1/takeovers",
        "takeover_lines": "/v1/takeovers/lines",
        "acknowledge_claim": "/v1/takeovers/claim-acks",
        "leave_takeover": "/v1/takeovers/leaving",
    }
    return paths[kind], whole


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _problem(body: Mapping[str, Any]) -> dict[str, Any]:
    # `type` may be a slug or a URL that ends in it.
    slug = str(body.get("type") or "about:blank").rstrip("/").rpartition("/")[2]
    problem = {"problem": slug, "detail": str(body.get("detail") or "")}
    if body.get("field"):
        problem["field"] = str(body["field"])
    return problem


def _seconds(text: str | None) -> float | None:
    return float(text) if text is not None and text.isdigit() else None
