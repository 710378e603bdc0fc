"""Receiving goes wrong: one clear log line for the operator, then a pause that grows while it lasts."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from telegram.error import BadRequest, Conflict, InvalidToken, RetryAfter, TelegramError

from bot.channels.telegram.failures import retry_after_seconds
from bot.errors import DatabaseBusy

log = logging.getLogger(__name__)

Pause = Callable[[float], Awaitable[None]]  # waits so many seconds

FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 60.0


class Trouble:
    """Counts failures in a row.

    The pause is 1, 2, 4 … 60 s; what Telegram asks for when it does; a minute where only a person can mend it.
    """

    def __init__(self, pause: Pause = asyncio.sleep) -> None:
        self._pause = pause
        self._in_a_row = 0

    def over(self) -> None:
        """Something worked."""
        self._in_a_row = 0

    async def wait_after(self, error: TelegramError | DatabaseBusy) -> None:
        """Log what happened, in our words only (the error's own may hold the token), and pause."""
        seconds = min(FIRST_PAUSE_SECONDS * 2**self._in_a_row, LONGEST_PAUSE_SECONDS)
        self._in_a_row = min(self._in_a_row + 1, 10)
        if isinstance(error, RetryAfter):
            seconds = retry_after_seconds(error)
            line = "telegram asks us to slow down"
        elif isinstance(error, InvalidToken):
            seconds = LONGEST_PAUSE_SECONDS
            line = "telegram refuses the token: check XIAOFENG_TELEGRAM_TOKEN"
        elif isinstance(error, BadRequest):
            seconds = LONGEST_PAUSE_SECONDS
            line = "telegram refuses the webhook: check XIAOFENG_BOT_PUBLIC_URL and XIAOFENG_TELEGRAM_WEBHOOK_SECRET"
        elif isinstance(error, Conflict):
            line = "telegram: another program receives with the same token (or has set a webhook): stop one of them"
        elif isinstance(error, DatabaseBusy):
            line = "telegram updates not acknowledged: the database is busy"
        else:
            line = "telegram cannot be reached"
        ids = {"error": type(error).__name__, "pause_seconds": seconds}
        log.warning(line, extra={"ids": ids})
        await self._pause(seconds)
