"""Finding takeovers. The session and its transaction are the caller's."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from actions.numbers import is_number
from actions.staff.access import covers
from actions.staff.model import StaffMember
from actions.takeovers.errors import TakeoverNotFound
from actions.takeovers.model import Takeover
from actions.takeovers.states import State


async def open_of(session: AsyncSession, conversation: str) -> Takeover | None:
    """The conversation's takeover that is not closed, held until the transaction ends; None when there is none."""
    query = select(Takeover).where(Takeover.conversation == conversation, Takeover.state != State.CLOSED)
    return (await session.scalars(query.with_for_update(of=Takeover).execution_options(populate_existing=True))).first()


async def last_of(session: AsyncSession, conversation: str) -> Takeover:
    """The open takeover of the conversation, else the one closed last; held. Raises TakeoverNotFound."""
    found = await open_of(session, conversation)
    if found is None:
        query = select(Takeover).where(Takeover.conversation == conversation).order_by(Takeover.id.desc()).limit(1)
        found = (await session.scalars(query.with_for_update(of=Takeover))).first()
    if found is None:
        raise TakeoverNotFound
    return found


async def of_conversation(session: AsyncSession, conversation: str) -> list[Takeover]:
    """Newest first; [] when it was never handed over, or was erased."""
    query = select(Takeover).where(Takeover.conversation == conversation).order_by(Takeover.id.desc())
    return list(await session.scalars(query))


async def seen_by(session: AsyncSession, number: str, member: StaffMember) -> Takeover:
    """That takeover, if the colleague may see it. Raises TakeoverNotFound."""
    query = select(Takeover).where(Takeover.number == number)
    return _allowed((await session.scalars(query)).first() if is_number(number) else None, member)


async def held_by(session: AsyncSession, number: str, member: StaffMember) -> Takeover:
    """The same, held until the transaction ends. Raises TakeoverNotFound."""
    query = select(Takeover).where(Takeover.number == number).with_for_update(of=Takeover)
    rows = await session.scalars(query.execution_options(populate_existing=True)) if is_number(number) else None
    return _allowed(rows.first() if rows is not None else None, member)


def may_see(takeover: Takeover, member: StaffMember) -> bool:
    """Their area covers it, or it is theirs, or was transferred to them."""
    return member.id in (takeover.owner_id, takeover.wanted_id) or covers(member, takeover.area)


def _allowed(takeover: Takeover | None, member: StaffMember) -> Takeover:
    if takeover is None or not may_see(takeover, member):
        raise TakeoverNotFound
    return takeover
