"""How one message is sent and its answer read, over each system's own HTTP interface."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from typing import Literal

import aiohttp

from benchmarks.sender import Heard, Message

Interface = Literal["chat", "rest"]
Exchange = Callable[[aiohttp.ClientSession, str, str, Message], Awaitable[Heard]]


class ExchangeFailed(Exception):
    """The system did not answer with 200 and JSON; `str()` says what it answered."""


async def say_in_chat(session: aiohttp.ClientSession, url: str, conversation: str, message: Message) -> Heard:
    """`POST /v1/chat/messages`: the house and the skeleton. Raises ExchangeFailed or aiohttp.ClientError."""
    body = {"conversation": conversation, "message_id": secrets.token_hex(12), "text": message.text}
    async with session.post(f"{url}/v1/chat/messages", json=body) as answer:
        if answer.status != 200:
            raise ExchangeFailed(f"{answer.status} {(await answer.text())[:300]}")
        read = await answer.json()
    replies = read["replies"]
    return Heard(
        texts=tuple(reply["text"] for reply in replies),
        asks=read["asks"],
        stations=any(reply.get("stations") for reply in replies),
    )


async def say_to_rasa(session: aiohttp.ClientSession, url: str, conversation: str, message: Message) -> Heard:
    """`POST /webhooks/rest/webhook`: Rasa's own channel. Raises ExchangeFailed or aiohttp.ClientError."""
    body = {"sender": conversation, "message": message.text}
    async with session.post(f"{url}/webhooks/rest/webhook", json=body) as answer:
        if answer.status != 200:
            raise ExchangeFailed(f"{answer.status} {(await answer.text())[:300]}")
        replies = await answer.json()
    return Heard(texts=tuple(reply.get("text", "") for reply in replies))


EXCHANGES: dict[Interface, Exchange] = {"chat": say_in_chat, "rest": say_to_rasa}
