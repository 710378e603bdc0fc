"""What every API handler stands on: application keys, who may call a route, reading bodies, writing answers.

A route is declared either with `reads(...)` or with `changes(...)`; one without a declaration is refused to everybody.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import re
from collections.abc import Awaitable, Callable, Mapping
from hashlib import sha256
from typing import Annotated, Any, TypeVar

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from sqlalchemy.ext.asyncio import AsyncSession

from actions.checkpoints import Checkpoint
from actions.clock import Clock
from actions.database import Database
from actions.errors import Forbidden, InvalidField, NotJson, NotSignedIn, UnknownField
from actions.idempotency.answers import ABOUT, Call, answer_once
from actions.reference import Reference
from actions.settings import Client
from actions.staff.passwords import Passwords
from actions.vault import Vault

DATABASE = web.AppKey("DATABASE", Database)
CLOCK: web.AppKey[Clock] = web.AppKey("CLOCK", Callable[[], Any])  # type: ignore[arg-type]
VAULT = web.AppKey("VAULT", Vault)
CHECKPOINT: web.AppKey[Checkpoint] = web.AppKey("CHECKPOINT", Callable[[str], None])  # type: ignore[arg-type]
REFERENCE = web.AppKey("REFERENCE", Reference)
PUBLIC_URL = web.AppKey("PUBLIC_URL", str)
NEW_TOKEN: web.AppKey[Callable[[], str]] = web.AppKey("NEW_TOKEN", Callable[[], str])  # type: ignore[arg-type]
PASSWORDS = web.AppKey("PASSWORDS", Passwords)
STOPPING = web.AppKey("STOPPING", asyncio.Event)  # set when the process is asked to end: long polls answer
CLIENTS: web.AppKey[Mapping[Client, str]] = web.AppKey("CLIENTS", dict)
CALLER: web.RequestKey[Client] = web.RequestKey("CALLER", Client)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
B = TypeVar("B", bound="Body")


#: The bot's random id of a conversation, never the client's secret.
Conversation = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{8,64}$")]


class Body(BaseModel):
    """A request body: unknown fields are refused, texts are trimmed."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class ConversationBody(Body):
    """A body that belongs to one conversation, so that its stored answer leaves with that person's data."""

    conversation: Conversation


def open_to_all(handler: Handler) -> Handler:
    """Declare that a route needs nobody's token (health checks)."""
    handler.__dict__["allowed"] = None
    return handler


def reads(*clients: Client) -> Callable[[Handler], Handler]:
    """Declare which clients may call a route that changes nothing."""

    def declare(handler: Handler) -> Handler:
        handler.__dict__["allowed"] = frozenset(clients)
        return handler

    return declare


def changes(
    *clients: Client,
    body: type[B],
    committed: str,
    largest_bytes: int | None = None,
    before: Callable[[web.Request, B], Awaitable[None]] | None = None,
) -> Callable[[Callable[[web.Request, B, AsyncSession], Awaitable[web.Response]]], Handler]:
    """Declare a POST: which clients, which body, and the checkpoint passed after its commit.

    The handler runs inside one unit of work and does not commit: its answer is stored under the Idempotency-Key and
    committed with its effect, so both happen or neither does. `largest_bytes` lifts the application's limit on bodies.
    `before` runs while no transaction is open: what it takes long to find out holds nobody up.
    """

    def declare(effect: Callable[[web.Request, B, AsyncSession], Awaitable[web.Response]]) -> Handler:
        async def handle(request: web.Request) -> web.StreamResponse:
            raw = await raw_body(request if largest_bytes is None else request.clone(client_max_size=largest_bytes))
            wanted = read_body(raw, body)
            if before is not None:
                await before(request, wanted)
            call = Call(
                client=request[CALLER],
                key=request.headers.get("Idempotency-Key"),
                target=f"{request.method} {request.path}",
                body=raw,
                conversation=wanted.conversation if isinstance(wanted, ConversationBody) else None,
            )
            app = request.app
            return await answer_once(
                call,
                lambda session: effect(request, wanted, session),
                database=app[DATABASE],
                vault=app[VAULT],
                clock=app[CLOCK],
                checkpoint=app[CHECKPOINT],
                committed=committed,
            )

        handle.__doc__ = effect.__doc__
        handle.__dict__["allowed"] = frozenset(clients)
        return handle

    return declare


@web.middleware
async def client_access(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Deny by default: a route answers only the clients it declares, known by their bearer token."""
    if request.match_info.http_exception is not None:
        return await handler(request)  # no such address: nothing to guard
    declared = getattr(request.match_info.handler, "__dict__", {})
    if "allowed" not in declared:
        raise Forbidden("这个接口没有开放。")
    allowed = declared["allowed"]
    if allowed is not None:
        request[CALLER] = who_calls(request)
        if request[CALLER] not in allowed:
            raise Forbidden("这个凭证不能使用这个接口。")
    return await handler(request)


async def raw_body(request: web.BaseRequest) -> bytes:
    """Raises NotJson for a body that breaks off or cannot be unpacked."""
    try:
        return await request.read()
    except web.RequestPayloadError as error:
        raise NotJson("内容没有收全或解不开，请重发。") from error


def who_calls(request: web.Request) -> Client:
    """The client whose token came as `Authorization: Bearer …`. Raises NotSignedIn.

    Every known token is compared, each in constant time, so that neither a near miss nor the order shows.
    """
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    offered = sha256(token.strip().encode(errors="surrogateescape")).digest()
    found = [
        client
        for client, known in request.app[CLIENTS].items()
        if hmac.compare_digest(offered, sha256(known.encode()).digest())
    ]
    if scheme.lower() != "bearer" or not found:
        raise NotSignedIn("需要有效的访问凭证。")
    return found[0]


def read_body(raw: bytes, body: type[B]) -> B:
    """Raises NotJson, UnknownField, or InvalidField naming the first wrong field."""
    try:
        parsed = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise NotJson("内容不是 JSON，请检查后重发。") from error
    if not isinstance(parsed, dict):
        raise NotJson("内容应当是一个 JSON 对象。")
    try:
        return body.model_validate(parsed)
    except ValidationError as error:
        # Only where and what kind: the message would repeat the value.
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        # Of alternatives pydantic names the class, too; nobody outside knows those.
        name = ".".join(str(part) for part in first["loc"] if not str(part)[:1].isupper())
        if first["type"] == "extra_forbidden":
            raise UnknownField(f"不认识字段 {name}。", field=name) from None
        raise InvalidField(name, f"字段 {name} 缺少或格式不对。") from None


def answer(document: Any, *, status: int = 200, about: str | None = None) -> web.Response:
    """A JSON answer; Chinese stays readable. `about` is the conversation it tells of: stored, it leaves with that."""
    response = web.json_response(
        document, status=status, dumps=lambda value: json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    )
    if about is not None:
        response[ABOUT] = about
    return response


def query_conversation(request: web.Request) -> str:
    """The `conversation` parameter. Raises InvalidField."""
    value = query_text(request, "conversation")
    if not re.fullmatch(r"[A-Za-z0-9_-]{8,64}", value):
        raise InvalidField("conversation", "conversation 格式不对。")
    return value


def query_text(request: web.Request, name: str) -> str:
    """A query parameter that must be there. Raises InvalidField."""
    value = request.query.get(name, "").strip()
    if not value:
        raise InvalidField(name, f"缺少参数 {name}。")
    return value
