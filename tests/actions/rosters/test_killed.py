"""The process is killed while a roster is taken in, and while one is purged: whole or not at all, and then once."""

from __future__ import annotations

import asyncio
import signal
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import ClientConnectionError
from sqlalchemy import func, select, update

from actions.database import Database
from actions.rosters.model import Roster, RosterLine
from tests.actions.rosters.lists import IMPORTS, roster, row
from tests.actions.test_process import CLI_TOKEN, _env, _logged, _post, _running

LIST = roster(*(row(place) for place in range(2, 702)))


@pytest.fixture
def env(database_url: str, unused_tcp_port: int) -> dict[str, str]:
    return _env(database_url, unused_tcp_port)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "actions.log"


async def kept(env: dict[str, str]) -> tuple[int, int]:
    """How many rosters and lines there are."""
    database = Database(env["XIAOFENG_ACTIONS_DATABASE_URL"])
    async with database.read() as session:
        rosters = await session.scalar(select(func.count()).select_from(Roster))
        lines = await session.scalar(select(func.count()).select_from(RosterLine))
    await database.aclose()
    return int(rosters or 0), int(lines or 0)


@pytest.mark.parametrize(("failpoint", "left"), [("roster.written", (0, 0)), ("roster.imported", (1, 700))])
async def test_a_kill_during_the_import_leaves_nothing_half_and_doubles_nothing(
    env: dict[str, str], log: Path, failpoint: str, left: tuple[int, int]
) -> None:
    async with _running({**env, "XIAOFENG_FAILPOINT": f"{failpoint}:1"}, log) as process:
        with pytest.raises(ClientConnectionError):
            await _post(env, IMPORTS, LIST, "handed-in-once", token=CLI_TOKEN)
        assert await process.wait() == -signal.SIGKILL
    assert await kept(env) == left

    async with _running(env, log):
        answers = [await _post(env, IMPORTS, LIST, "handed-in-once", token=CLI_TOKEN) for _ in range(2)]
    assert answers[0][0] == 200
    assert answers[0] == answers[1]
    assert await kept(env) == (1, 700)
    assert "周装卸" not in _logged(log)


async def test_a_kill_right_after_the_purge_leaves_its_counts(env: dict[str, str], log: Path) -> None:
    async with _running(env, log):
        assert (await _post(env, IMPORTS, LIST, "handed-in", token=CLI_TOKEN))[0] == 200
    database = Database(env["XIAOFENG_ACTIONS_DATABASE_URL"])
    async with database.write() as session:
        await session.execute(update(Roster).values(purge_at=datetime.now(UTC) - timedelta(minutes=1)))
        await session.commit()
    await database.aclose()

    killed = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "actions.main"), env={**env, "XIAOFENG_FAILPOINT": "purge.committed:1"}
    )
    assert await killed.wait() == -signal.SIGKILL
    assert await kept(env) == (1, 0)

    database = Database(env["XIAOFENG_ACTIONS_DATABASE_URL"])
    async with database.read() as session:
        found = (await session.scalars(select(Roster))).one()
    await database.aclose()
    assert (found.joined, found.applying, found.waiting) == (0, 0, 700)
