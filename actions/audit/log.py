"""Append-only, hash-chained record of who did what to which subject; ids and codes only.

An entry is written in the transaction of the act it records, as its last statement: on PostgreSQL the chain's end is
held by a lock until commit, and taking it last keeps transactions from waiting for each other in a circle.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from actions.audit.actor import Actor
from actions.audit.acts import AuditAct, Detail
from actions.audit.model import AuditEntry
from actions.database import hold_name, table_of

BEFORE_THE_FIRST = "0" * 64

_TABLE = table_of(AuditEntry)
_LAST = select(_TABLE.c.sequence, _TABLE.c.entry_hash).order_by(_TABLE.c.sequence.desc()).limit(1)
_APPEND = insert(_TABLE)
_COLUMNS = tuple(column.name for column in _TABLE.c)

_PIECE = 500  # what one statement inserts


async def record(
    session: AsyncSession, action: AuditAct, subject: str, *, actor: Actor, at: datetime, detail: Detail | None = None
) -> None:
    """Append one entry to the chain."""
    await record_each(session, action, [(subject, detail or {})], actor=actor, at=at)


async def record_each(
    session: AsyncSession, action: AuditAct, subjects: Sequence[tuple[str, Detail]], *, actor: Actor, at: datetime
) -> None:
    """Append an entry for each subject, in their order."""
    await session.flush()
    await hold_name(session, "audit chain")
    last = (await session.execute(_LAST)).first()
    newest, previous = (last.sequence, last.entry_hash) if last else (0, BEFORE_THE_FIRST)
    for start in range(0, len(subjects), _PIECE):
        rows = []
        for number, (subject, detail) in enumerate(subjects[start : start + _PIECE], start=newest + start + 1):
            entry = AuditEntry(
                sequence=number,
                at=at,
                actor=actor.reference,
                action=action,
                subject=subject,
                detail=json.dumps(detail, ensure_ascii=False, sort_keys=True),
                previous_hash=previous,
                entry_hash="",
            )
            entry.entry_hash = previous = hash_of(entry)
            rows.append({name: getattr(entry, name) for name in _COLUMNS})
        await session.execute(_APPEND, rows if len(rows) > 1 else rows[0])
        if start + _PIECE < len(subjects):
            await asyncio.sleep(0)  # others are answered meanwhile


def hash_of(entry: AuditEntry) -> str:
    """SHA-256 over the entry and its predecessor's hash, in a fixed order."""
    parts = [
        str(entry.sequence),
        entry.at.isoformat(),
        entry.actor,
        entry.action,
        entry.subject,
        entry.detail,
        entry.previous_hash,
    ]
    return sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()
