"""Who comes in, and what a bad request is told."""

from __future__ import annotations

import asyncio

import pytest

from actions.settings import Client
from tests.actions.house import TOKENS, Caller, House

PROBLEM = "application/problem+json"


@pytest.mark.parametrize(
    "authorization",
    [None, "", "Bearer ", "Bearer wrong", f"Basic {TOKENS[Client.BOT]}", TOKENS[Client.BOT]],
)
async def test_without_a_known_token_nobody_comes_in(house: House, authorization: str | None) -> None:
    headers = {} if authorization is None else {"Authorization": authorization}
    async with house.client.get("/v1/enrollments?conversation=conversation-0001", headers=headers) as response:
        assert response.status == 401
        assert response.headers["WWW-Authenticate"] == "Bearer"
        assert response.content_type == PROBLEM


async def test_a_token_of_broken_characters_is_unknown_too(house: House) -> None:
    reader, writer = await asyncio.open_connection(house.client.host, house.client.port)
    writer.write(b"GET /v1/tickets HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \xff\xfe\r\nConnection: close\r\n\r\n")
    status, _, _ = (await reader.read()).partition(b"\r\n")
    writer.close()
    assert b" 401 " in status


async def test_a_client_outside_the_declaration_is_forbidden(cli: Caller, bot: Caller) -> None:
    assert (await cli.get("/v1/personal-data", conversation="conversation-0001")).status == 403
    assert (await bot.get("/v1/tickets")).status == 403
    assert (await bot.post("/v1/enrollments/XF26-000001-1/review", {"decision": "approve"})).status == 403


async def test_the_bot_sees_no_list_of_everybody(bot: Caller) -> None:
    assert (await bot.get("/v1/enrollments", state="submitted")).json["field"] == "conversation"


@pytest.mark.parametrize("body", [b"", b"not json", b"[1]", b'"text"', b"\xff\xfe", b"[" * 20_000, b'{"a":' * 20_000])
async def test_what_is_not_a_json_object_is_told_so(bot: Caller, body: bytes) -> None:
    answer = await bot.post("/v1/tickets", body)
    assert (answer.status, answer.json["type"]) == (400, "not-json")


async def test_a_body_that_cannot_be_unpacked_is_told_so(house: House, bot: Caller) -> None:
    headers = {**bot.headers, "Idempotency-Key": "one", "Content-Encoding": "gzip"}
    async with house.client.post("/v1/tickets", data=b"not gzip", headers=headers) as response:
        assert (response.status, (await response.json(content_type=PROBLEM))["type"]) == (400, "not-json")


async def test_a_megabyte_is_too_large(bot: Caller) -> None:
    answer = await bot.post("/v1/tickets", b'{"text":"' + b"x" * 1_048_576 + b'"}')
    assert (answer.status, answer.json["type"]) == (413, "body-too-large")


async def test_unknown_addresses_and_methods_are_problems_too(house: House, bot: Caller) -> None:
    assert (await bot.get("/v1/nowhere")).json["type"] == "no-such-address"
    async with house.client.delete("/v1/enrollments", headers=bot.headers) as response:
        assert response.status == 405
        assert response.content_type == PROBLEM
        assert "POST" in response.headers["Allow"]


async def test_a_wrong_type_is_named_by_its_path(bot: Caller) -> None:
    body = {
        "conversation": "conversation-0001",
        "channel": "web",
        "kind": "human",
        "text": "在吗",
        "sealed": {"phone": 7},
    }
    assert (await bot.post("/v1/tickets", body)).json["field"] == "sealed.phone"


@pytest.mark.parametrize("conversation", ["", "short", "with space in it", "x" * 65, "中文对话编号编号编号"])
async def test_a_malformed_conversation_is_refused(bot: Caller, conversation: str) -> None:
    assert (await bot.get("/v1/enrollments", conversation=conversation)).status == 422
