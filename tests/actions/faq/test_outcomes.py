"""What came of workers' questions is counted once, whatever happens on the way, and kept as sums for two years."""

from __future__ import annotations

import asyncio
import signal
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientConnectionError
from sqlalchemy import select

from actions.database import Database
from actions.faq.model import FaqOutcome
from actions.faq.uses import uses_since
from actions.retention.days import DAYS, retention
from actions.retention.purging import purge
from tests.actions.house import Caller, House
from tests.actions.test_process import _env, _post, _running

OUTCOMES = "/v1/faq/outcomes"
TODAY = date(2026, 11, 22)


def counted(
    outcome: str, count: int = 1, *, topic: str | None = "join_cost", county: str | None = None, day: date = TODAY
) -> dict[str, Any]:
    return {"day": day.isoformat(), "county": county, "topic": topic, "outcome": outcome, "count": count}


async def sums(database: Database) -> list[tuple[date, str, str, str, int]]:
    table = FaqOutcome.__table__
    async with database.read() as session:
        rows = await session.execute(select(table).order_by(*table.primary_key.columns))
        return [tuple(row) for row in rows]


async def uses(house: House, since: date) -> dict[str, int]:
    async with house.database.read() as session:
        return dict(await uses_since(session, since))


async def test_batches_add_up_by_day_topic_county_and_outcome(house: House, bot: Caller) -> None:
    first = [counted("answered", 2, county="340302"), counted("answered"), counted("fallback", topic=None)]
    assert (await bot.post(OUTCOMES, {"counts": first})).json == {"counted": 4}
    await bot.post(OUTCOMES, {"counts": [counted("answered", 3, county="340302"), counted("unhelpful")]})

    assert await sums(house.database) == [
        (TODAY, "", "", "fallback", 1),
        (TODAY, "join_cost", "", "answered", 1),
        (TODAY, "join_cost", "", "unhelpful", 1),
        (TODAY, "join_cost", "340302", "answered", 5),
    ]


async def test_a_batch_sent_again_is_counted_once(house: House, bot: Caller) -> None:
    batch = {"counts": [counted("answered", 2)]}

    answers = [await bot.post(OUTCOMES, batch, key="batch-1") for _ in range(3)]

    assert len({answer.raw for answer in answers}) == 1
    assert await sums(house.database) == [(TODAY, "join_cost", "", "answered", 2)]


async def test_a_batch_that_comes_twice_at_once_is_counted_once(house: House, bot: Caller) -> None:
    batch = {"counts": [counted("answered"), counted("suggested")]}

    await asyncio.gather(*(bot.post(OUTCOMES, batch, key="batch-1") for _ in range(5)))

    assert [row[-1] for row in await sums(house.database)] == [1, 1]


async def test_different_batches_at_once_are_all_counted(house: House, bot: Caller) -> None:
    there, back = [counted("answered"), counted("suggested")], [counted("suggested"), counted("answered")]

    answers = await asyncio.gather(*(bot.post(OUTCOMES, {"counts": order}) for order in (there, back) * 5))

    assert {answer.status for answer in answers} == {200}
    assert [row[-1] for row in await sums(house.database)] == [10, 10]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"outcome": "guessed"}, "counts.0.outcome"),
        ({"county": "龙子湖区"}, "counts.0.county"),
        ({"topic": "我的站长不发工资"}, "counts.0.topic"),
        ({"count": 0}, "counts.0.count"),
        ({"text": "入会要钱吗"}, "counts.0.text"),
        ({"conversation": "c" * 20}, "counts.0.conversation"),
    ],
)
async def test_what_is_no_count_is_refused_whole(house: House, bot: Caller, wrong: dict[str, Any], field: str) -> None:
    refused = await bot.post(OUTCOMES, {"counts": [{**counted("answered"), **wrong}, counted("fallback")]})

    assert (refused.status in (400, 422), refused.json["field"]) == (True, field)
    assert await sums(house.database) == []


async def test_uses_are_what_was_answered_outright_or_chosen_since_a_day(house: House, bot: Caller) -> None:
    earlier = date(2026, 11, 1)
    batch = [
        counted("answered", 2, county="340302"),
        counted("chosen", 1),
        counted("suggested", 7),
        counted("unhelpful", 7),
        counted("person", 7),
        counted("chosen", 4, topic=None),
        counted("answered", 5, topic="privacy_data", day=earlier),
        counted("suggested", 9, topic="union_contact"),
    ]
    await bot.post(OUTCOMES, {"counts": batch})

    assert await uses(house, TODAY) == {"join_cost": 3}
    assert await uses(house, earlier) == {"join_cost": 3, "privacy_data": 5}


async def test_sums_go_after_two_years(house: House, bot: Caller) -> None:
    await bot.post(OUTCOMES, {"counts": [counted("answered"), counted("answered", day=date(2026, 11, 23))]})
    house.clock.move(days=DAYS["outcomes"] + 1)

    await purge(house.database, retention(""), clock=house.clock, checkpoint=lambda name: None)

    assert [row[0] for row in await sums(house.database)] == [date(2026, 11, 23)]
    assert DAYS["outcomes"] == 730


@pytest.mark.parametrize("failpoint", ["idempotency.written", "faq.outcomes-counted"])
async def test_killed_before_or_after_the_commit_a_batch_counts_once(
    database_url: str, unused_tcp_port: int, tmp_path: Path, failpoint: str
) -> None:
    env, log = _env(database_url, unused_tcp_port), tmp_path / "actions.log"
    batch = {"counts": [counted("answered", 2)]}
    async with _running({**env, "XIAOFENG_FAILPOINT": f"{failpoint}:1"}, log) as process:
        with pytest.raises(ClientConnectionError):
            await _post(env, OUTCOMES, batch, "batch-1")
        assert await process.wait() == -signal.SIGKILL

    async with _running(env, log):
        answers = [await _post(env, OUTCOMES, batch, "batch-1") for _ in range(2)]

    assert answers == [(200, b'{"counted":2}')] * 2
    database = Database(database_url)
    found = await sums(database)
    await database.aclose()
    assert found == [(TODAY, "join_cost", "", "answered", 2)]
