"""Sending filings to the union's own system: claimed, sent, settled.

A process may be killed anywhere in between. The claim runs out then, and the same body goes out again under the same
key, by which the receiver knows it.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from sqlalchemy import func, or_, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from actions.checkpoints import Checkpoint
from actions.clock import Clock
from actions.database import Database
from actions.filing.answers import Outcome
from actions.filing.model import Filing
from actions.filing.settling import settle
from actions.filing.states import State
from actions.filing.webhook import Webhook
from actions.vault import CannotOpen, Vault

log = logging.getLogger(__name__)

LOOK_EVERY_SECONDS = 1.0
AT_ONCE = 8
#: Well beyond the longest call, so that nobody takes over what is still being sent.
CLAIM_HOLDS = timedelta(seconds=60)


@dataclass(frozen=True)
class Claimed:
    """One filing that is ours to send; `attempts` counts this one."""

    id: int
    claim: int
    attempts: int
    key: str
    body: str = field(repr=False)


class Sender:
    """Several may be at work, in one process or many: whoever claims a filing sends it."""

    def __init__(
        self,
        database: Database,
        webhook: Webhook,
        *,
        vault: Vault,
        clock: Clock,
        checkpoint: Checkpoint,
        chance: Random,
    ) -> None:
        self._database = database
        self._webhook = webhook
        self._vault = vault
        self._clock = clock
        self._checkpoint = checkpoint
        self._chance = chance

    async def keep_sending(self, *, alone: bool) -> None:
        """Until cancelled; while the database is away nothing is lost but time.

        `alone`: no other process has this database, so that claims found at the start are of one that is no more.
        """
        sent = 0
        while True:
            if not sent:  # also at the start: callers are answered first
                await asyncio.sleep(LOOK_EVERY_SECONDS)
            try:
                if alone:
                    await self._free_claims()
                    alone = False
                sent = await self.send_due()
            except (SQLAlchemyError, OSError, CannotOpen) as error:
                sent = 0
                log.warning("filings cannot be looked at", extra={"ids": {"error": type(error).__name__}})

    async def send_due(self) -> int:
        """Send what is due, a few at once; tells how many were tried."""
        claimed = await self._claim_due()
        if claimed:
            await asyncio.gather(*map(self._send, claimed))
        return len(claimed)

    async def _free_claims(self) -> None:
        async with self._database.write() as session:
            await session.execute(
                update(Filing)
                .where(Filing.state == State.WAITING, Filing.claimed_until.is_not(None))
                .values(claimed_until=None)
            )
            await session.commit()

    async def _claim_due(self) -> list[Claimed]:
        now = self._clock()
        due = (
            Filing.state == State.WAITING,
            Filing.next_at <= now,
            or_(Filing.claimed_until.is_(None), Filing.claimed_until <= now),
        )
        async with self._database.read() as session:
            query = select(Filing.id).where(*due).order_by(Filing.next_at, Filing.id).limit(AT_ONCE)
            ids = list(await session.scalars(query))
        if not ids:
            return []
        async with self._database.write() as session:
            claimed = [one for id_ in ids if (one := await self._claim(session, id_, now)) is not None]
            await session.commit()
        return claimed

    async def _claim(self, session: AsyncSession, id_: int, now: datetime) -> Claimed | None:
        """None when another sender was first, or the person was erased while it was last being sent."""
        free = or_(Filing.claimed_until.is_(None), Filing.claimed_until <= now)
        mine = (Filing.id == id_, Filing.state == State.WAITING, Filing.next_at <= now, free)
        erased = (
            update(Filing)
            .where(*mine, Filing.body_box.is_(None))
            .values(state=State.CANCELLED, next_at=None, claimed_until=None, updated_at=now)
        )
        await session.execute(erased)
        claiming = (
            update(Filing)
            .where(*mine)
            .values(
                claim=Filing.claim + 1,
                claimed_until=now + CLAIM_HOLDS,
                attempts=Filing.attempts + 1,
                first_tried_at=func.coalesce(Filing.first_tried_at, now),
                updated_at=now,
            )
            .returning(Filing.claim, Filing.attempts, Filing.key, Filing.body_box)
        )
        row = (await session.execute(claiming)).one_or_none()
        if row is None or row.body_box is None:
            return None
        return Claimed(id_, row.claim, row.attempts, row.key, self._vault.decrypt(row.body_box))

    async def _send(self, one: Claimed) -> None:
        self._checkpoint("filing.before_send")
        outcome = await self._webhook.send(one.key, one.body.encode(), at=self._clock())
        self._checkpoint("filing.after_send")
        ids = {"filing": one.id, "attempt": one.attempts, "outcome": type(outcome).__name__}
        try:
            await self._settle(one, outcome)
        except (SQLAlchemyError, OSError) as error:
            log.warning("a filing's outcome was not kept", extra={"ids": ids | {"error": type(error).__name__}})
            return  # the claim runs out, and the receiver knows the key
        self._checkpoint("filing.committed")
        log.info("filing tried", extra={"ids": ids | _why(outcome)})

    async def _settle(self, one: Claimed, outcome: Outcome) -> None:
        async with self._database.write() as session:
            query = select(Filing).where(Filing.id == one.id, Filing.claim == one.claim, Filing.state == State.WAITING)
            filing = (await session.scalars(query.with_for_update())).one_or_none()
            if filing is None:
                return  # the claim ran out, and somebody else has it now
            now = self._clock()
            await settle(
                filing, outcome, body=one.body, session=session, vault=self._vault, now=now, chance=self._chance
            )
            await session.commit()


def _why(outcome: Outcome) -> dict[str, object]:
    cause, status = getattr(outcome, "cause", None), getattr(outcome, "status", None)
    return {name: value for name, value in (("cause", cause), ("status", status)) if value is not None}
