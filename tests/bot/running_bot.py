"""The whole bot process in the test's own loop: real wiring, real dialogue, nobody behind it unless a test says so."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import ClientSession
from nacl.public import PrivateKey

from bot.database.migrate import migrate
from bot.main import running
from bot.settings import Settings
from tests.bot.core import DATA, NOWHERE


def environment(database_url: str, **changed: str) -> dict[str, str]:
    """A complete environment; ports are free ones."""
    return {
        "XIAOFENG_BOT_DATABASE_URL": database_url,
        "XIAOFENG_BOT_PORT": "0",
        "XIAOFENG_BOT_PUBLIC_URL": "https://bot.example",
        "XIAOFENG_NLU_URL": NOWHERE,
        "XIAOFENG_NLU_TOKEN": "nlu-token",
        "XIAOFENG_ACTIONS_URL": NOWHERE,
        "XIAOFENG_ACTIONS_TOKEN": "actions-token",
        "XIAOFENG_SEALING_PUBLIC_KEY": base64.b64encode(bytes(PrivateKey.generate().public_key)).decode(),
        "XIAOFENG_BOT_DATA_KEY": base64.b64encode(bytes(range(32))).decode(),
        "XIAOFENG_DATA_DIR": str(DATA),
        "XIAOFENG_QUIET_HOURS": "off",
        **changed,
    }


@asynccontextmanager
async def running_bot(database_url: str, **changed: str) -> AsyncIterator[ClientSession]:
    """Yields a client whose base is the bot."""
    await migrate(database_url)
    async with (
        running(Settings.from_env(environment(database_url, **changed))) as port,
        ClientSession(f"http://127.0.0.1:{port}") as client,
    ):
        yield client


async def post(client: ClientSession, secret: str, message_id: str, **content: Any) -> tuple[int, dict[str, Any]]:
    """One message; status and body."""
    message = {"conversation": secret, "message_id": message_id, **content}
    async with client.post("/v1/chat/messages", json=message) as response:
        return response.status, await response.json(content_type=None)
