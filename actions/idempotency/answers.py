"""Each POST has its effect once: the same key and body get the stored answer again, byte for byte.

The key is claimed, the effect done and the answer stored in one transaction. A second request with the same key waits
for the first (on PostgreSQL at the claimed row, on SQLite at the write lock) and then finds the answer.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from aiohttp import web
from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.dml import ReturningInsert

from actions.checkpoints import Checkpoint
from actions.clock import Clock
from actions.database import Database, engine_of, insert_on, table_of
from actions.errors import AnswerErased, BadIdempotencyKey, KeyUsedForAnotherRequest, Refusal
from actions.idempotency.model import DoneRequest
from actions.problems import problem_of
from actions.vault import Vault

# Refusals that depend on the state of things are stored like any answer. The others say nothing was tried yet:
# unreadable requests, missing rights, and too many tries, which pass with time.
_STORED_REFUSALS = frozenset({404, 409, 410, 422})
#: On a response: whose conversation it tells of, when the request itself names none.
ABOUT: web.ResponseKey[str] = web.ResponseKey("ABOUT", str)
_DONE = table_of(DoneRequest)
_KEEP = update(_DONE).where(_DONE.c.client == bindparam("by"), _DONE.c.key == bindparam("under"))
_KEY = re.compile(r"[\x21-\x7e]{1,200}")


@dataclass(frozen=True)
class Call:
    """One POST as it came in; `target` is method and path."""

    client: str
    key: str | None
    target: str
    body: bytes
    conversation: str | None


async def answer_once(
    call: Call,
    effect: Callable[[AsyncSession], Awaitable[web.Response]],
    *,
    database: Database,
    vault: Vault,
    clock: Clock,
    checkpoint: Checkpoint,
    committed: str,
) -> web.Response:
    """Do the effect once and answer. Raises BadIdempotencyKey, KeyUsedForAnotherRequest, AnswerErased, Refusal."""
    if call.key is None or not _KEY.fullmatch(call.key):
        raise BadIdempotencyKey("请求要带 Idempotency-Key，1–200 个可见 ASCII 字符。")
    request_hash = vault.fingerprint("request", f"{call.target}\0{call.body.hex()}")
    async with database.write() as session:
        if not await _claim(session, call.client, call.key, request_hash, call.conversation, clock()):
            return await _stored_answer(session, call.client, call.key, request_hash, vault)
        response, refused = await _attempt(session, effect)
        if refused is not None and refused.status not in _STORED_REFUSALS:
            if not refused.keeps_what_was_written:
                raise refused
            await _unclaim(session, call.client, call.key)
        else:
            about = call.conversation or response.get(ABOUT)
            await _keep(session, call.client, call.key, vault.encrypt(_packed(response)), about)
        checkpoint("idempotency.written")
        await session.commit()
        checkpoint(committed)
        checkpoint("idempotency.committed")
    return response


async def _attempt(
    session: AsyncSession, effect: Callable[[AsyncSession], Awaitable[web.Response]]
) -> tuple[web.Response, Refusal | None]:
    savepoint = await session.begin_nested()
    try:
        response = await effect(session)
    except Refusal as refusal:
        if refusal.keeps_what_was_written:
            await savepoint.commit()
        else:
            await savepoint.rollback()
        return problem_of(refusal), refusal
    await savepoint.commit()
    return response, None


async def _claim(
    session: AsyncSession, client: str, key: str, request_hash: str, conversation: str | None, now: datetime
) -> bool:
    """True when this is the first request under that key."""
    claim = {
        "client": client,
        "key": key,
        "request_hash": request_hash,
        "conversation": conversation,
        "answer_box": None,
        "done_at": now,
    }
    return (await session.execute(_claiming(engine_of(session)), claim)).first() is not None


@cache
def _claiming(engine: str) -> ReturningInsert[Any]:
    return insert_on(engine, _DONE).on_conflict_do_nothing().returning(_DONE.c.key)


async def _unclaim(session: AsyncSession, client: str, key: str) -> None:
    done = await session.get_one(DoneRequest, (client, key))
    await session.delete(done)


async def _keep(session: AsyncSession, client: str, key: str, answer_box: bytes, conversation: str | None) -> None:
    await session.execute(_KEEP, {"by": client, "under": key, "answer_box": answer_box, "conversation": conversation})


async def _stored_answer(session: AsyncSession, client: str, key: str, request_hash: str, vault: Vault) -> web.Response:
    query = select(DoneRequest).where(DoneRequest.client == client, DoneRequest.key == key)
    done = (await session.scalars(query)).one()
    if done.request_hash != request_hash:
        raise KeyUsedForAnotherRequest("这个 Idempotency-Key 已经用在另一个请求上了，请换一个。")
    if done.answer_box is None:
        raise AnswerErased("这个请求已经办过，结果已随个人信息一起删除。")
    return _unpacked(vault.decrypt(done.answer_box))


def _packed(response: web.Response) -> str:
    body = response.body
    if not isinstance(body, (bytes, bytearray)):
        raise TypeError("only answers with a body of bytes can be stored")
    return json.dumps([response.status, response.content_type, base64.b64encode(body).decode()])


def _unpacked(text: str) -> web.Response:
    status, content_type, body = json.loads(text)
    charset = "utf-8" if content_type == "application/json" else None
    return web.Response(status=status, content_type=content_type, charset=charset, body=base64.b64decode(body))
