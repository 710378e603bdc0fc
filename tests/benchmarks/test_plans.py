"""The plan reader finds statements that read a whole table, and leaves those alone that go by an index."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from benchmarks.plans import SETTINGS, Explained, Plan, plans_in, rows_of_tables
from tests.postgres import new_database, running_postgres


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with running_postgres(as_shipped=SETTINGS) as folder:
        new_database(folder, "plans")
        yield folder


def _told(server: str, *statements: str) -> list[Plan]:
    async def run() -> list[Plan]:
        connection = await asyncpg.connect(host=server, user="postgres", database="plans")
        try:
            await connection.execute(
                "DROP TABLE IF EXISTS bees; CREATE TABLE bees (id int PRIMARY KEY, hive int); "
                "INSERT INTO bees SELECT n, n % 7 FROM generate_series(1, 5000) n; ANALYZE bees"
            )
            explained = Explained(server)
            await explained.begin()
            for statement in statements:
                await connection.fetch(statement)
            told = explained.told()
            await explained.end()
            return told
        finally:
            await connection.close()

    return asyncio.run(run())


def _whole(server: str, statement: str) -> list[str]:
    found = [plan for plan in _told(server, statement) if plan.statement == statement]
    assert found, "the statement was not told"
    rows = asyncio.run(rows_of_tables(server, "plans"))
    return [one.how for plan in found for one in plan.whole_tables(rows)]


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("SELECT id FROM bees WHERE hive = 3", ["Seq Scan"]),
        ("SELECT count(*) FROM (SELECT id FROM bees ORDER BY id OFFSET 0) b", ["whole bees_pkey"]),
        ("SELECT hive FROM bees WHERE id = 3", []),
        ("SELECT hive FROM bees ORDER BY id DESC LIMIT 3", []),
    ],
)
def test_a_whole_table_is_found_in_the_plan_that_was_used(server: str, statement: str, found: list[str]) -> None:
    assert _whole(server, statement) == found


def test_small_tables_may_be_read_whole(server: str) -> None:
    [plan] = [plan for plan in _told(server, "SELECT id FROM bees WHERE hive = 3") if "hive = 3" in plan.statement]

    assert list(plan.whole_tables({"bees": 1000})) == []
    assert [str(one) for one in plan.whole_tables({"bees": 1001})] == [
        "Seq Scan on bees: SELECT id FROM bees WHERE hive = 3"
    ]


def test_a_log_that_was_cut_off_in_the_middle_of_a_plan_is_read_up_to_there(server: str) -> None:
    _told(server, "SELECT hive FROM bees WHERE id = 4")
    log = (Path(server) / "log").read_text()
    place = log.rindex('"Plan"')

    assert [plan.statement for plan in plans_in(log[:place])] == [plan.statement for plan in plans_in(log)][:-1]
