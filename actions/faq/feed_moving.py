"""What every request that may change what is out has in common, from the desk as from a program."""

from __future__ import annotations

import functools
import logging

from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError

from actions.faq.feed_keeper import FeedKeeper
from actions.web import Handler

FEED = web.AppKey("FEED", FeedKeeper)
#: The checkpoint passed after the commit.
COMMITTED = "faq.committed"

log = logging.getLogger(__name__)


def moves_feed(handler: Handler) -> Handler:
    """Declare that a POST may change what is out: this process shows it before it answers."""

    @functools.wraps(handler)
    async def handle(request: web.Request) -> web.StreamResponse:
        response = await handler(request)
        try:
            await request.app[FEED].look()
        except (SQLAlchemyError, OSError) as error:  # it is done and committed; the next look will find it
            log.warning("faq feed cannot be looked for", extra={"ids": {"error": type(error).__name__}})
        return response

    return handle
