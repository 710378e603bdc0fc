"""The process is killed while a list is drafted: all of its drafts are there, or none, and then once."""

from __future__ import annotations

import signal
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiohttp import ClientConnectionError
from sqlalchemy import func, select

from actions.database import Database
from actions.faq.model import FaqRevision
from actions.staff.model import StaffMember
from tests.actions.faq.lists import row
from tests.actions.test_process import CLI_TOKEN, _env, _post, _running

IMPORTS = "/v1/faq/imports"
LIST = {"as": "zhou", "dry_run": False, "rows": [{"place": f"第 {n} 行", **row(n)} for n in range(2, 602)]}


@pytest.fixture
def env(database_url: str, unused_tcp_port: int) -> dict[str, str]:
    return _env(database_url, unused_tcp_port)


async def drafts(env: dict[str, str]) -> int:
    database = Database(env["XIAOFENG_ACTIONS_DATABASE_URL"])
    async with database.read() as session:
        found = await session.scalar(select(func.count()).select_from(FaqRevision).where(FaqRevision.state == "draft"))
    await database.aclose()
    return int(found or 0)


@pytest.mark.parametrize(("failpoint", "left"), [("idempotency.written", 0), ("faq.committed", 600)])
async def test_a_kill_during_the_import_leaves_nothing_half_and_doubles_nothing(
    env: dict[str, str], tmp_path: Path, failpoint: str, left: int
) -> None:
    log = tmp_path / "actions.log"
    async with _running(env, log):
        pass  # the tables are made
    database = Database(env["XIAOFENG_ACTIONS_DATABASE_URL"])
    async with database.write() as session:
        editor = {"roles": ["faq_editor"], "areas": ["340000"], "created_at": datetime.now(UTC)}
        session.add(StaffMember(login="zhou", name="周编辑", password_hash="x", **editor))
        await session.commit()
    await database.aclose()

    async with _running({**env, "XIAOFENG_FAILPOINT": f"{failpoint}:1"}, log) as process:
        with pytest.raises(ClientConnectionError):
            await _post(env, IMPORTS, LIST, "sent-once", token=CLI_TOKEN)
        assert await process.wait() == -signal.SIGKILL
    assert await drafts(env) == left

    async with _running(env, log):
        answers = [await _post(env, IMPORTS, LIST, "sent-once", token=CLI_TOKEN) for _ in range(2)]
    assert answers[0][0] == 200
    assert answers[0] == answers[1]
    assert await drafts(env) == 600
