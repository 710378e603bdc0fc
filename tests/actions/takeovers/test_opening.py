"""The bot hands a conversation over and goes on forwarding what is said."""

from __future__ import annotations

import asyncio
import base64
from typing import Any

import pytest
from sqlalchemy import text

from actions.numbers import is_number
from tests.actions.applicants import LONGZIHU, RIDER, other_rider
from tests.actions.house import Caller, House
from tests.actions.takeovers.chats import PNG, line, number_of, opened, said, standing

MINE = {"conversation": RIDER.conversation}


async def test_a_conversation_handed_over_waits_with_a_number_to_read_out(bot: Caller) -> None:
    answer = await opened(bot)
    assert answer.status == 201
    assert is_number(answer.json["number"])
    assert answer.json["number"].startswith("R26-000001-")
    assert {**answer.json, "number": None} == {
        "number": None,
        "state": "waiting",
        "position": 1,
        "hours": "每天 8:30–17:30",
    }


async def test_handing_it_over_again_adds_the_lines_to_the_open_one(house: House, bot: Caller) -> None:
    first = await opened(bot)
    again = await opened(bot, lines=[line("还在吗")])
    assert again.status == 200
    assert again.json == first.json
    async with house.database.read() as session:
        assert (await session.execute(text("SELECT seq FROM takeover_lines ORDER BY seq"))).scalars().all() == [1, 2]


async def test_two_at_once_make_one(bot: Caller) -> None:
    answers = await asyncio.gather(*(opened(bot, lines=[line(f"第{i}句")]) for i in range(4)))
    assert sorted(answer.status for answer in answers) == [200, 200, 200, 201]
    assert len({answer.json["number"] for answer in answers}) == 1


async def test_emergencies_and_sensitive_matters_wait_in_front(bot: Caller) -> None:
    for running, reason in enumerate(("asked", "sensitive", "misses", "emergency"), start=1):
        await opened(bot, conversation=other_rider(running).conversation, reason=reason)
    places = [(await standing(bot, other_rider(running).conversation))["position"] for running in (4, 2, 1, 3)]
    assert places == [1, 2, 3, 4]


async def test_an_emergency_said_later_moves_to_the_front(bot: Caller) -> None:
    await opened(bot, conversation=other_rider(2).conversation)
    await opened(bot)
    await said(bot, line("我被车撞了", emergency=True))
    assert (await standing(bot))["position"] == 1


async def test_lines_of_one_conversation_have_one_sequence(house: House, bot: Caller) -> None:
    await opened(bot)
    await asyncio.gather(*(said(bot, line(f"a{i}"), line(f"b{i}")) for i in range(5)))
    async with house.database.read() as session:
        seqs = (await session.execute(text("SELECT seq FROM takeover_lines ORDER BY seq"))).scalars().all()
    assert seqs == list(range(1, 12))


async def test_words_and_photos_rest_encrypted(house: House, bot: Caller) -> None:
    photo = {"type": "image/png", "data": base64.b64encode(PNG).decode()}
    await opened(bot, lines=[line("张小蜂说的", kind="photo", photo=photo, understood={"topics": ["join_cost"]})])
    async with house.database.read() as session:
        row = (await session.execute(text("SELECT * FROM takeover_lines"))).mappings().one()
    assert house.vault.decrypt(row["text_box"]) == "张小蜂说的"
    stored = b"".join(bytes(value) for name, value in row.items() if name.endswith("_box"))
    assert "张小蜂".encode() not in stored
    assert b"join_cost" not in stored
    assert base64.b64encode(PNG)[:20] not in stored


async def test_what_is_said_after_the_close_is_kept_as_late(bot: Caller) -> None:
    await opened(bot)
    await bot.post("/v1/takeovers/leaving", MINE)
    assert (await said(bot, line("喂"))).json == {"kept": True, "late": True}


async def test_lines_of_a_conversation_never_handed_over_are_refused(bot: Caller) -> None:
    assert (await said(bot, line())).status == 404


async def test_a_worker_may_stop_waiting(bot: Caller) -> None:
    await opened(bot)
    left = await bot.post("/v1/takeovers/leaving", MINE)
    assert left.json == {"state": "closed"}
    assert (await standing(bot))["state"] is None
    assert (await opened(bot)).status == 201


async def test_standing_tells_hours_and_place(house: House, bot: Caller) -> None:
    assert await standing(bot) == {
        "open": True,
        "hours": "每天 8:30–17:30",
        "state": None,
        "position": None,
        "number": None,
    }
    await opened(bot, conversation=other_rider(2).conversation)
    number = await number_of(bot)
    house.clock.move(hours=6)
    assert await standing(bot) == {
        "open": False,
        "hours": "每天 8:30–17:30",
        "state": "waiting",
        "position": 2,
        "number": number,
    }


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"region": "999999"}, "region"),
        ({"reason": "bored"}, "reason"),
        ({"lines": [line("长" * 4001)]}, "lines.0.text"),
        ({"lines": [line()] * 31}, "lines"),
        ({"lines": [line(at="2026-11-22T03:59:00")]}, "lines.0.at"),
        ({"lines": [line(photo={"type": "image/png", "data": "!!"})]}, "lines.0.photo"),
        ({"lines": [line(photo={"type": "image/png", "data": base64.b64encode(b"<svg/>").decode()})]}, "lines.0.photo"),
        ({"lines": [line(photo={"type": "image/png", "data": base64.b64encode(PNG + b"x" * 1_572_864).decode()})]},
         "lines.0.photo.data"),
        ({"lines": [{**line(), "from": "operator"}]}, "lines.0.from"),
    ],
)  # fmt: skip
async def test_a_wrong_field_is_named(bot: Caller, changed: dict[str, Any], field: str) -> None:
    answer = await opened(bot, **changed)
    assert (answer.status, answer.json["field"]) == (422, field)


async def test_a_position_counts_those_who_wait_for_the_same_colleagues(house: House, bot: Caller) -> None:
    """Nobody works in the counties yet, so all wait for the province."""
    await opened(bot, conversation=other_rider(2).conversation, region=LONGZIHU)
    await opened(bot)
    assert (await standing(bot))["position"] == 2


async def test_only_the_bot_hands_conversations_over(cli: Caller) -> None:
    assert (await opened(cli)).status == 403


async def test_a_workers_typing_is_stored_nowhere(bot: Caller) -> None:
    assert (await bot.put("/v1/takeovers/typing", MINE)).json == {}
    assert (await bot.put("/v1/takeovers/typing", {"conversation": "x"})).status == 422
