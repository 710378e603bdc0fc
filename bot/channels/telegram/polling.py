"""Long polling: ask, commit, and only then move the offset, which is what acknowledges updates at Telegram."""

from __future__ import annotations

from typing import Any

from telegram import Bot
from telegram.error import TelegramError

from bot.channels.telegram.arrivals import ALLOWED_UPDATES
from bot.channels.telegram.door import TelegramDoor
from bot.channels.telegram.trouble import Trouble
from bot.errors import DatabaseBusy

POLL_SECONDS = 50
GRACE_SECONDS = 10.0  # on top of the poll, for the answer to come


class Poller:
    """Our own loop: the library's Updater moves the offset while updates are in memory only.

    The offset is not stored. After a restart unacknowledged updates come again, and the inbox knows those it has.
    """

    def __init__(self, bot: Bot, door: TelegramDoor, trouble: Trouble, poll_seconds: int = POLL_SECONDS) -> None:
        self._bot = bot
        self._door = door
        self._trouble = trouble
        self._poll_seconds = poll_seconds

    async def run(self) -> None:
        """Poll until cancelled. Raises what the inbox raises, except DatabaseBusy; nothing is acknowledged then."""
        offset: int | None = None
        while True:
            try:
                updates = sorted(await self._updates(offset), key=_id)
                await self._door.receive(updates)
            except (TelegramError, DatabaseBusy) as error:
                await self._trouble.wait_after(error)
                continue
            self._trouble.over()
            # An empty answer means that the offset has done its work. Going on without one matters after a quiet
            # week: update ids then start anew at random, and a lower one would count as acknowledged.
            offset = _id(updates[-1]) + 1 if updates else None

    async def _updates(self, offset: int | None) -> list[dict[str, Any]]:
        # Bot.get_updates fails as a whole when one update is beyond the library; we want them one by one. Method names
        # are case-insensitive in the Bot API; spelt like this the library does not point us to Bot.get_updates.
        updates: list[dict[str, Any]] = await self._bot.do_api_request(
            "getupdates",
            api_kwargs={"offset": offset, "timeout": self._poll_seconds, "allowed_updates": ALLOWED_UPDATES},
            read_timeout=self._poll_seconds + GRACE_SECONDS,
        )
        return updates


def _id(update: dict[str, Any]) -> int:
    return int(update["update_id"])
