"""Whether the audit log still holds what its heads say: only these show a cut-off end or rows written anew."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from actions.audit.heads import Head, UnreadableHeads, heads_in
from actions.audit.verification import Verified, verify


class HeadsFault(StrEnum):
    CUT_OFF = "cut_off"  # rows that were there are behind the log's end
    REWRITTEN = "rewritten"  # a row is not the one that was there
    UNREADABLE = "unreadable"  # the folder or a file in it


@dataclass(frozen=True)
class Compared:
    """`count` heads that say something (an empty log's does not), the last one of row `up_to`.

    With a fault: `at` names the head, `first` and `last` the rows cut off, or the one written anew (twice).
    """

    count: int = 0
    up_to: int = 0
    fault: HeadsFault | None = None
    at: str | None = None
    first: int | None = None
    last: int | None = None


async def verify_against(
    session: AsyncSession, folder: Path | None, *, hashes_at: Collection[int] = ()
) -> tuple[Verified, Compared | None]:
    """Read the whole log, once; None for no folder. There may be more hashes than `hashes_at` asks for."""
    if folder is None:
        return await verify(session, hashes_at=hashes_at), None
    try:
        heads = await asyncio.to_thread(lambda: list(heads_in(folder)))
    except UnreadableHeads as error:
        return await verify(session, hashes_at=hashes_at), Compared(fault=HeadsFault.UNREADABLE, at=error.name)
    found = await verify(session, hashes_at={*hashes_at, *(head.sequence for _, head in heads)})
    return found, compare(heads, found.last, found.hashes)


def compare(heads: Iterable[tuple[str, Head]], last: int, hashes: Mapping[int, str]) -> Compared:
    """`last` is the number of the log's last row, `hashes` those of its rows at the heads' numbers."""
    telling = [(at, head) for at, head in heads if head.sequence > 0]
    if not telling:
        return Compared()
    count, (latest, highest) = len(telling), max(telling, key=lambda one: one[1].sequence)
    if highest.sequence > last:
        return Compared(count, highest.sequence, HeadsFault.CUT_OFF, latest, last + 1, highest.sequence)
    for at, head in telling:
        if hashes.get(head.sequence) != head.hash:
            return Compared(count, highest.sequence, HeadsFault.REWRITTEN, at, head.sequence, head.sequence)
    return Compared(count, highest.sequence)
