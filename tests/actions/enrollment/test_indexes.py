"""No list, page or look-up of applications reads a whole table: PostgreSQL's own plans, with whole reads made dear.

`benchmarks/enrollments.py` shows the same with a million applications and prices as they are.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from sqlalchemy import event, text
from sqlalchemy.engine import make_url

from actions.database import Database
from actions.staff.access import PROVINCE
from benchmarks.plans import Plan, plans_in
from tests.actions.applicants import LONGZIHU, filed, other_rider, submission
from tests.actions.cover.covers import candidate, quota
from tests.actions.desk_browser import staff
from tests.actions.house import Caller, House
from tests.actions.rosters.lists import given, row
from tests.actions.unions.lists import county_row, enterprise_row, given_unions, township_row
from tests.databases import Template

GROWING = (
    "enrollments",
    "enrollment_steps",
    "memberships",
    "organizations",
    "filings",
    "cover_candidates",
    "audit_entries",
    "done_requests",
    "deliveries",
)
_SETTINGS = {
    "session_preload_libraries": "auto_explain",
    "auto_explain.log_min_duration": "0",
    "auto_explain.log_format": "json",
    "client_min_messages": "log",
    "enable_seqscan": "off",  # these tables are small; a plan that still reads one whole has no other way
}


@pytest.fixture
def database_url(template: Template, tmp_path: Path) -> Iterator[str]:
    with template.copy("postgresql", tmp_path) as url:
        yield url


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """One that tells its plans to whoever asks."""
    parsed = make_url(database_url)
    connection = await asyncpg.connect(host=parsed.query["host"], user="postgres", database=parsed.database)
    await connection.execute("LOAD 'auto_explain'")
    for name, value in _SETTINGS.items():
        await connection.execute(f"ALTER DATABASE {parsed.database} SET {name} = '{value}'")
    await connection.close()
    opened = Database(database_url)
    yield opened
    await opened.aclose()


@pytest.fixture
def plans(database: Database) -> list[Plan]:
    """Of every statement from now on."""
    told: list[Plan] = []

    def listen(connection: Any, _record: object) -> None:
        connection.driver_connection.add_log_listener(lambda _, said: told.extend(plans_in(said.message)))

    for engine in (database.engine, database.reading):
        event.listen(engine.sync_engine, "connect", listen)
    return told


def _whole(plans: list[Plan]) -> set[str]:
    return {str(one) for plan in plans for one in plan.whole_tables(dict.fromkeys(GROWING, 1_000_000))}


async def test_workers_requests_go_by_indexes(plans: list[Plan], bot: Caller, house: House) -> None:
    number = await filed(bot)
    again = await bot.post("/v1/enrollments", submission(house, conversation="conversation-0900"))
    rider = other_rider(2)
    sealed = {"phone": house.seal(rider.phone), "id_tail": house.seal(rider.id_number[-6:])}
    missed = await bot.post("/v1/enrollments/lookups", {"conversation": rider.conversation, "sealed": sealed})
    status = await bot.get("/v1/enrollments", conversation="conversation-0001")

    assert (again.status, missed.status) == (409, 404)
    assert [one["number"] for one in status.json["enrollments"]] == [number]
    assert {"enrollments", "memberships", "organizations"} <= set().union(*(plan.tables for plan in plans))
    assert _whole(plans) == set()


@pytest.mark.parametrize("union", [None, "LZH-01"], ids=["a county's", "one union's"])
async def test_reviewers_pages_go_by_indexes(
    plans: list[Plan], bot: Caller, cli: Caller, house: House, union: str | None
) -> None:
    await given_unions(cli, county_row(), township_row(), enterprise_row())
    number = await filed(bot, township="东升街道" if union else None)
    reviewer = await staff(house, cli, "reviewer", areas=[LONGZIHU], union=union)
    plans.clear()

    for path in (
        "/desk",
        *(f"/desk/enrollments?state={state}" for state in ("submitted", "in_review", "approved", "overdue")),
        "/desk/enrollments?state=approved&page=3",
        f"/desk/enrollments/{number}",
        "/desk/members",
        "/desk/cover",
    ):
        assert (await reviewer.get(path)).status == 200, path

    assert {"enrollments", "memberships", "organizations"} <= set().union(*(plan.tables for plan in plans))
    assert _whole(plans) == set()


async def test_rosters_and_the_provinces_cover_go_by_indexes(
    plans: list[Plan], bot: Caller, cli: Caller, house: House, database: Database
) -> None:
    await quota(cli, 5)
    await candidate(bot, cli)
    number = await given(cli, *(row(one) for one in range(2, 102)))
    async with database.write() as session:  # many lines beside few members: hashing all of these would be cheaper
        await session.execute(text("ANALYZE"))
        await session.commit()
    county = await staff(house, cli, "reviewer", areas=[LONGZIHU])
    province = await staff(house, cli, "reviewer", login="whole", areas=[PROVINCE])
    plans.clear()

    for browser, path in ((county, "/desk/rosters"), (county, f"/desk/rosters/{number}"), (province, "/desk/cover")):
        assert (await browser.get(path)).status == 200, path

    assert {"roster_lines", "memberships", "cover_candidates"} <= set().union(*(plan.tables for plan in plans))
    assert _whole(plans) == set()
    assert "SubPlan" in str(plans)
    assert "hashed SubPlan" not in str(plans)
