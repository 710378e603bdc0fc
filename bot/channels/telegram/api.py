"""The Bot API client: python-telegram-bot's Bot and request layer, with the token kept out of every log."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from telegram import Bot
from telegram.request import HTTPXRequest

CONNECT_SECONDS = 10.0
ANSWER_SECONDS = 20.0
POOL_SECONDS = 10.0
CONNECTIONS = 32

# httpx logs each URL, which holds the token, at INFO; httpcore and python-telegram-bot add it at DEBUG, and the
# latter logs whole updates as errors when it cannot read them. What matters is logged by this package instead.
_TALKATIVE = ("httpx", "httpcore", "telegram")
_ABOVE_EVERYTHING = logging.CRITICAL + 1


@asynccontextmanager
async def bot_api(token: str, api_url: str) -> AsyncIterator[Bot]:
    """A client for `token` at `api_url` (no trailing slash); it connects at the first call, not before."""
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(_ABOVE_EVERYTHING)
    request = HTTPXRequest(
        connection_pool_size=CONNECTIONS,
        connect_timeout=CONNECT_SECONDS,
        read_timeout=ANSWER_SECONDS,
        write_timeout=ANSWER_SECONDS,
        pool_timeout=POOL_SECONDS,
    )
    try:
        yield Bot(
            token,
            base_url=f"{api_url}/bot",
            base_file_url=f"{api_url}/file/bot",
            request=request,
            get_updates_request=request,
        )
    finally:
        await request.shutdown()
