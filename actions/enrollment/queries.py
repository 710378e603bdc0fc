"""Reading applications. The session and its transaction are the caller's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Integer, Select, bindparam, case, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from actions.database import UtcDateTime
from actions.enrollment.errors import EnrollmentNotFound
from actions.enrollment.jurisdiction import lying, overdue, overdue_in, seen_in
from actions.enrollment.model import OPEN_STATES, Enrollment
from actions.enrollment.states import OPEN, State
from actions.numbers import is_number
from actions.staff.access import Bounds, reviews
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
    return list(await session.scalars(_OF_CONVERSATION, {"conversation": conversation}))


_OF_CONVERSATION = (
    select(Enrollment).where(Enrollment.conversation == bindparam("conversation")).order_by(Enrollment.id.desc())
)


async def with_phone(session: AsyncSession, phone_hash: str) -> list[Enrollment]:
    """Newest first, in whatever state; leaves out erased ones."""
    query = select(Enrollment).where(Enrollment.phone_hash == phone_hash).order_by(Enrollment.id.desc())
    return list(await session.scalars(query))


async def seen_for_update(session: AsyncSession, number: str, member: StaffMember, now: datetime) -> Enrollment:
    """The same, if the colleague sees it. Raises EnrollmentNotFound."""
    return await _seen(session, await for_update(session, number), member, now)


async def seen_by(session: AsyncSession, number: str, member: StaffMember, now: datetime) -> Enrollment:
    """One application the colleague sees. Raises EnrollmentNotFound."""
    return await _seen(session, await by_number(session, number), member, now)


async def in_state(session: AsyncSession, state: State | None, *, limit: int) -> list[Enrollment]:
    """Open ones longest waiting first; decided ones, or all when no state is given, newest first."""
    query = select(Enrollment).order_by(_order(state)).limit(limit)
    return list(await session.scalars(query if state is None else query.where(Enrollment.state == state)))


class Listed(NamedTuple):
    """What a list shows of an application; reading whole ones for a page of them takes three times as long."""

    number: str
    kind: str
    state: str
    name_box: bytes | None
    trade: str
    platform: str | None
    region: str
    step: int
    hold_reason: str | None
    age_flag: str | None
    claimed_by: str | None
    submitted_at: datetime
    due_at: datetime | None


async def listed(
    session: AsyncSession, state: State, bounds: Bounds, now: datetime, *, limit: int, offset: int
) -> list[Listed]:
    """Those a reviewer within these bounds sees: open ones longest waiting first, decided ones newest first."""
    span = {"now": now, "limit": limit, "offset": offset}
    return [Listed._make(row) for row in await session.execute(_listing(state, bounds), span)]


async def overdue_ones(
    session: AsyncSession, bounds: Bounds, now: datetime, *, limit: int, offset: int
) -> list[Listed]:
    """Those of them the union's limit has passed for, longest overdue first."""
    span = {"now": now, "limit": limit, "offset": offset}
    return [Listed._make(row) for row in await session.execute(_late(bounds), span)]


# Statements of the desk's busiest page: writing one anew takes as long as PostgreSQL takes to answer it.
_KEPT = 1_000
_NOW = bindparam("now", type_=UtcDateTime())
_LISTED = select(*(getattr(Enrollment, column) for column in Listed._fields)).limit(bindparam("limit", type_=Integer))
_LISTED = _LISTED.offset(bindparam("offset", type_=Integer))


@lru_cache(maxsize=_KEPT)
def _listing(state: State, bounds: Bounds) -> Select[Any]:
    return _LISTED.where(seen_in(bounds, _NOW), Enrollment.state == state).order_by(_order(state))


@lru_cache(maxsize=_KEPT)
def _late(bounds: Bounds) -> Select[Any]:
    return _LISTED.where(overdue_in(bounds, _NOW)).order_by(Enrollment.due_at, Enrollment.id)


@lru_cache(maxsize=_KEPT)
def _counting(bounds: Bounds) -> Select[str, int, int]:
    return (
        select(Enrollment.state, func.count(), func.count(case((overdue(_NOW), 1))))
        .where(OPEN_STATES, seen_in(bounds, _NOW))
        .group_by(Enrollment.state)
    )


def _order(state: State | None) -> ColumnElement[int] | InstrumentedAttribute[int]:
    return Enrollment.id if state in OPEN else Enrollment.id.desc()


@dataclass(frozen=True)
class OpenCounts:
    """How many are in each open state, those without any too, and how many of them are overdue."""

    by_state: dict[State, int]
    overdue: int


async def count_open(session: AsyncSession, bounds: Bounds, now: datetime) -> OpenCounts:
    """Of those a reviewer within these bounds sees, in one pass. Decided ones grow without end and are not counted."""
    counts, late = dict.fromkeys(OPEN, 0), 0
    for state, count, late_there in await session.execute(_counting(bounds), {"now": now}):
        counts[State(state)] = count
        late += late_there
    return OpenCounts(counts, late)


async def _seen(session: AsyncSession, enrollment: Enrollment, member: StaffMember, now: datetime) -> Enrollment:
    """An application of others is told like one that does not exist. Raises EnrollmentNotFound."""
    if not reviews(member, await lying(session, enrollment, now)):
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
