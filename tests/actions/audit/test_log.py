"""The audit log: chained, append-only, ids and codes only."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from actions.audit.verification import verify
from tests.actions.applicants import RIDER, filed, other_rider, reviewed
from tests.actions.house import Caller, House


async def test_every_change_is_one_entry_of_an_unbroken_chain(house: House, bot: Caller, cli: Caller) -> None:
    number = await filed(bot)
    await reviewed(cli, number, "return", fields=["phone"], reason="打不通")
    await bot.post(f"/v1/enrollments/{number}/withdrawal", {"conversation": RIDER.conversation})

    entries = await house.audit()

    assert [entry.action for entry in entries] == [
        "enrollment.submitted",
        "enrollment.returned",
        "enrollment.withdrawn",
    ]
    assert {entry.subject for entry in entries} == {number}
    assert [entry.actor for entry in entries] == ["worker", "client:cli", "worker"]
    async with house.database.read() as session:
        assert (await verify(session)).broken_at is None


async def test_entries_made_at_once_stand_in_one_chain(house: House, bot: Caller) -> None:
    await asyncio.gather(*(filed(bot, other_rider(i)) for i in range(2, 10)))

    async with house.database.read() as session:
        assert (await verify(session)).broken_at is None
    assert [entry.sequence for entry in await house.audit()] == list(range(1, 9))


@pytest.mark.parametrize("statement", ["UPDATE audit_entries SET subject = 'x'", "DELETE FROM audit_entries"])
async def test_the_database_refuses_to_change_an_entry(house: House, bot: Caller, statement: str) -> None:
    await filed(bot)
    with pytest.raises(DBAPIError):
        async with house.database.write() as session:
            await session.execute(text(statement))


async def test_no_entry_is_replaced_by_inserting_it_again(house: House, bot: Caller) -> None:
    await filed(bot)
    again = "INTO audit_entries SELECT sequence, at, 'nobody', action, subject, detail, previous_hash, entry_hash "
    verb = "INSERT OR REPLACE" if house.database.engine.dialect.name == "sqlite" else "INSERT"
    with pytest.raises(DBAPIError):
        async with house.database.write() as session:
            await session.execute(text(f"{verb} {again} FROM audit_entries"))
