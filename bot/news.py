"""News from actions: deliveries are written into the inbox under their own id, and only then acknowledged."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence

from sqlalchemy import Connection, select
from sqlalchemy.exc import DBAPIError

from bot.actions_client import ActionsClient
from bot.clock import Clock
from bot.database.engine import Database
from bot.database.tables import conversations
from bot.dialogue.messages import Inbound, JsonObject
from bot.errors import ActionsUnreachable, DatabaseBusy
from bot.failpoints import Checkpoint
from bot.inbox import Inbox
from bot.logs import facts
from bot.metrics import Metrics

log = logging.getLogger(__name__)

PAUSE_SECONDS = 0.1
_WAITED_FOR = "takeover."  # somebody is talking, or is waited for: told at any hour
PAUSE_AFTER_TROUBLE_SECONDS = 1.0


class NewsReader:
    """Fetches deliveries by long poll."""

    def __init__(
        self,
        *,
        actions: ActionsClient,
        database: Database,
        inbox: Inbox,
        clock: Clock,
        checkpoint: Checkpoint,
        metrics: Metrics,
        start_turn: Callable[[str], None],
        show_typing: Callable[[Sequence[str]], Awaitable[None]],
    ) -> None:
        self._actions = actions
        self._database = database
        self._inbox = inbox
        self._clock = clock
        self._checkpoint = checkpoint
        self._metrics = metrics
        self._start_turn = start_turn
        self._show_typing = show_typing

    async def run(self) -> None:
        """Read until cancelled."""
        trouble: str | None = None
        while True:
            try:
                came = await self.read_once()
            except (ActionsUnreachable, DatabaseBusy, DBAPIError, OSError) as error:
                # Said once, not every second for as long as it lasts.
                if trouble != (trouble := str(getattr(error, "reason", type(error).__name__))):
                    log.warning("news.trouble", extra=facts(reason=trouble))
                await asyncio.sleep(PAUSE_AFTER_TROUBLE_SECONDS)
                continue
            trouble = None
            if came == 0:
                await asyncio.sleep(PAUSE_SECONDS)

    async def read_once(self) -> int:
        """Wait for deliveries, store and acknowledge them; returns how many came. Raises ActionsUnreachable."""
        news = await self._actions.news()
        if news.typing:
            await self._show_typing(news.typing)
        deliveries = [delivery for delivery in news.deliveries if _is_delivery(delivery)]
        if len(deliveries) < len(news.deliveries):
            log.error("news.malformed", extra=facts(count=len(news.deliveries) - len(deliveries)))
        if not deliveries:
            return 0
        self._checkpoint("news.received")
        told = await self._database.write(lambda connection: self._store(connection, deliveries))
        self._checkpoint("news.committed")
        for conversation_id in told:
            self._start_turn(conversation_id)
        await self._actions.acknowledge([delivery["id"] for delivery in deliveries])
        self._checkpoint("news.acked")
        return len(deliveries)

    def _store(self, connection: Connection, deliveries: Sequence[JsonObject]) -> list[str]:
        ours = _existing(connection, [delivery["conversation"] for delivery in deliveries])
        told: list[str] = []
        for delivery in deliveries:
            if delivery["conversation"] not in ours:
                # Filed by phone, or erased since: there is no chat to tell it in.
                self._metrics.news.labels("no-conversation").inc()
                continue
            data = {"kind": delivery["kind"], "data": delivery.get("data") or {}}
            inbound = Inbound(kind="news", at=self._clock(), data=data)
            is_new = self._inbox.add_inside(
                connection,
                delivery["conversation"],
                "news",
                delivery["id"],
                inbound,
                can_wait=not delivery["kind"].startswith(_WAITED_FOR),
            )
            self._metrics.news.labels("stored" if is_new else "known").inc()
            told.append(delivery["conversation"])
        return told


def _is_delivery(delivery: JsonObject) -> bool:
    return all(isinstance(delivery.get(key), str) for key in ("id", "conversation", "kind"))


def _existing(connection: Connection, ids: Sequence[str]) -> set[str]:
    query = select(conversations.c.id).where(conversations.c.id.in_(set(ids)))
    return set(connection.execute(query).scalars())
