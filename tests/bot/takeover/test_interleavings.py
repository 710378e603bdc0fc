"""Ten thousand ways in which claims, sends, messages and operators' lines may meet, and what holds in each of them.

Once a claim is acknowledged no line of the bot reaches the worker until the desk gives the conversation back; nothing a
person says is lost, doubled or out of order; nothing the worker says is.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import ColumnElement, false, select

from bot import commands, delivery_store
from bot.database.engine import Database, open_database
from bot.database.tables import outbox
from tests.bot.takeover.chance import Drift
from tests.bot.takeover.counted_database import CountedDatabase
from tests.bot.takeover.desk_double import Takeover
from tests.bot.takeover.drifting_sqlite import drifting_sqlite
from tests.bot.takeover.world import World, running_world
from tests.databases import Template

# Each worker is a schedule of its own: 28 × 350 on SQLite and 2 × 100 on PostgreSQL are ten thousand.
WORKERS = {"sqlite": 350, "postgresql": 100}
SEEDS = {"sqlite": range(28), "postgresql": range(2)}
AT_ONCE = 25
ENOUGH_TO_FAIL = 300


def bot_lines_while_a_person_had_it(one: Takeover) -> list[str]:
    """What the bot said between an acknowledgement and the next giving back."""
    found, is_silent = [], False
    for who, what in one.seen:
        if who == "desk":
            is_silent = what == "acknowledged"
        elif who == "bot" and is_silent:
            found.append(what)
    return found


def operator_lines(one: Takeover) -> list[str]:
    return [text for who, text in one.seen if who == "person" and text.startswith("operator ")]


def worker_order(one: Takeover) -> list[int]:
    """The numbers of the worker's messages as the desk got them."""
    texts = [line["text"] for line in one.lines if line["from"] == "worker" and line["kind"] == "text"]
    return [int(text[-1]) for text in texts if text[-1].isdigit()]


async def played(database: Database, seed: int, workers: int) -> list[Takeover]:
    async with running_world(database, seed) as world:
        takeovers: list[Takeover] = []
        for first in range(0, workers, AT_ONCE):
            chats = [f"chat-{number}" for number in range(first, min(first + AT_ONCE, workers))]
            await world.seat(chats)
            takeovers += await asyncio.gather(*(world.play(chat) for chat in chats))
        await world.settle()
        await check_rows(world)
        return takeovers


async def check_rows(world: World) -> None:
    """Bot and person never speak under one epoch: so it is on the web too, where nothing has to be sent."""
    query = select(outbox.c.conversation_id, outbox.c.owner_epoch, outbox.c.author).where(outbox.c.kind == "reply")
    rows = await world.core.database.read(lambda connection: connection.execute(query).all())
    authors: dict[tuple[str, int], set[str]] = {}
    for row in rows:
        authors.setdefault((row.conversation_id, row.owner_epoch), set()).add(row.author)
    assert {key for key, both in authors.items() if len(both) > 1} == set()


def check(takeovers: list[Takeover]) -> None:
    assert [one.conversation for one in takeovers if bot_lines_while_a_person_had_it(one)] == []
    for one in takeovers:
        assert operator_lines(one) == one.operator_said
        # What comes after the worker left or the desk closed is between worker and bot.
        told = worker_order(one)
        assert told == (one.worker_said[: len(told)] if one.state == "closed" else one.worker_said)
    # Chance has tried what it was to try; how often depends on how busy the machine is.
    assert sum(len(one.acknowledged) for one in takeovers) > len(takeovers) / 10
    assert sum(len(one.operator_said) for one in takeovers) > len(takeovers) / 20


@pytest.fixture(params=SEEDS["postgresql"])
def postgresql(request: pytest.FixtureRequest, tmp_path: Path, template: Template) -> Iterator[tuple[int, str]]:
    with template.copy("postgresql", tmp_path) as url:
        yield request.param, url


@pytest.mark.parametrize("seed", SEEDS["sqlite"])
async def test_on_sqlite_the_bot_is_silent_and_nothing_is_lost(seed: int) -> None:
    takeovers = await played(drifting_sqlite(Drift(Random(seed))), seed, workers=WORKERS["sqlite"])

    check(takeovers)
    assert any(len(one.acknowledged) > 1 for one in takeovers)


async def test_on_postgresql_the_bot_is_silent_and_nothing_is_lost(postgresql: tuple[int, str]) -> None:
    seed, url = postgresql

    takeovers = await played(CountedDatabase(open_database(url)), seed, workers=WORKERS["postgresql"])

    check(takeovers)


async def test_without_the_epoch_check_the_bot_would_speak(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery_store, "is_void", lambda row, owner_epoch: False)

    takeovers = await played(drifting_sqlite(Drift(Random(0))), 0, workers=ENOUGH_TO_FAIL)

    assert any(bot_lines_while_a_person_had_it(one) for one in takeovers)


async def test_without_waiting_for_a_send_in_flight_the_bot_would_speak(monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing_is() -> ColumnElement[bool]:
        return false()

    monkeypatch.setattr(commands, "is_in_flight", nothing_is)

    takeovers = await played(drifting_sqlite(Drift(Random(0))), 0, workers=ENOUGH_TO_FAIL)

    assert any(bot_lines_while_a_person_had_it(one) for one in takeovers)
