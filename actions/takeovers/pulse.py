"""Which open pages have something new: one query for all of them, however much is committed."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from aiohttp import web
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from actions.database import Database
from actions.takeovers.model import Takeover
from actions.takeovers.typing_board import TypingBoard

log = logging.getLogger(__name__)

#: Commits of this process are looked at at once; those of other processes (PostgreSQL) are found this often.
LOOK_AGAIN_SECONDS = 1.0
#: Between two looks, however much is committed.
PAUSE_SECONDS = 0.2

_SHOWN = (
    Takeover.id,
    Takeover.conversation,
    Takeover.last_seq,
    Takeover.state,
    Takeover.claim,
    Takeover.owner_id,
    Takeover.wanted_id,
    Takeover.urgency,
    Takeover.level,
    Takeover.area,
)


class Pulse:
    """Pages follow a takeover each; `keep_looking` wakes those whose takeover is another than at the last look."""

    def __init__(self, database: Database, typing: TypingBoard) -> None:
        self._database = database
        self._typing = typing
        self._pages: dict[int, set[asyncio.Event]] = {}
        self._known: dict[int, tuple[Any, ...]] = {}

    @contextmanager
    def following(self, takeover_id: int) -> Iterator[asyncio.Event]:
        """Set when there may be something new. Clear it before looking, wait for it after: nothing is missed."""
        page = asyncio.Event()
        self._pages.setdefault(takeover_id, set()).add(page)
        try:
            yield page
        finally:
            self._pages[takeover_id].discard(page)
            if not self._pages[takeover_id]:
                del self._pages[takeover_id]
                self._known.pop(takeover_id, None)

    async def keep_looking(self) -> None:
        """Look until cancelled; while the database is away nothing is lost but time."""
        while True:
            committed = self._database.commits.upcoming()
            if self._pages:
                try:
                    await self.look()
                except (SQLAlchemyError, OSError) as error:
                    log.warning("takeovers cannot be followed", extra={"ids": {"error": type(error).__name__}})
            await asyncio.sleep(PAUSE_SECONDS)
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_AGAIN_SECONDS):
                    await committed.wait()

    def wake_all(self) -> None:
        """Every page looks, so that it ends when the process does."""
        for pages in self._pages.values():
            for page in pages:
                page.set()

    async def look(self) -> None:
        """Wake the pages whose takeover is another than at the last look."""
        async with self._database.read() as session:
            found = (await session.execute(select(*_SHOWN).where(Takeover.id.in_(list(self._pages))))).all()
        for takeover_id, conversation, *shown in found:
            now = (*shown, conversation, self._typing.worker_typed_at(conversation))
            if self._known.get(takeover_id) == now or takeover_id not in self._pages:
                continue
            self._known[takeover_id] = now
            for page in self._pages[takeover_id]:
                page.set()


PULSE = web.AppKey("PULSE", Pulse)
