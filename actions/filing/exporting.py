"""Handing out what is to be filed as a list, where the union's own system has no interface.

Handing out is an act the audit log records. What is in the list is read right after it, so that no stored answer of the
service ever holds a list of persons.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from actions.audit.actor import Actor
from actions.audit.log import record
from actions.clock import local_date
from actions.filing.errors import BatchClosed, BatchNotFound, NothingToExport
from actions.filing.model import Filing, FilingBatch
from actions.filing.states import State
from actions.numbers import next_number
from actions.reference import Reference
from actions.vault import Vault

NUMBER_KIND = "BS"
MOST_AT_ONCE = 5_000
READABLE_FOR = timedelta(minutes=10)


@dataclass(frozen=True)
class HandedOut:
    """A list: its number, how many filings are in it, and how many more wait."""

    number: str
    filings: int
    left: int


async def hand_out(session: AsyncSession, *, by: Actor, now: datetime) -> HandedOut:
    """Take what waits out of the queue and put it on a list; the sender leaves it alone from then on.

    Raises NothingToExport.
    """
    waiting = (
        Filing.state == State.WAITING,
        Filing.body_box.is_not(None),
        or_(Filing.claimed_until.is_(None), Filing.claimed_until <= now),
    )
    query = select(Filing.id).where(*waiting).order_by(Filing.id).limit(MOST_AT_ONCE).with_for_update()
    ids = list(await session.scalars(query))
    if not ids:
        raise NothingToExport
    batch = FilingBatch(
        number=await next_number(session, NUMBER_KIND, local_date(now).year),
        made_at=now,
        readable_until=now + READABLE_FOR,
    )
    session.add(batch)
    await session.flush()
    await session.execute(
        update(Filing)
        .where(Filing.id.in_(ids))
        .values(state=State.EXPORTED, batch_id=batch.id, next_at=None, claimed_until=None, updated_at=now)
    )
    left = await session.scalar(select(func.count()).where(*waiting)) or 0
    await record(session, "filings.exported", batch.number, actor=by, at=now, detail={"filings": len(ids)})
    return HandedOut(batch.number, len(ids), left)


async def hand_out_again(session: AsyncSession, number: str, *, by: Actor, now: datetime) -> HandedOut:
    """The same list once more, without what has come back meanwhile. Raises BatchNotFound, NothingToExport."""
    batch = await _batch(session, number)
    filings = await session.scalar(select(func.count()).where(*_open_of(batch))) or 0
    if not filings:
        raise NothingToExport
    batch.readable_until = now + READABLE_FOR
    await session.flush()
    await record(session, "filings.exported", number, actor=by, at=now, detail={"filings": filings})
    return HandedOut(number, filings, 0)


async def rows_of(
    session: AsyncSession, number: str, *, vault: Vault, reference: Reference, now: datetime
) -> list[dict[str, str]]:
    """What is on a list, by the columns of EXPORT_HEADINGS, in clear. Raises BatchNotFound, BatchClosed."""
    batch = await _batch(session, number)
    if now > batch.readable_until:
        raise BatchClosed(number)
    found = await session.scalars(select(Filing).where(*_open_of(batch)).order_by(Filing.id))
    return [_row(filing, vault.decrypt(filing.body_box), reference) for filing in found if filing.body_box is not None]


async def _batch(session: AsyncSession, number: str) -> FilingBatch:
    batch = (await session.scalars(select(FilingBatch).where(FilingBatch.number == number))).first()
    if batch is None:
        raise BatchNotFound
    return batch


def _open_of(batch: FilingBatch) -> tuple[ColumnElement[bool], ...]:
    return (Filing.batch_id == batch.id, Filing.state == State.EXPORTED)


def _row(filing: Filing, body: str, reference: Reference) -> dict[str, str]:
    data = json.loads(body)["data"]
    person, work, union = data["person"], data["work"], data["union"]
    shown = {
        "number": filing.enrollment_number,
        "member": data["member"]["number"],
        **person,
        "trade": reference.trades.get(work["trade"], work["trade"]),
        "platform": reference.platforms.get(work["platform"] or "", work["platform"]),
        "employer": work["employer"],
        "region": work["region"],
        "region_name": reference.region_name(work["region"]),
        "township": work["township"],
        "union_code": union["code"],
        "union": union["name"],
        "joined_on": data["member"]["joined_on"],
        "key": filing.key,
    }
    return {column: text or "" for column, text in shown.items()}
