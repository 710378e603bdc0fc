"""Putting back into the queue what failed for good, or what was handed out in a list that led to nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, select, true, update
from sqlalchemy.ext.asyncio import AsyncSession

from actions.audit.actor import Actor
from actions.audit.log import record
from actions.filing.errors import FilingNotFound, NotRetried
from actions.filing.model import Filing
from actions.filing.states import NAMES, RETRIED, State


async def retry_one(
    session: AsyncSession, number: str, *, by: Actor, now: datetime, seen: ColumnElement[bool] | None = None
) -> None:
    """Try it for another 24 hours, from now on. `seen`: those the colleague sees.

    Raises FilingNotFound, NotRetried.
    """
    query = select(Filing).where(Filing.enrollment_number == number, seen if seen is not None else true())
    filing = (await session.scalars(query.with_for_update())).first()
    if filing is None:
        raise FilingNotFound
    if filing.state_now not in RETRIED or filing.body_box is None:
        raise NotRetried(number, NAMES[filing.state_now])
    await _requeue(session, [filing.id], now)
    await record(session, "filing.retried", number, actor=by, at=now)


async def retry_failed(
    session: AsyncSession, *, by: Actor, now: datetime, seen: ColumnElement[bool] | None = None
) -> int:
    """The same of all that failed; tells how many."""
    failed = (Filing.state == State.FAILED, Filing.body_box.is_not(None), seen if seen is not None else true())
    ids = list(await session.scalars(select(Filing.id).where(*failed).order_by(Filing.id).with_for_update()))
    if ids:
        await _requeue(session, ids, now)
        await record(session, "filings.retried", "filings", actor=by, at=now, detail={"filings": len(ids)})
    return len(ids)


_PIECE = 5_000


async def _requeue(session: AsyncSession, ids: Sequence[int], now: datetime) -> None:
    """`cause` and reason stay, so that a colleague still sees why it failed before."""
    for begin in range(0, len(ids), _PIECE):
        await session.execute(
            update(Filing)
            .where(Filing.id.in_(ids[begin : begin + _PIECE]))
            .values(
                state=State.WAITING,
                attempts=0,
                first_tried_at=None,
                next_at=now,
                claimed_until=None,
                batch_id=None,
                updated_at=now,
            )
        )
    await session.flush()
