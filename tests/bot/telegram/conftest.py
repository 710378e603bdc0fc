"""A Telegram double and the channel connected to it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest

from bot.channels.telegram.channel import TelegramChannel, TelegramSettings, open_telegram
from bot.clock import utc_now
from bot.dialogue.responses import Responses
from tests.bot.telegram.inboxes import MemoryInbox
from tests.telegram_double import TelegramDouble

RESPONSES = Path(__file__).parents[3] / "data" / "responses"

OpenChannel = Callable[..., AbstractAsyncContextManager[TelegramChannel]]


class Pauses(list[float]):
    """Back-off without waiting: notes the seconds."""

    def __init__(self) -> None:
        self._noted = asyncio.Condition()

    async def __call__(self, seconds: float) -> None:
        async with self._noted:
            self.append(seconds)
            self._noted.notify_all()

    async def reach(self, count: int) -> None:
        """Wait for so many pauses."""
        async with self._noted:
            await asyncio.wait_for(self._noted.wait_for(lambda: len(self) >= count), 10)


@pytest.fixture
def pauses() -> Pauses:
    return Pauses()


@pytest.fixture(scope="session")
def responses() -> Responses:
    return Responses.load(RESPONSES)


@pytest.fixture
def telegram() -> Iterator[TelegramDouble]:
    with TelegramDouble() as running:
        yield running


@pytest.fixture
def open_channel(telegram: TelegramDouble, responses: Responses, pauses: Pauses) -> OpenChannel:
    """The channel against the double; `settings` replaces single settings."""

    @asynccontextmanager
    async def opened(book: MemoryInbox | None = None, **settings: object) -> AsyncIterator[TelegramChannel]:
        chosen = TelegramSettings(
            **{"token": telegram.token, "public_url": "https://bot.example.org", "api_url": telegram.url, **settings}
        )
        async with open_telegram(
            chosen, book=book or MemoryInbox(), responses=responses, clock=utc_now, pause=pauses
        ) as channel:
            yield channel

    return opened


@asynccontextmanager
async def running(channel: TelegramChannel) -> AsyncIterator[asyncio.Task[None]]:
    """The channel receiving, until the block ends."""
    task = asyncio.create_task(channel.run())
    try:
        yield task
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError, RuntimeError):
            await task
