"""Each POST has its effect once, whatever the network does."""

from __future__ import annotations

import asyncio
import uuid

from sqlalchemy import text

from tests.actions.applicants import RIDER, filed, other_rider, reviewed, submission
from tests.actions.house import Caller, House


async def test_the_same_key_and_body_get_the_stored_answer_byte_for_byte(house: House, bot: Caller) -> None:
    body = submission(house)

    first = await bot.post("/v1/enrollments", body, key="once")
    house.clock.move(hours=3)
    second = await bot.post("/v1/enrollments", body, key="once")

    assert (first.status, second.status) == (201, 201)
    assert first.raw == second.raw
    assert first.headers["Content-Type"] == second.headers["Content-Type"]


async def test_a_refusal_is_an_answer_too(house: House, bot: Caller) -> None:
    number = await filed(bot)
    body = submission(house)
    refused = await bot.post("/v1/enrollments", body, key="refused")
    await bot.post(f"/v1/enrollments/{number}/withdrawal", {"conversation": RIDER.conversation})

    again = await bot.post("/v1/enrollments", body, key="refused")

    assert (refused.status, again.status) == (409, 409)
    assert refused.raw == again.raw
    assert again.headers["Content-Type"].startswith("application/problem+json")


async def test_the_same_key_with_another_body_is_refused(house: House, bot: Caller) -> None:
    await bot.post("/v1/enrollments", submission(house), key="once")

    other = await bot.post("/v1/enrollments", submission(house, other_rider(2)), key="once")

    assert (other.status, other.json["type"]) == (422, "idempotency-key-reused")


async def test_the_same_key_on_another_address_is_refused(house: House, bot: Caller) -> None:
    number = await filed(bot)
    body = {"conversation": RIDER.conversation}
    await bot.post(f"/v1/enrollments/{number}/withdrawal", body, key="once")
    assert (await bot.post("/v1/erasures", body, key="once")).status == 422


async def test_the_same_key_at_once_has_one_effect(house: House, bot: Caller, cli: Caller) -> None:
    body = submission(house)

    answers = await asyncio.gather(*(bot.post("/v1/enrollments", body, key="once") for _ in range(8)))

    assert {answer.status for answer in answers} == {201}
    assert len({answer.raw for answer in answers}) == 1
    assert len((await cli.get("/v1/enrollments")).json["enrollments"]) == 1


async def test_keys_of_two_clients_do_not_meet(bot: Caller, cli: Caller) -> None:
    number = await filed(bot)
    await bot.post("/v1/deliveries/acks", {"ids": []}, key="shared")
    decided = await cli.post(f"/v1/enrollments/{number}/review", {"decision": "approve"}, key="shared")
    assert decided.status == 200


async def test_without_a_key_nothing_is_done(house: House, bot: Caller, cli: Caller) -> None:
    async with house.client.post("/v1/enrollments", json=submission(house), headers=bot.headers) as response:
        assert response.status == 400
        assert (await response.json())["type"] == "idempotency-key-required"
    assert (await cli.get("/v1/enrollments")).json["enrollments"] == []


async def test_a_key_of_300_characters_is_refused(house: House, bot: Caller) -> None:
    assert (await bot.post("/v1/enrollments", submission(house), key="k" * 300)).status == 400


async def test_a_refused_request_leaves_nothing_of_its_effect(house: House, bot: Caller, cli: Caller) -> None:
    number = await filed(bot, RIDER.but(conversation="conversation-0002"))
    before = len(await house.audit())
    await reviewed(cli, number, "return", reason="没有勾选")
    assert len(await house.audit()) == before


async def test_stored_answers_are_encrypted(house: House, bot: Caller) -> None:
    number = await filed(bot)
    async with house.database.read() as session:
        boxes = (await session.execute(text("SELECT answer_box FROM done_requests"))).scalars().all()
    assert all(number.encode() not in bytes(box) for box in boxes)


async def test_checkpoints_surround_the_commit(house: House, bot: Caller) -> None:
    await filed(bot)
    assert house.checkpoints == ["idempotency.written", "enrollment.committed", "idempotency.committed"]
    await bot.post("/v1/enrollments", submission(house, other_rider(2)), key=uuid.uuid4().hex)
    assert house.checkpoints.count("enrollment.committed") == 2
