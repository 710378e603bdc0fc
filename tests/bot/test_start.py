"""Starting and stopping the process: one plain line and an exit code of its own for each thing that can be wrong."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest
from aiohttp import ClientError, ClientSession

from bot.database.migrate import migrate
from tests.bot.core import SECRET
from tests.bot.running_bot import environment, post
from tests.ports import free_port

ROOT = Path(__file__).parents[2]


async def started(env: dict[str, str], *arguments: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        *(arguments or ("bot.main",)),
        env={**os.environ, **env},
        cwd=ROOT,
        stderr=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stdin=asyncio.subprocess.PIPE,
    )


async def answering(client: ClientSession) -> None:
    async with asyncio.timeout(60):
        while True:
            try:
                async with client.get("/healthz") as response:
                    if response.status == 200:
                        return
            except ClientError:
                await asyncio.sleep(0.1)


async def failure(env: dict[str, str]) -> tuple[int | None, str]:
    process = await started(env)
    _, stderr = await asyncio.wait_for(process.communicate(), 60)
    return process.returncode, stderr.decode()


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite+aiosqlite:///{tmp_path / 'bot.db'}"


async def test_a_missing_setting(sqlite_url: str) -> None:
    code, line = await failure(environment(sqlite_url, XIAOFENG_NLU_TOKEN=""))

    assert (code, line) == (2, "bot: XIAOFENG_NLU_TOKEN is missing; set it\n")


async def test_a_database_that_was_not_migrated(sqlite_url: str) -> None:
    code, line = await failure(environment(sqlite_url))

    assert code == 6
    assert "xiaofeng.py migrate" in line
    assert line.count("\n") == 1


async def test_another_data_key_than_the_databases(sqlite_url: str) -> None:
    await migrate(sqlite_url)
    port = free_port()
    process = await started(environment(sqlite_url, XIAOFENG_BOT_PORT=str(port)))
    async with ClientSession(f"http://127.0.0.1:{port}") as client:
        await answering(client)
        await post(client, SECRET, "1", text="你好")
    process.terminate()
    await process.communicate()

    code, line = await failure(environment(sqlite_url, XIAOFENG_BOT_DATA_KEY="A" * 43 + "="))

    assert code == 2
    assert "XIAOFENG_BOT_DATA_KEY" in line


async def test_a_running_copy_keeps_a_second_one_and_its_port_away_and_stops_cleanly(
    sqlite_url: str, tmp_path: Path
) -> None:
    elsewhere = f"sqlite+aiosqlite:///{tmp_path / 'other.db'}"
    await migrate(sqlite_url)
    await migrate(elsewhere)
    port = str(free_port())
    process = await started(environment(sqlite_url, XIAOFENG_BOT_PORT=port))
    async with ClientSession(f"http://127.0.0.1:{port}") as client:
        await answering(client)
        second_copy = await failure(environment(sqlite_url))
        port_taken = await failure(environment(elsewhere, XIAOFENG_BOT_PORT=port))
        headers = {"X-Conversation": SECRET, "Accept": "text/event-stream"}
        async with client.get("/v1/chat/messages", headers=headers):
            process.terminate()
            _, log = await asyncio.wait_for(process.communicate(), 15)

    assert second_copy[0] == 3
    assert "another copy" in second_copy[1]
    assert port_taken[0] == 5
    [told] = [line for line in port_taken[1].splitlines() if not line.startswith("{")]  # beside what was logged
    assert f":{port}" in told
    assert process.returncode == 0
    assert b"Traceback" not in log


async def test_a_failpoint_kills_the_process_and_the_next_start_answers(sqlite_url: str) -> None:
    await migrate(sqlite_url)
    port = free_port()
    env = environment(sqlite_url, XIAOFENG_BOT_PORT=str(port))
    dying = await started({**env, "XIAOFENG_FAILPOINT": "inbox.committed:2"})
    async with ClientSession(f"http://127.0.0.1:{port}") as client:
        await answering(client)
        await post(client, SECRET, "1", text="我要入会")
        with pytest.raises(ClientError):
            await post(client, SECRET, "2", text="骑手")
    await dying.communicate()
    restarted = await started(env)
    async with ClientSession(f"http://127.0.0.1:{port}") as client:
        await answering(client)
        status, answer = await post(client, SECRET, "2", text="骑手")
    restarted.terminate()
    await restarted.communicate()

    assert dying.returncode == -signal.SIGKILL
    assert status == 200
    assert answer["replies"][0]["seq"] == 2


async def test_the_terminal_chat_talks_to_a_running_bot(sqlite_url: str) -> None:
    port = free_port()
    env = environment(sqlite_url, XIAOFENG_BOT_PORT=str(port))
    migrating = await started(env, "bot.cli", "migrate")
    await migrating.communicate()
    process = await started(env)
    async with ClientSession(f"http://127.0.0.1:{port}") as client:
        await answering(client)
    chat = await started(env, "bot.cli", "chat", "--url", f"http://127.0.0.1:{port}")
    out, _ = await asyncio.wait_for(chat.communicate("你好\n1\n".encode()), 60)
    process.terminate()
    await process.communicate()

    assert (migrating.returncode, chat.returncode) == (0, 0)
    assert "您是做哪一行的" in out.decode()
