"""Reading the register of members. The session and its transaction are the caller's."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, bindparam, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from actions.memberships.errors import MemberNotFound
from actions.memberships.model import Membership, MembershipMove
from actions.numbers import is_number
from actions.staff.access import bounds_of, reviewing
from actions.staff.model import StaffMember


def seen_by(member: StaffMember) -> ColumnElement[bool]:
    """A condition: the members a reviewer sees, those of their union, or those who work in their counties."""
    return reviewing(bounds_of(member), Membership.region, Membership.organization_id, true())


async def of_conversation(session: AsyncSession, conversation: str) -> list[Membership]:
    """Those approved in that conversation, or moved in it since, oldest first."""
    return list(await session.scalars(_OF_CONVERSATION, {"conversation": conversation}))


async def own(session: AsyncSession, number: str, conversation: str) -> Membership:
    """Raises MemberNotFound when it is none of that conversation's."""
    if not is_number(number):
        raise MemberNotFound
    query = _ordered().where(Membership.number == number, Membership.conversation == conversation)
    return await _one(session, query)


async def seen(session: AsyncSession, number: str, member: StaffMember) -> Membership:
    """One member the colleague sees. Raises MemberNotFound."""
    if not is_number(number):
        raise MemberNotFound
    return await _one(session, _ordered().where(Membership.number == number, seen_by(member)))


async def of_enrollment(session: AsyncSession, number: str) -> Membership | None:
    """The membership an approved application made, or moved; None before that."""
    made = (await session.scalars(_ordered().where(Membership.enrollment_number == number))).first()
    if made is not None:
        return made
    # Asked one after the other: joined by OR, every member would be read.
    moved = select(MembershipMove.membership_id).where(MembershipMove.enrollment_number == number)
    return (await session.scalars(_ordered().where(Membership.id.in_(moved)))).first()


async def listed(session: AsyncSession, member: StaffMember, *, limit: int, offset: int) -> list[Membership]:
    """Those the colleague sees, the latest first."""
    query = select(Membership).where(seen_by(member)).order_by(Membership.id.desc())
    return list(await session.scalars(query.limit(limit).offset(offset)))


async def moves_of(session: AsyncSession, member: Membership) -> list[MembershipMove]:
    """Oldest first."""
    query = select(MembershipMove).where(MembershipMove.membership_id == member.id).order_by(MembershipMove.id)
    return list(await session.scalars(query))


def _ordered() -> Select[Membership]:
    return select(Membership).order_by(Membership.id)


_OF_CONVERSATION = _ordered().where(Membership.conversation == bindparam("conversation"))


async def _one(session: AsyncSession, query: Select[Membership]) -> Membership:
    found = (await session.scalars(query)).first()
    if found is None:
        raise MemberNotFound
    return found
