"""What a failed call to the Bot API means for the reply: surely not taken, never to be taken, or nobody knows.

TryLater         flood control; no connection was made; the token is refused (an operator can mend that)
Undeliverable    blocked, chat gone, refused as malformed
OutcomeUnknown   everything else: cut off after the request may have been read, and 5xx answers
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import httpx
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.channels.channel import OutcomeUnknown, SendError, TryLater, Undeliverable

NO_CONNECTION_SECONDS = 5.0
REFUSED_TOKEN_SECONDS = 60.0

# python-telegram-bot wraps every httpx error; only these happen before a byte of the request has left.
_NEVER_LEFT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.InvalidURL,
)


def send_error(error: TelegramError, sent: Sequence[str]) -> SendError:
    """The meaning of `error`; nothing of its text is taken over, for it may hold the token or what was sent."""
    if isinstance(error, RetryAfter):
        return TryLater(retry_after_seconds(error), sent)
    if isinstance(error, InvalidToken):
        return TryLater(REFUSED_TOKEN_SECONDS, sent)
    if isinstance(error, Forbidden):
        return Undeliverable("chat-gone" if "deactivated" in error.message.lower() else "blocked", sent)
    if isinstance(error, ChatMigrated):
        return Undeliverable("chat-gone", sent)
    if isinstance(error, BadRequest):
        return Undeliverable("chat-gone" if "chat not found" in error.message.lower() else "refused", sent)
    if isinstance(error, NetworkError) and isinstance(error.__cause__, _NEVER_LEFT):
        return TryLater(NO_CONNECTION_SECONDS, sent)
    return OutcomeUnknown(sent)


def retry_after_seconds(error: RetryAfter) -> float:
    """How long Telegram wants us to wait; the library gives whole seconds or, by its own setting, a timedelta."""
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
