"""The process: starts, says plainly why it cannot, stops cleanly, survives being killed, logs no person."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

import pytest
from aiohttp import ClientConnectionError, ClientSession
from nacl.public import PrivateKey, SealedBox

from actions.audit.heads import heads_in
from actions.database import Database, sqlite_file
from actions.staff.model import StaffMember
from tests.actions.applicants import LONGZIHU, RIDER
from tests.actions.faq.editing import general
from tests.actions.house import DATA_DIR

ROOT = DATA_DIR.parent
KEY = PrivateKey.generate()
TOKEN = "bot-token-for-the-process-test"
CLI_TOKEN = "cli-token-for-the-process"


def _env(database_url: str, port: int, **more: str) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "XIAOFENG_ACTIONS_DATABASE_URL": database_url,
        "XIAOFENG_ACTIONS_PORT": str(port),
        "XIAOFENG_ACTIONS_CLIENTS": f"bot={TOKEN},cli={CLI_TOKEN}",
        "XIAOFENG_SEALING_PRIVATE_KEY": base64.b64encode(bytes(KEY)).decode(),
        "XIAOFENG_FIELD_KEY": base64.b64encode(b"f" * 32).decode(),
        "XIAOFENG_LOOKUP_KEY": base64.b64encode(b"l" * 32).decode(),
        "XIAOFENG_DATA_DIR": str(DATA_DIR),
        **more,
    }


def _run(module: str, env: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", module, *arguments], env=env, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.fixture
def env(database_url: str, unused_tcp_port: int) -> dict[str, str]:
    """The environment of a migrated copy."""
    return _env(database_url, unused_tcp_port)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "actions.log"


@asynccontextmanager
async def _running(env: dict[str, str], log: Path) -> AsyncIterator[Process]:
    with _appending(log) as stream:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "actions.main", env=env, stdout=stream, stderr=stream
        )
    try:
        await _until_ready(process, env, log)
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


def _appending(log: Path) -> IO[bytes]:
    return log.open("ab")


def _logged(log: Path) -> str:
    return log.read_text()


async def _until_ready(process: Process, env: dict[str, str], log: Path) -> None:
    async with asyncio.timeout(60), ClientSession() as session:
        while process.returncode is None:
            try:
                async with session.get(f"{_address(env)}/readyz") as response:
                    if response.status == 200:
                        return
            except ClientConnectionError:
                await asyncio.sleep(0.05)
    raise AssertionError(_logged(log))


def _address(env: dict[str, str]) -> str:
    return f"http://127.0.0.1:{env['XIAOFENG_ACTIONS_PORT']}"


def _submission() -> dict[str, Any]:
    box = SealedBox(KEY.public_key)
    fields = ("name", "id_number", "phone")
    return {
        "conversation": RIDER.conversation,
        "channel": "web",
        "consent": {"version": "2026-11", "given_at": "2026-11-22T11:58:00+08:00"},
        "sealed": {field: base64.b64encode(box.encrypt(getattr(RIDER, field).encode())).decode() for field in fields},
        "trade": "rider",
        "region": LONGZIHU,
    }


async def _post(
    env: dict[str, str], path: str, body: dict[str, Any], key: str, *, token: str = TOKEN
) -> tuple[int, bytes]:
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key}
    async with (
        ClientSession() as session,
        session.post(f"{_address(env)}{path}", json=body, headers=headers) as response,
    ):
        return response.status, await response.read()


async def test_a_kill_right_after_the_commit_loses_and_doubles_nothing(env: dict[str, str], log: Path) -> None:
    body = _submission()
    async with _running({**env, "XIAOFENG_FAILPOINT": "enrollment.committed:1"}, log) as process:
        with pytest.raises(ClientConnectionError):
            await _post(env, "/v1/enrollments", body, "filed-once")
        assert await process.wait() == -signal.SIGKILL

    async with _running(env, log):
        first = await _post(env, "/v1/enrollments", body, "filed-once")
        second = await _post(env, "/v1/enrollments", body, "filed-once")

    assert first[0] == 201
    assert json.loads(first[1])["number"][5:11] == "000001"
    assert first == second


async def test_a_kill_right_before_the_commit_leaves_nothing_half(env: dict[str, str], log: Path) -> None:
    body = _submission()
    async with _running({**env, "XIAOFENG_FAILPOINT": "idempotency.written:1"}, log):
        with pytest.raises(ClientConnectionError):
            await _post(env, "/v1/enrollments", body, "filed-once")

    async with _running(env, log):
        status, answer = await _post(env, "/v1/enrollments", body, "filed-once")

    assert status == 201
    assert json.loads(answer)["number"][5:11] == "000001"


@pytest.mark.parametrize(("failpoint", "is_out"), [("idempotency.written", False), ("faq.committed", True)])
async def test_a_kill_around_an_approval_leaves_answer_and_feed_agreeing(
    env: dict[str, str], log: Path, failpoint: str, is_out: bool
) -> None:
    await _hire(env["XIAOFENG_ACTIONS_DATABASE_URL"], "wangmin", "lijun")
    async with _running(env, log):
        draft = {"as": "wangmin", "topic": "join_cost", "content": general()}
        assert (await _post(env, "/v1/faq/drafts", draft, "draft", token=CLI_TOKEN))[0] == 201
        assert (await _act(env, "submission", "wangmin"))[0] == 200
        before = await _feed(env)
    async with _running({**env, "XIAOFENG_FAILPOINT": f"{failpoint}:1"}, log) as process:
        with pytest.raises(ClientConnectionError):
            await _act(env, "approval", "lijun")
        assert await process.wait() == -signal.SIGKILL

    async with _running(env, log):
        after = await _feed(env)
        assert _answer_to(after, "join_cost") == ("入会不要钱。" if is_out else _answer_to(before, "join_cost"))
        assert after["version"] == before["version"] + is_out

        assert (await _act(env, "approval", "lijun"))[0] == 200  # the same request again: done once
        assert (await _feed(env))["version"] == before["version"] + 1


async def _hire(database_url: str, *logins: str) -> None:
    database = Database(database_url)
    async with database.write() as session:
        for login in logins:
            session.add(
                StaffMember(
                    login=login,
                    name=login,
                    roles=["faq_editor", "faq_approver"],
                    areas=["340000"],
                    password_hash="x",
                    created_at=datetime.now(UTC),
                )
            )
        await session.commit()
    await database.aclose()


async def _act(env: dict[str, str], what: str, who: str) -> tuple[int, bytes]:
    return await _post(env, f"/v1/faq/revisions/join_cost.2/{what}", {"as": who}, what, token=CLI_TOKEN)


async def _feed(env: dict[str, str]) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {TOKEN}"}
    async with ClientSession() as session, session.get(f"{_address(env)}/v1/faq/feed", headers=headers) as response:
        found: dict[str, Any] = await response.json()
        return found


def _answer_to(feed: dict[str, Any], topic: str) -> str:
    return next(str(entry["answer"]) for entry in feed["entries"] if entry["id"] == topic)


async def test_sigterm_stops_cleanly_even_with_a_poll_waiting(env: dict[str, str], log: Path) -> None:
    async with _running(env, log) as process, ClientSession() as session:
        headers = {"Authorization": f"Bearer {TOKEN}"}
        poll = asyncio.create_task(session.get(f"{_address(env)}/v1/deliveries?wait=60", headers=headers))
        for _ in range(200):
            if "xiaofeng_actions_waiting_polls 1.0" in await _metrics(session, env):
                break
            await asyncio.sleep(0.05)

        process.terminate()
        async with asyncio.timeout(10):
            response = await poll
            code = await process.wait()

    assert (response.status, code) == (200, 0)
    assert "Traceback" not in _logged(log)


async def test_a_clean_stop_leaves_a_head_of_the_last_act(env: dict[str, str], log: Path, tmp_path: Path) -> None:
    folder = tmp_path / "audit-heads"
    env = {**env, "XIAOFENG_AUDIT_HEADS_DIR": str(folder)}
    async with _running(env, log) as process:
        assert (await _post(env, "/v1/enrollments", _submission(), "filed"))[0] == 201
        process.terminate()
        async with asyncio.timeout(10):
            assert await process.wait() == 0

    *_, (at, head) = heads_in(folder)
    assert (len(at), head.sequence) == (len("2026-11-26T14-37-05"), 1)


async def _metrics(session: ClientSession, env: dict[str, str]) -> str:
    async with session.get(f"{_address(env)}/metrics") as response:
        return await response.text()


async def test_logs_are_json_lines_without_a_person(env: dict[str, str], log: Path) -> None:
    body = _submission()
    async with _running(env, log):
        await _post(env, "/v1/enrollments", body, "one")
        await _post(env, "/v1/enrollments", body, "two")
        await _post(env, "/v1/enrollments", {**body, "name": RIDER.name}, "three")
        async with ClientSession(headers={"Authorization": f"Bearer {TOKEN}"}) as session:
            await session.get(f"{_address(env)}/v1/enrollments?conversation={RIDER.conversation}")

    lines = [json.loads(line) for line in _logged(log).splitlines()]
    assert any(line.get("route") == "/v1/enrollments" and line.get("status") == 201 for line in lines)
    text = _logged(log)
    for secret in (RIDER.name, RIDER.id_number, RIDER.phone, RIDER.conversation, TOKEN, *body["sealed"].values()):
        assert secret not in text
    assert not re.search(r"\d{17}[\dX]|1[3-9]\d{9}", text)


async def test_a_second_copy_on_one_file_is_refused(env: dict[str, str], log: Path, unused_tcp_port: int) -> None:
    if not env["XIAOFENG_ACTIONS_DATABASE_URL"].startswith("sqlite"):
        pytest.skip("PostgreSQL lets several copies work")
    async with _running(env, log):
        second = await asyncio.to_thread(_run, "actions.main", env)
        migration = await asyncio.to_thread(_run, "actions.cli", env, "migrate")

    assert (second.returncode, migration.returncode) == (3, 3)
    assert _one_line(second.stderr).startswith("actions: another copy is running")


async def test_a_taken_port_is_named(env: dict[str, str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        env["XIAOFENG_ACTIONS_PORT"] = str(taken.getsockname()[1])
        refused = await asyncio.to_thread(_run, "actions.main", env)

    assert refused.returncode == 5
    assert f"port {env['XIAOFENG_ACTIONS_PORT']}" in refused.stderr
    assert "Traceback" not in refused.stderr


async def test_a_database_without_tables_says_what_to_do_and_that_helps(
    empty_database_url: str, unused_tcp_port: int, log: Path
) -> None:
    env = _env(empty_database_url, unused_tcp_port)
    refused = await asyncio.to_thread(_run, "actions.main", env)
    assert refused.returncode == 6
    assert "xiaofeng migrate" in _one_line(refused.stderr)

    migrated = await asyncio.to_thread(_run, "actions.cli", env, "migrate")
    assert migrated.returncode == 0, migrated.stderr
    async with _running(env, log):
        assert (await _post(env, "/v1/enrollments", _submission(), "filed-once"))[0] == 201


def test_a_database_that_is_not_there_is_said_so(unused_tcp_port: int, tmp_path: Path) -> None:
    url = f"postgresql+asyncpg://nobody@/nothing?host={tmp_path}"
    refused = _run("actions.main", _env(url, unused_tcp_port))
    assert refused.returncode == 6
    assert "does not answer" in _one_line(refused.stderr)


def test_a_database_locked_by_another_program_is_said_so(env: dict[str, str]) -> None:
    file = sqlite_file(env["XIAOFENG_ACTIONS_DATABASE_URL"])
    if file is None:
        pytest.skip("PostgreSQL locks rows and tables, not the whole")
    with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        refused = _run("actions.main", env)
    assert refused.returncode == 6
    assert "locked by another program" in _one_line(refused.stderr)


def test_a_missing_setting_is_named(unused_tcp_port: int, tmp_path: Path) -> None:
    env = _env(f"sqlite+aiosqlite:///{tmp_path / 'x.db'}", unused_tcp_port, XIAOFENG_FIELD_KEY="")
    refused = _run("actions.main", env)
    assert refused.returncode == 2
    assert "XIAOFENG_FIELD_KEY" in _one_line(refused.stderr)


def test_a_missing_list_is_named(unused_tcp_port: int, tmp_path: Path) -> None:
    env = _env(f"sqlite+aiosqlite:///{tmp_path / 'x.db'}", unused_tcp_port, XIAOFENG_DATA_DIR=str(tmp_path))
    refused = _run("actions.main", env)
    assert refused.returncode == 2
    assert "csv" in _one_line(refused.stderr)


def _one_line(text: str) -> str:
    [line] = text.splitlines()
    return line
