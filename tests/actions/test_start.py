"""The process starts with what the data folder holds, or says in one line what is wrong there."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import shutil
import signal
import sys
from asyncio.subprocess import PIPE, Process
from pathlib import Path

import pytest
from aiohttp import ClientSession
from aiohttp.test_utils import unused_port

from actions.database import create_engine
from actions.migrate import migrate
from actions.settings import Client
from tests.actions.house import DATA_DIR, TOKENS

KEY = base64.b64encode(b"k" * 32).decode()
ROOT = DATA_DIR.parent


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """A copy of the shipped data that a test may break."""
    copy = tmp_path / "data"
    shutil.copytree(DATA_DIR, copy)
    return copy


@pytest.fixture
async def env(tmp_path: Path, data_dir: Path) -> dict[str, str]:
    url = f"sqlite+aiosqlite:///{tmp_path / 'actions.db'}"
    engine = create_engine(url)
    await migrate(engine)
    await engine.dispose()
    return {
        "PATH": os.environ["PATH"],
        "XIAOFENG_ACTIONS_DATABASE_URL": url,
        "XIAOFENG_ACTIONS_PORT": str(unused_port()),
        "XIAOFENG_ACTIONS_CLIENTS": ",".join(f"{who}={token}" for who, token in TOKENS.items()),
        "XIAOFENG_SEALING_PRIVATE_KEY": KEY,
        "XIAOFENG_FIELD_KEY": KEY,
        "XIAOFENG_LOOKUP_KEY": KEY,
        "XIAOFENG_DATA_DIR": str(data_dir),
    }


async def start(env: dict[str, str]) -> Process:
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "actions.main", env=env, cwd=ROOT, stdout=PIPE, stderr=PIPE
    )


@pytest.mark.parametrize(
    ("file", "old", "new", "complaint"),
    [
        ("faq/join/join_cost.yaml", "title:", "titel:", "faq/join/join_cost.yaml: title: field required"),
        ("places.csv", "lat,lon", "north,east", "places.csv lacks the columns lat, lon"),
        ("stations/sample.csv", "gcj02", "mars", "stations/sample.csv row 2, crs: 不认识“mars”"),
    ],
)
async def test_a_broken_data_file_stops_the_start_with_one_line(
    env: dict[str, str], data_dir: Path, file: str, old: str, new: str, complaint: str
) -> None:
    broken = data_dir / file
    broken.write_text(broken.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")

    process = await start(env)
    _, stderr = await process.communicate()

    assert process.returncode == 2
    assert stderr.decode() == f"actions: settings: {data_dir}/{complaint}\n"


async def test_a_first_start_serves_the_faq_and_the_samples(env: dict[str, str]) -> None:
    process = await start(env)
    try:
        await _serving(process)
        headers = {"Authorization": f"Bearer {TOKENS[Client.BOT]}"}
        async with ClientSession(f"http://127.0.0.1:{env['XIAOFENG_ACTIONS_PORT']}", headers=headers) as session:
            async with session.get("/v1/faq/feed") as response:
                assert (await response.json())["version"] == 1
            async with session.get("/v1/stations/search?region=340100") as response:
                assert [station["sample"] for station in (await response.json())["stations"]] == [True] * 3
    finally:
        process.send_signal(signal.SIGTERM)
        await process.communicate()
    assert process.returncode == 0


async def _serving(process: Process) -> None:
    assert process.stderr is not None
    async for line in process.stderr:
        if json.loads(line)["event"] == "serving":
            return
    pytest.fail("the process ended before it served")
