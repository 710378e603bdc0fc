"""What came of questions, on its way to actions: in batches, each counted there once.

A batch is fixed in one transaction, sent under its own Idempotency-Key until it is acknowledged, and deleted. Whoever
dies in between leaves the same batch under the same key, and two processes may send one at once.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence

from sqlalchemy import Connection, delete, func, select, update
from sqlalchemy.exc import DBAPIError

from bot.actions_client import ActionsClient
from bot.database.engine import Database
from bot.database.tables import outcomes
from bot.dialogue.messages import JsonObject
from bot.errors import ActionsUnreachable, DatabaseBusy
from bot.failpoints import Checkpoint
from bot.ids import Ids
from bot.logs import facts, where

log = logging.getLogger(__name__)

MOST_AT_ONCE = 1000  # outcomes in one batch
SEND_SECONDS = 60.0
_KEY = (outcomes.c.day, outcomes.c.county, outcomes.c.topic, outcomes.c.outcome)


class OutcomeSender:
    """Hands outcomes over."""

    def __init__(self, *, database: Database, actions: ActionsClient, ids: Ids, checkpoint: Checkpoint) -> None:
        self._database = database
        self._actions = actions
        self._ids = ids
        self._checkpoint = checkpoint

    async def send(self) -> int:
        """Hand over all there are; returns how many batches were acknowledged. What is not waits for the next time."""
        sent = 0
        try:
            while (batch := await self._batch()) is not None:
                await self._send(batch)
                sent += 1
        except (ActionsUnreachable, DatabaseBusy, DBAPIError, OSError) as error:
            log.warning("outcomes.trouble", extra=facts(error=where(error)))
        return sent

    async def _batch(self) -> str | None:
        """The key of the batch to send: one that was left over, else a new one; None when there is nothing."""
        key = await self._database.write(lambda connection: _fixed(connection, self._ids.command()))
        if key is not None:
            self._checkpoint("outcomes.batched")
        return key

    async def _send(self, key: str) -> None:
        counts = await self._database.read(lambda connection: _counts(connection, key))
        if counts:  # else another process has sent it meanwhile
            await self._actions.count_outcomes(counts, idempotency_key=key)
            self._checkpoint("outcomes.sent")
            await self._database.write(lambda connection: _drop(connection, key))
            log.info("outcomes.sent", extra=facts(batch=key, count=sum(one["count"] for one in counts)))


def _fixed(connection: Connection, new_key: str) -> str | None:
    left_over = select(outcomes.c.batch).where(outcomes.c.batch.is_not(None)).order_by(outcomes.c.id).limit(1)
    key = connection.execute(left_over).scalar_one_or_none()
    if key is not None:
        return str(key)
    free = outcomes.c.batch.is_(None)
    oldest = select(outcomes.c.id).where(free).order_by(outcomes.c.id).limit(MOST_AT_ONCE)
    # Asked again in the update: another process may have fixed them first.
    taken = update(outcomes).where(outcomes.c.id.in_(oldest), free).values(batch=new_key)
    return new_key if connection.execute(taken).rowcount else None


def _counts(connection: Connection, key: str) -> Sequence[JsonObject]:
    """In one order, so that the same batch is the same request."""
    query = select(*_KEY, func.count()).where(outcomes.c.batch == key).group_by(*_KEY).order_by(*_KEY)
    return [
        {
            "day": day.isoformat(),
            "county": county or None,
            "topic": topic or None,
            "outcome": outcome,
            "count": count,
        }
        for day, county, topic, outcome, count in connection.execute(query).all()
    ]


def _drop(connection: Connection, key: str) -> None:
    connection.execute(delete(outcomes).where(outcomes.c.batch == key))
