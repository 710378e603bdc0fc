"""Fills a database of actions with made-up applications by COPY; indexes no constraint needs are made afterwards."""

from __future__ import annotations

import random
import sys
import time
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import asyncpg

from actions.audit.log import BEFORE_THE_FIRST
from actions.clock import local_date
from actions.enrollment.states import State
from actions.unions.model import DECIDING, Kind
from actions.vault import Vault
from benchmarks.enrollments_rows import Scribe
from benchmarks.enrollments_stories import Story, Union, stories

#: Those that others refer to first.
_TABLES = (
    "enrollments",
    "enrollment_steps",
    "memberships",
    "filings",
    "cover_candidates",
    "audit_entries",
    "done_requests",
    "deliveries",
)
_NUMBERED = ("enrollments", "enrollment_steps", "memberships", "filings", "cover_candidates")
#: Each county has a place for everybody who was insured, and none for who waits.
_QUOTAS = """
    INSERT INTO cover_quotas (region, year, places, taken, trades, updated_at)
    SELECT county.region, $1, count(one.id), count(one.id), '["rider"]', now()
    FROM organizations county
    LEFT JOIN cover_candidates one ON one.region = county.region AND one.year = $1 AND one.state = 'insured'
    WHERE county.kind = 'county' AND NOT county.is_sample GROUP BY county.region
"""
_AT_ONCE = 10_000
_SAY_EVERY = 50_000
_MOST_KNOWN = 3_000


@dataclass
class Known:
    """Some of what was filled in, drawn at random, to be asked for; `big_county` is the one with most open ones."""

    conversations: list[str] = field(default_factory=list)
    members: list[int] = field(default_factory=list)  # seeds of people whose application was approved
    open: list[int] = field(default_factory=list)  # and of those whose application is open
    big_county: str = ""
    big_union: int = 0  # a township's in that county


async def fill(
    socket_folder: str, name: str, count: int, *, vault: Vault, reviewers: list[int], now: datetime
) -> Known:
    """Takes a few minutes for a million; says on standard error how far it is."""
    connection = await asyncpg.connect(host=socket_folder, user="postgres", database=name)
    try:
        await _be_durable(connection, False)
        unions = await _unions(connection)
        last = await connection.fetchrow(
            "SELECT sequence, entry_hash FROM audit_entries ORDER BY sequence DESC LIMIT 1"
        )
        scribe = Scribe(vault, reviewers, now, tuple(last) if last is not None else (0, BEFORE_THE_FIRST))
        async with _without_indexes(connection):
            known = await _copied(connection, scribe, stories(count, unions, now), count)
            await _give_on_numbers(connection, scribe)
            await connection.execute(_QUOTAS, local_date(now).year)
        _say("vacuum and analyze …")
        await connection.execute("VACUUM ANALYZE")
        await _be_durable(connection, True)
    finally:
        await connection.close()
    known.big_union = next(one.id for one in unions if one.county == known.big_county and one.kind is Kind.TOWNSHIP)
    return known


async def _be_durable(connection: Any, wanted: bool) -> None:
    """While it is filled nobody minds losing it; what is measured afterwards is as durable as shipped."""
    for setting in ("fsync", "full_page_writes"):
        await connection.execute(f"ALTER SYSTEM {f'RESET {setting}' if wanted else f'SET {setting} = off'}")
    await connection.execute("ALTER SYSTEM RESET max_wal_size" if wanted else "ALTER SYSTEM SET max_wal_size = '8GB'")
    await connection.execute("SELECT pg_reload_conf()")
    if wanted:
        await connection.execute("CHECKPOINT")


async def _unions(connection: Any) -> list[Union]:
    rows = await connection.fetch(
        "SELECT id, name, kind, region, township, employers->>0 AS employer, steps, limit_hours FROM organizations "
        "WHERE kind = ANY($1) AND NOT is_sample ORDER BY code",
        [kind.value for kind in DECIDING],
    )
    return [
        Union(row["id"], row["name"], Kind(row["kind"]), row["region"], row["township"], row["employer"], row["steps"],
              row["limit_hours"])
        for row in rows
    ]  # fmt: skip


@asynccontextmanager
async def _without_indexes(connection: Any) -> AsyncIterator[None]:
    """Within, references are not checked either: what is written fits."""
    found = await connection.fetch(
        "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename = ANY($1) "
        "AND indexname NOT IN (SELECT conname FROM pg_constraint)",
        list(_TABLES),
    )
    await connection.execute("SET session_replication_role = replica")
    for row in found:
        await connection.execute(f"DROP INDEX {row['indexname']}")
    yield
    _say("indexes …")
    await connection.execute("SET maintenance_work_mem = '512MB'")
    for row in found:
        await connection.execute(row["indexdef"])
    await connection.execute("SET session_replication_role = DEFAULT")


async def _copied(connection: Any, scribe: Scribe, told: Any, count: int) -> Known:
    chance, known, open_by_county = random.Random(7), Known(), defaultdict[str, int](int)
    waiting: dict[str, list[dict[str, Any]]] = defaultdict(list)
    began = time.monotonic()
    for story in told:
        for table, row in scribe.rows_of(story):
            waiting[table].append(row)
        _get_to_know(known, story, chance, count)
        open_by_county[story.union.county] += story.is_open
        done = story.position + 1
        if done % _AT_ONCE == 0 or done == count:
            await _write(connection, waiting)
        if done % _SAY_EVERY == 0 or done == count:
            _say(f"{done:,} of {count:,} applications, {done / (time.monotonic() - began):,.0f} a second")
    known.big_county = max(open_by_county, key=lambda county: open_by_county[county])
    return known


def _get_to_know(known: Known, story: Story, chance: random.Random, count: int) -> None:
    if story.is_open:
        known.open.append(story.seed)
    elif story.state is State.APPROVED and chance.random() < _MOST_KNOWN / count:
        known.members.append(story.seed)
    if chance.random() < _MOST_KNOWN / count:
        known.conversations.append(story.conversation)


async def _write(connection: Any, waiting: dict[str, list[dict[str, Any]]]) -> None:
    for table in _TABLES:
        for rows in _alike(waiting.pop(table, [])):
            columns = list(rows[0])
            records = [tuple(row[name] for name in columns) for row in rows]
            await connection.copy_records_to_table(table, records=records, columns=columns)


def _alike(rows: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """COPY takes rows of the same columns."""
    found: dict[frozenset[str], list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(frozenset(row), []).append(row)
    return list(found.values())


async def _give_on_numbers(connection: Any, scribe: Scribe) -> None:
    for table in _NUMBERED:
        await connection.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT coalesce(max(id), 1) FROM {table}))"
        )
    for (kind, year), last in scribe.given.items():
        await connection.execute("INSERT INTO number_sequences VALUES ($1, $2, $3)", kind, year, last)


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
