"""Receiving goes wrong: one clear log line for the operator, then a pause that grows while it lasts."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping

from telegram.error import BadRequest, Conflict, InvalidToken, RetryAfter, TelegramError

from bot.channels.telegram.failures import retry_after_seconds
from bot.errors import DatabaseBusy
from bot.logs import facts

log = logging.getLogger(__name__)

Pause = Callable[[float], Awaitable[None]]  # waits so many seconds

FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 60.0

_FOR_A_PERSON = (InvalidToken, BadRequest)
# What is logged, and what an operator may do about it; the first kind that fits counts.
_EVENTS: Mapping[type[Exception], tuple[str, str | None]] = {
    RetryAfter: ("telegram.slow-down", None),
    InvalidToken: ("telegram.token-refused", "check XIAOFENG_TELEGRAM_TOKEN"),
    BadRequest: ("telegram.webhook-refused", "check XIAOFENG_BOT_PUBLIC_URL and XIAOFENG_TELEGRAM_WEBHOOK_SECRET"),
    Conflict: ("telegram.another-receiver", "another program polls with this token or has set a webhook; stop one"),
    TelegramError: ("telegram.unreachable", None),
    DatabaseBusy: ("telegram.not-acknowledged", None),
}


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
        elif isinstance(error, _FOR_A_PERSON):
            seconds = LONGEST_PAUSE_SECONDS
        event, advice = next(told for kind, told in _EVENTS.items() if isinstance(error, kind))
        log.warning(event, extra=facts(advice=advice, error=type(error).__name__, pause_seconds=seconds))
        await self._pause(seconds)
