"""Workers' phones behind a push channel that may hang in the middle of a send until it is let go."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from random import Random
from typing import Any

from bot.channels.channel import OutgoingReply
from bot.dialogue.messages import Photo
from tests.bot.takeover.desk_double import DeskDouble


class Phones:
    """A push channel. What a phone shows is noted at the last moment it can arrive: when the send ends."""

    name = "telegram"

    def __init__(self, chance: Random, desk: DeskDouble, *, hangs: float = 0.4) -> None:
        self._chance = chance
        self._desk = desk
        self._hangs = hangs
        self._hanging: list[asyncio.Event] = []
        self.buttons: dict[str, list[str]] = {}
        self.conversations: dict[str, str] = {}  # address → conversation

    def let_go(self, *, everything: bool = False) -> None:
        """Let a send that hangs go on, or all of them and from now on."""
        self._hangs = 0.0 if everything else self._hangs
        while self._hanging:
            self._hanging.pop(self._chance.randrange(len(self._hanging))).set()
            if not everything:
                return

    def routes(self) -> Iterable[Any]:
        return []

    async def run(self) -> None:
        await asyncio.Event().wait()

    async def send(self, address: str, reply: OutgoingReply, parts_sent: int) -> Sequence[str]:
        if self._chance.random() < self._hangs:
            hanging = asyncio.Event()
            self._hanging.append(hanging)
            await hanging.wait()
        is_persons = reply.text.startswith(("operator ", "工会的"))
        self.buttons.setdefault(address, []).extend(button.id for button in reply.buttons)
        self._desk.of(self.conversations[address]).seen.append(("person" if is_persons else "bot", reply.text))
        return ["1"]

    async def delete(self, address: str, message_ref: str) -> None:
        return

    async def typing(self, address: str) -> None:
        return

    async def photo(self, file: str) -> Photo | None:
        return None
