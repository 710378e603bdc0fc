"""Reading applications. The session and its transaction are the caller's."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, func, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from actions.enrollment.errors import EnrollmentNotFound
from actions.enrollment.model import Enrollment
from actions.enrollment.states import OPEN, State
from actions.numbers import is_number
from actions.staff.access import covers, within
from actions.staff.model import StaffMember


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


async def seen_for_update(session: AsyncSession, number: str, member: StaffMember) -> Enrollment:
    """The same, if its county is one of the colleague's. Raises EnrollmentNotFound."""
    return _seen(await for_update(session, number), member)


async def seen_by(session: AsyncSession, number: str, member: StaffMember) -> Enrollment:
    """One application of a county of the colleague's. Raises EnrollmentNotFound."""
    return _seen(await by_number(session, number), member)


async def in_state(
    session: AsyncSession, state: State | None, *, limit: int, offset: int = 0, seen_by: StaffMember | None = None
) -> list[Enrollment]:
    """Open ones longest waiting first; decided ones, or all when no state is given, newest first.

    Those of one colleague's area, or of every area.
    """
    order = Enrollment.id if state in OPEN else Enrollment.id.desc()
    query = select(Enrollment).where(_of_area(seen_by)).order_by(order).limit(limit).offset(offset)
    if state is not None:
        query = query.where(Enrollment.state == state)
    return list(await session.scalars(query))


async def count_by_state(session: AsyncSession, *, seen_by: StaffMember) -> dict[State, int]:
    """How many applications of the colleague's area are in each state; states without any are 0."""
    counts = dict.fromkeys(State, 0)
    query = select(Enrollment.state, func.count()).where(_of_area(seen_by)).group_by(Enrollment.state)
    for state, count in await session.execute(query):
        counts[State(state)] = count
    return counts


def _of_area(member: StaffMember | None) -> ColumnElement[bool]:
    return within(member, Enrollment.region) if member is not None else true()


def _seen(enrollment: Enrollment, member: StaffMember) -> Enrollment:
    """Another area's application is told like one that does not exist. Raises EnrollmentNotFound."""
    if not covers(member, enrollment.region):
        raise EnrollmentNotFound
    return enrollment


def _numbered(number: str) -> Select[Enrollment]:
    if not is_number(number):
        raise EnrollmentNotFound  # a slip of the pen, or not a number at all: no need to look
    return select(Enrollment).where(Enrollment.number == number)


async def _one(session: AsyncSession, query: Select[Enrollment]) -> Enrollment:
    found = (await session.scalars(query)).first()
    if found is None:
        raise EnrollmentNotFound
    return found
