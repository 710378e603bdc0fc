"""Whether the audit log is whole: every row as it was written, none missing, none moved, none cut off at its end.

The chain alone shows what was edited, removed or moved. That its end was cut off, or that everything from some row on
was written anew, only shows against heads that were kept elsewhere (`heads.py`).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from actions.audit.log import BEFORE_THE_FIRST, hash_of
from actions.audit.model import AuditEntry

_PIECE = 1_000


class Fault(StrEnum):
    """What is wrong with the first row at which the chain does not hold."""

    EDITED = "edited"  # its content is not what was hashed
    REMOVED = "removed"  # there is no row with this number
    MOVED = "moved"  # it does not follow the row before it


@dataclass
class Verified:
    """`broken_at` and `fault` are None for a whole chain; `hashes` holds those asked for that there are."""

    entries: int = 0
    last: int = 0
    head: str = BEFORE_THE_FIRST
    broken_at: int | None = None
    fault: Fault | None = None
    hashes: dict[int, str] = field(default_factory=dict)


async def verify(session: AsyncSession, *, hashes_at: Collection[int] = ()) -> Verified:
    """Read the whole log in pieces, so that others are answered meanwhile."""
    found, wanted = Verified(), frozenset(hashes_at)
    previous_hash, expected, read_up_to = BEFORE_THE_FIRST, 1, None
    while True:
        query = select(AuditEntry).order_by(AuditEntry.sequence).limit(_PIECE)
        piece = list(
            await session.scalars(query if read_up_to is None else query.where(AuditEntry.sequence > read_up_to))
        )
        for entry in piece:
            if found.fault is None and (fault := _fault(entry, expected, previous_hash)) is not None:
                found.broken_at, found.fault = expected, fault
            previous_hash, expected = entry.entry_hash, expected + 1
            if entry.sequence in wanted:
                found.hashes[entry.sequence] = entry.entry_hash
            found.entries, found.last, found.head = found.entries + 1, entry.sequence, entry.entry_hash
        if len(piece) < _PIECE:
            return found
        read_up_to = piece[-1].sequence
        session.expunge_all()


def _fault(entry: AuditEntry, expected: int, previous_hash: str) -> Fault | None:
    if entry.sequence != expected:
        return Fault.REMOVED
    if entry.previous_hash != previous_hash:
        return Fault.MOVED
    return Fault.EDITED if entry.entry_hash != hash_of(entry) else None
