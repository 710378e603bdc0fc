"""Telling workers that a person is typing: a sign of the moment, kept nowhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from bot.bells import Bells
from bot.channels.channel import PushChannel
from bot.data_key import DataKey
from bot.database.engine import Database
from bot.database.tables import conversations


class TypingSigns:
    """Shows them on each conversation's own channel."""

    def __init__(
        self, *, database: Database, data_key: DataKey, channels: Mapping[str, PushChannel], bells: Bells
    ) -> None:
        self._database = database
        self._data_key = data_key
        self._channels = channels
        self._bells = bells

    async def show(self, conversation_ids: Sequence[str]) -> None:
        """For those of them that a person has."""
        query = select(conversations.c.id, conversations.c.channel, conversations.c.address).where(
            conversations.c.id.in_(set(conversation_ids)), conversations.c.owner == "person"
        )
        for row in await self._database.read(lambda connection: connection.execute(query).all()):
            channel = self._channels.get(row.channel)
            if channel is not None:
                await channel.typing(self._data_key.decrypt(row.address))
            else:
                self._bells.ring(row.id, is_typing=True)
