"""The door: writes Telegram's updates into the inbox; converses with nobody and sends no reply."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from typing import Any

from telegram import Bot, Update
from telegram.error import TelegramError

from bot.channels.channel import ArrivalBook
from bot.channels.telegram.arrivals import arrival_from
from bot.clock import Clock
from bot.logs import facts, where

log = logging.getLogger(__name__)


class TelegramDoor:
    """Used by the poller and the webhook alike."""

    def __init__(self, bot: Bot, book: ArrivalBook, clock: Clock) -> None:
        self._bot = bot
        self._book = book
        self._clock = clock
        self._answering: set[asyncio.Task[None]] = set()

    async def receive(self, packed: Sequence[dict[str, Any]]) -> None:
        """Commit what is ours among `packed` (update objects as JSON), then stop the pressed buttons' spinning.

        Raises what ArrivalBook.receive raises; nothing may be acknowledged then. An update that cannot be read is
        logged by its id and left out: it must not block those behind it.
        """
        updates = [update for one in packed if (update := self._read(one)) is not None]
        arrivals = [arrival for update in updates if (arrival := arrival_from(update, self._clock())) is not None]
        if arrivals:
            await self._book.receive(arrivals)
        for update in updates:
            if update.callback_query is not None:
                self._answer(update.callback_query.id)

    async def close(self) -> None:
        """Give up answers still under way."""
        for answering in tuple(self._answering):
            answering.cancel()
        await asyncio.gather(*self._answering, return_exceptions=True)

    def _read(self, packed: dict[str, Any]) -> Update | None:
        try:
            return Update.de_json(packed, self._bot)
        except Exception as error:  # whatever a new kind of update makes the library stumble over
            log.warning("telegram.unreadable", extra=facts(update=packed.get("update_id"), error=where(error)))
            return None

    def _answer(self, query_id: str) -> None:
        answering = asyncio.create_task(self._answer_query(query_id))
        self._answering.add(answering)
        answering.add_done_callback(self._answering.discard)

    async def _answer_query(self, query_id: str) -> None:
        try:
            await self._bot.answer_callback_query(query_id)
        except TelegramError as error:
            # The button goes on spinning for a while, no more: the press itself is in the inbox.
            log.info("telegram.button-unanswered", extra=facts(error=type(error).__name__))
