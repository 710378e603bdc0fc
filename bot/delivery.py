"""Bringing replies to push channels: in order per conversation, conversations in parallel, none ever twice.

A send has no idempotency key at the channel. So the row is `sending` before the call, and a call whose end is not
known (cut off, or this process died) is `unknown`: counted, shown, never repeated.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from random import Random

from sqlalchemy.exc import DBAPIError

from bot.channels.channel import (
    OutgoingButton,
    OutgoingReply,
    PushChannel,
    SendError,
    TryLater,
    Undeliverable,
)
from bot.clock import Clock
from bot.delivery_store import Claimed, DeliveryStore, Dropped, Later
from bot.dialogue.messages import JsonObject, Link, Photo, StationCard
from bot.errors import DatabaseBusy
from bot.failpoints import Checkpoint
from bot.logs import facts, where
from bot.metrics import Metrics

log = logging.getLogger(__name__)

SEND_TIMEOUT_SECONDS = 60.0
MOST_SENDS_AT_ONCE = 30
MOST_TRIES = 300  # about a day at the longest pause
LONGEST_PAUSE_SECONDS = 300.0
DATABASE_PAUSE_SECONDS = 0.5


class Delivery:
    """Works off the outbox of push channels."""

    def __init__(
        self,
        *,
        store: DeliveryStore,
        channels: Mapping[str, PushChannel],
        clock: Clock,
        chance: Random,
        checkpoint: Checkpoint,
        metrics: Metrics,
    ) -> None:
        self._store = store
        self._channels = channels
        self._clock = clock
        self._chance = chance
        self._checkpoint = checkpoint
        self._metrics = metrics
        self._slots = asyncio.Semaphore(MOST_SENDS_AT_ONCE)
        self._running: dict[str, asyncio.Task[None]] = {}
        self._wanted: set[str] = set()
        # Called when a send has ended; main.py adds commands: a claim may be acknowledged now.
        self.listeners: list[Callable[[], None]] = []

    def start(self, conversation_id: str) -> None:
        """See to it that the conversation's pending rows go out."""
        self._wanted.add(conversation_id)
        if conversation_id not in self._running:
            self._running[conversation_id] = asyncio.create_task(self._work_off(conversation_id))

    async def sweep(self, *, at_start: bool = False) -> None:
        """Give up what a dead process left in mid-send, and start what is pending."""
        for channel, count in (await self._store.give_up_cut_off(at_start=at_start)).items():
            self._metrics.deliveries.labels(channel, "unknown").inc(count)
            log.warning("delivery.cut-off", extra=facts(channel=channel, count=count))
        for conversation_id in await self._store.with_open_rows():
            self.start(conversation_id)

    async def settled(self) -> None:
        """Return when nothing is being sent or waited for."""
        while self._running:
            await asyncio.gather(*self._running.values(), return_exceptions=True)

    async def stop(self, grace_seconds: float) -> None:
        """Let sends in flight finish for a while; what is cut off after that ends as `unknown`."""
        tasks = list(self._running.values())
        self._wanted.clear()
        if tasks:
            await asyncio.wait(tasks, timeout=grace_seconds)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _work_off(self, conversation_id: str) -> None:
        try:
            while conversation_id in self._wanted:
                self._wanted.discard(conversation_id)
                await self._drain(conversation_id)
        finally:
            del self._running[conversation_id]

    async def _drain(self, conversation_id: str) -> None:
        while True:
            try:
                # Claimed in its slot: a row that waited for one as `sending` would end as `unknown` if we stop now.
                async with self._slots:
                    claimed = await self._claim(conversation_id)
                    if isinstance(claimed, Claimed):
                        await self._deliver(claimed)
                if claimed is None:
                    return
                if isinstance(claimed, Dropped):
                    self._count(claimed.channel, "dropped")
                elif isinstance(claimed, Later):
                    await asyncio.sleep(max(0.0, (claimed.at - self._clock()).total_seconds()))
            except (DatabaseBusy, DBAPIError, OSError) as error:
                log.warning("delivery.database", extra=facts(conversation=conversation_id, error=where(error)))
                await asyncio.sleep(DATABASE_PAUSE_SECONDS)

    async def _claim(self, conversation_id: str) -> Claimed | Later | Dropped | None:
        claiming = asyncio.ensure_future(self._store.claim_next(conversation_id))
        try:
            return await asyncio.shield(claiming)
        except asyncio.CancelledError:
            # The database finishes what it has begun: a row claimed for nobody would end as `unknown`, never sent.
            await asyncio.wait([claiming])
            claimed = None if claiming.exception() else claiming.result()
            if isinstance(claimed, Claimed):
                await self._recorded(lambda: self._store.give_back(claimed))
            raise

    async def _deliver(self, claimed: Claimed) -> None:
        self._checkpoint("delivery.before_send")
        try:
            async with asyncio.timeout(SEND_TIMEOUT_SECONDS):
                sent = await self._send(claimed)
        except TryLater as error:
            await self._try_later(claimed, error)
            return
        except Undeliverable as error:
            await self._end(claimed, "failed", error.sent, error.reason)
            return
        except asyncio.CancelledError:
            # The process stops in mid-send: what became of it cannot be known any more.
            await self._end(claimed, "unknown", (), "stopped")
            raise
        except Exception as error:
            sent = error.sent if isinstance(error, SendError) else ()
            log.warning("delivery.unknown", extra=facts(conversation=claimed.conversation_id, error=where(error)))
            await self._end(claimed, "unknown", sent, "cut-off")
            return
        self._checkpoint("delivery.after_send")
        await self._end(claimed, "sent", sent, None)

    async def _send(self, claimed: Claimed) -> Sequence[str]:
        channel = self._channels.get(claimed.channel)
        if channel is None:
            # The channel was switched off; the row waits for the day it is on again.
            raise TryLater(LONGEST_PAUSE_SECONDS)
        if claimed.kind == "delete":
            await channel.delete(claimed.address, claimed.body["message_ref"])
            return ()
        return await channel.send(claimed.address, outgoing_reply(claimed.body), len(claimed.sent))

    async def _try_later(self, claimed: Claimed, error: TryLater) -> None:
        if claimed.tries + 1 >= MOST_TRIES:
            await self._end(claimed, "failed", error.sent, "tries")
            return
        pause = max(error.seconds, min(LONGEST_PAUSE_SECONDS, error.seconds * 1.5 ** min(claimed.tries, 20)))
        pause += self._chance.uniform(0.0, 0.25)
        until = self._clock() + timedelta(seconds=pause)
        await self._recorded(lambda: self._store.postpone(claimed, until, error.sent))
        self._checkpoint("delivery.committed")
        self._tell()
        self._count(claimed.channel, "later")

    async def _end(self, claimed: Claimed, status: str, sent: Sequence[str], reason: str | None) -> None:
        await self._recorded(lambda: self._store.settle(claimed, status, sent))
        self._checkpoint("delivery.committed")
        self._tell()
        self._count(claimed.channel, status)
        log.info(
            "delivery.done",
            extra=facts(conversation=claimed.conversation_id, seq=claimed.seq, status=status, reason=reason),
        )

    async def _recorded(self, record: Callable[[], Awaitable[None]]) -> None:
        # Also when the process stops meanwhile: cut off, the row would end as `unknown` although its end is known.
        recording = asyncio.ensure_future(self._record(record))
        try:
            await asyncio.shield(recording)
        except asyncio.CancelledError:
            await asyncio.wait([recording])
            raise

    async def _record(self, record: Callable[[], Awaitable[None]]) -> None:
        # What became of the row is known: it must be written however long the database is busy.
        while True:
            try:
                await record()
                return
            except (DatabaseBusy, DBAPIError, OSError) as error:
                log.warning("delivery.database", extra=facts(error=where(error)))
                await asyncio.sleep(DATABASE_PAUSE_SECONDS)

    def _tell(self) -> None:
        for listener in self.listeners:
            listener()

    def _count(self, channel: str, result: str) -> None:
        self._metrics.deliveries.labels(channel, result).inc()


def outgoing_reply(body: JsonObject) -> OutgoingReply:
    """A stored body as a channel's sender gets it."""
    return OutgoingReply(
        text=body["text"],
        buttons=tuple(OutgoingButton(button["title"], button["id"]) for button in body["buttons"]),
        links=tuple(Link(link["title"], link["url"]) for link in body.get("links", ())),
        stations=tuple(
            StationCard(**{**card, "facilities": tuple(card["facilities"])}) for card in body.get("stations", ())
        ),
        asks=body.get("asks"),
        photo=Photo(**body["photo"]) if "photo" in body else None,
    )
