"""Putting news down for the bot, handing them out, taking acknowledgments."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import CursorResult, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from actions.deliveries.model import Delivery
from actions.vault import Vault

#: What is handed out at once, photos included; one delivery alone may be larger.
MOST_BYTES = 8 * 1024 * 1024


@dataclass(frozen=True)
class News:
    """One delivery as the bot reads it."""

    id: str
    conversation: str
    kind: str
    data: Mapping[str, Any]


async def put(
    session: AsyncSession, vault: Vault, *, conversation: str, kind: str, data: Mapping[str, Any], at: datetime
) -> None:
    """Write one piece of news in the caller's transaction."""
    box = vault.encrypt(json.dumps(data, ensure_ascii=False))
    # What one unit of work tells at one time stays in order: ids begin with the processor's own clock.
    id_ = f"{time.time_ns():016x}{secrets.token_hex(8)}"
    session.add(Delivery(id=id_, conversation=conversation, kind=kind, data_box=box, created_at=at))
    await session.flush()


async def pending(session: AsyncSession, vault: Vault, *, limit: int) -> list[News]:
    """What nobody has acknowledged yet, oldest first, as many as fit into one answer; [] when there is none."""
    waiting = (
        select(Delivery.id, func.length(Delivery.data_box))
        .where(Delivery.acked_at.is_(None), Delivery.data_box.is_not(None))
        .order_by(Delivery.created_at, Delivery.id)
        .limit(limit)
    )
    ids = _fitting([(id_, size) for id_, size in await session.execute(waiting)])
    if not ids:
        return []
    # By the index of what waits, however many have been taken.
    query = select(Delivery).where(Delivery.id.in_(ids), Delivery.acked_at.is_(None))
    return [
        News(row.id, row.conversation, row.kind, json.loads(vault.decrypt(row.data_box)))
        for row in await session.scalars(query.order_by(Delivery.created_at, Delivery.id))
        if row.data_box is not None
    ]


def _fitting(sizes: Sequence[tuple[str, int]]) -> list[str]:
    ids: list[str] = []
    total = 0
    for id_, size in sizes:
        total += size
        if ids and total > MOST_BYTES:
            break
        ids.append(id_)
    return ids


async def count_pending(session: AsyncSession) -> int:
    return await session.scalar(select(func.count()).select_from(Delivery).where(Delivery.acked_at.is_(None))) or 0


async def acknowledge(session: AsyncSession, ids: Sequence[str], *, at: datetime) -> int:
    """Mark as taken and drop the content; unknown or known ones change nothing. Returns how many were new."""
    done = await session.execute(
        update(Delivery).where(Delivery.id.in_(ids), Delivery.acked_at.is_(None)).values(acked_at=at, data_box=None)
    )
    return done.rowcount if isinstance(done, CursorResult) else 0


async def drop_for(session: AsyncSession, conversation: str, *, at: datetime) -> int:
    """Erase what is still waiting for one conversation; returns how many."""
    ids = list(
        await session.scalars(
            select(Delivery.id).where(Delivery.conversation == conversation, Delivery.acked_at.is_(None))
        )
    )
    return await acknowledge(session, ids, at=at)
