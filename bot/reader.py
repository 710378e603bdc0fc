"""Reading what a conversation has got after a sequence number, waiting for it when there is nothing yet."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from bot.bells import Bells
from bot.data_key import DataKey
from bot.database.engine import Database
from bot.dialogue.messages import JsonObject
from bot.outbox import Standing, replies_between, standing_of

# On PostgreSQL another process may have committed: no bell rings here then.
LOOK_AGAIN_SECONDS = 1.0


@dataclass(frozen=True)
class Later:
    """Replies after the given seq, in order, how the conversation stands, and whether a person types just now."""

    replies: Sequence[JsonObject]
    standing: Standing
    is_typing: bool = False


class Reader:
    """Reads replies of the web chat."""

    def __init__(self, *, database: Database, data_key: DataKey, bells: Bells) -> None:
        self._database = database
        self._data_key = data_key
        self._bells = bells
        self._longest_sleep_seconds = None if database.exclusive else LOOK_AGAIN_SECONDS

    @property
    def closed(self) -> bool:
        """Whether the process stops: nobody is to wait any more."""
        return self._bells.closed

    async def standing(self, conversation_id: str) -> Standing:
        """How the conversation stands."""
        return await self._database.read(lambda connection: standing_of(connection, conversation_id))

    async def later(
        self, conversation_id: str, *, after: int, wait_seconds: float, tells_typing: bool = False
    ) -> Later:
        """What came after `after`; waits up to `wait_seconds` for something. [] when nothing came.

        With `tells_typing` a person's typing ends the waiting too.
        """
        deadline = asyncio.get_running_loop().time() + wait_seconds
        while True:
            bell = self._bells.of(conversation_id)
            found = await self._look(conversation_id, after)
            left = deadline - asyncio.get_running_loop().time()
            if found.replies or left <= 0 or self._bells.closed:
                return found
            try:
                async with asyncio.timeout(min(left, self._longest_sleep_seconds or left)):
                    await bell.wait()
            except TimeoutError:
                continue
            if bell.is_typing and tells_typing:
                return replace(found, is_typing=True)

    async def _look(self, conversation_id: str, after: int) -> Later:
        def look(connection: Connection) -> Later:
            standing = standing_of(connection, conversation_id)
            if standing.last_seq <= after:
                return Later([], standing)
            return Later(replies_between(connection, self._data_key, conversation_id, after=after), standing)

        return await self._database.read(look)
