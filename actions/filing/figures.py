"""How much waits to be filed and how much failed. The session and its transaction are the caller's."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from actions.filing.queries import count_undone, seen_by
from actions.filing.states import State
from actions.staff.model import StaffMember


@dataclass(frozen=True)
class Undone:
    """Filings in the colleague's area; `exported` ones wait for a result list."""

    waiting: int
    exported: int
    failed: int


async def undone_now(session: AsyncSession, member: StaffMember) -> Undone:
    counts = await count_undone(session, seen=seen_by(member))
    return Undone(counts[State.WAITING], counts[State.EXPORTED], counts[State.FAILED])
