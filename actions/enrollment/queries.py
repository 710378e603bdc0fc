"""Reading applications. The session and its transaction are the caller's."""

from __future__ import annotations

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from actions.enrollment.errors import EnrollmentNotFound
from actions.enrollment.model import Enrollment
from actions.enrollment.states import OPEN, State
from actions.numbers import is_number


async def for_update(session: AsyncSession, number: str) -> Enrollment:
    """One application, held until the transaction ends. Raises EnrollmentNotFound.

    On SQLite the unit of work holds the whole database already; there the clause is dropped.
    """
    return await _one(session, _numbered(number).with_for_update(of=Enrollment))


async def own_for_update(session: AsyncSession, number: str, conversation: str) -> Enrollment:
    """The same, if it was filed in that conversation. Raises EnrollmentNotFound."""
    own = _numbered(number).where(Enrollment.conversation == conversation)
    return await _one(session, own.with_for_update(of=Enrollment))


async def by_number(session: AsyncSession, number: str) -> Enrollment:
    """Raises EnrollmentNotFound."""
    return await _one(session, _numbered(number))


async def of_conversation(session: AsyncSession, conversation: str) -> list[Enrollment]:
    """Newest first; [] when the conversation filed none or erased them."""
    query = select(Enrollment).where(Enrollment.conversation == conversation).order_by(Enrollment.id.desc())
    return list(await session.scalars(query))


async def with_phone(session: AsyncSession, phone_hash: str) -> list[Enrollment]:
    """Newest first, in whatever state; leaves out erased ones."""
    query = select(Enrollment).where(Enrollment.phone_hash == phone_hash).order_by(Enrollment.id.desc())
    return list(await session.scalars(query))


async def in_state(session: AsyncSession, state: State | None, *, limit: int, offset: int = 0) -> list[Enrollment]:
    """Of every area: open ones longest waiting first; decided ones, or all when no state is given, newest first."""
    order = Enrollment.id if state in OPEN else Enrollment.id.desc()
    query = select(Enrollment).order_by(order).limit(limit).offset(offset)
    if state is not None:
        query = query.where(Enrollment.state == state)
    return list(await session.scalars(query))


async def count_by_state(session: AsyncSession) -> dict[State, int]:
    """How many applications are in each state; states without any are 0."""
    counts = dict.fromkeys(State, 0)
    for state, count in await session.execute(select(Enrollment.state, func.count()).group_by(Enrollment.state)):
        counts[State(state)] = count
    return counts


def _numbered(number: str) -> Select[Enrollment]:
    if not is_number(number):
        raise EnrollmentNotFound  # a slip of the pen, or not a number at all: no need to look
    return select(Enrollment).where(Enrollment.number == number)


async def _one(session: AsyncSession, query: Select[Enrollment]) -> Enrollment:
    found = (await session.scalars(query)).first()
    if found is None:
        raise EnrollmentNotFound
    return found
