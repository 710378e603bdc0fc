"""What administrators do with colleagues' accounts: change, close, open again, reset; and who they may do it to.

An administrator of some areas manages colleagues whose whole area lies within; others do not exist for them. All of
these acts hold one name, so that two administrators cannot close each other at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from actions.audit.actor import Actor
from actions.audit.acts import Detail, DetailName
from actions.audit.log import record
from actions.database import hold_name
from actions.staff.access import covers_all, has_role
from actions.staff.accounts import Position, described, fresh_link, link_for, union_of
from actions.staff.errors import (
    AccountClosed,
    LastAdministrator,
    NoFactor,
    NoSuchMember,
    NotClosed,
    OutsideArea,
    OwnAccount,
)
from actions.staff.model import PasswordLink, Role, StaffMember
from actions.staff.second_factor import forget_factor
from actions.staff.sessions import end_session, end_sessions
from actions.staff.tokens import NewToken

_FORMER: Mapping[DetailName, DetailName] = {"roles": "former_roles", "areas": "former_areas", "union": "former_union"}


@dataclass(frozen=True)
class Manager:
    """Who acts; `member` is None for the command line, which may do everything."""

    actor: Actor
    member: StaffMember | None = None

    def manages(self, other: StaffMember) -> bool:
        return self.member is None or covers_all(self.member, other.areas)

    def require_grantable(self, position: Position) -> None:
        """Nobody gives what they do not have. Raises OutsideArea."""
        if self.member is not None and not covers_all(self.member, position.areas):
            raise OutsideArea


async def colleagues(session: AsyncSession, *, seen_by: Manager) -> list[StaffMember]:
    """Those somebody manages, open accounts first, by login."""
    everybody = await session.scalars(select(StaffMember).order_by(StaffMember.login))
    managed = [member for member in everybody if seen_by.manages(member)]
    return sorted(managed, key=lambda member: member.closed_at is not None)


async def writers_of_answers(session: AsyncSession) -> list[StaffMember]:
    """FAQ editors of the whole province whose accounts are open, by name."""
    everybody = await session.scalars(select(StaffMember).where(StaffMember.closed_at.is_(None)))
    writers = [member for member in everybody if has_role(member, Role.FAQ_EDITOR) and covers_all(member, ())]
    return sorted(writers, key=lambda member: (member.name, member.id))


async def colleague(session: AsyncSession, staff_id: int, *, seen_by: Manager) -> StaffMember:
    """Raises NoSuchMember, also for a colleague of another area."""
    found = await session.get(StaffMember, staff_id) if 0 < staff_id < 2**31 else None
    if found is None or not seen_by.manages(found):
        raise NoSuchMember
    return found


async def change_position(
    session: AsyncSession, staff_id: int, *, name: str, position: Position, by: Manager, now: datetime
) -> StaffMember:
    """Raises NoSuchMember, AccountClosed, OutsideArea, OwnAccount, LastAdministrator, InvalidField."""
    member = await _held(session, staff_id, by)
    if member.closed_at is not None:
        raise AccountClosed
    by.require_grantable(position)
    if has_role(member, Role.ADMINISTRATOR) and Role.ADMINISTRATOR not in position.roles:
        await _require_replaceable(session, member, by)
    former = described(member)
    member.name = name
    member.roles, member.areas = sorted(position.roles), sorted(set(position.areas))
    member.organization = position.organization
    member.organization_id = await union_of(session, position)
    await session.flush()
    detail: Detail = {**described(member), **{_FORMER[what]: codes for what, codes in former.items()}}
    await record(session, "staff.changed", f"staff:{member.id}", actor=by.actor, at=now, detail=detail)
    return member


async def close_account(session: AsyncSession, staff_id: int, *, by: Manager, now: datetime) -> StaffMember:
    """Sessions end; password, links and second factor go.

    Raises NoSuchMember, AccountClosed, OwnAccount, LastAdministrator.
    """
    member = await _held(session, staff_id, by)
    if member.closed_at is not None:
        raise AccountClosed
    if by.member is not None and by.member.id == member.id:
        raise OwnAccount
    if has_role(member, Role.ADMINISTRATOR):
        await _require_replaceable(session, member, by)
    member.closed_at, member.password_hash = now, None
    await session.flush()
    await session.execute(delete(PasswordLink).where(PasswordLink.staff_id == member.id))
    await forget_factor(session, member.id)
    ended = await end_sessions(session, member.id)
    detail: Detail = {"sessions": ended}
    await record(session, "staff.closed", f"staff:{member.id}", actor=by.actor, at=now, detail=detail)
    return member


async def reopen_account(
    session: AsyncSession, staff_id: int, *, by: Manager, new_token: NewToken, now: datetime
) -> str:
    """The same position as before; returns the token of a link. Raises NoSuchMember, NotClosed."""
    member = await _held(session, staff_id, by)
    if member.closed_at is None:
        raise NotClosed
    member.closed_at = None
    token = await fresh_link(session, member, new_token, now)
    await record(session, "staff.reopened", f"staff:{member.id}", actor=by.actor, at=now, detail=described(member))
    return token


async def new_link(session: AsyncSession, staff_id: int, *, by: Manager, new_token: NewToken, now: datetime) -> str:
    """For a forgotten password. Raises NoSuchMember, AccountClosed."""
    member = await _held(session, staff_id, by)
    return await link_for(session, member, by=by.actor, new_token=new_token, now=now)


async def reset_second_factor(session: AsyncSession, staff_id: int, *, by: Manager, now: datetime) -> StaffMember:
    """For a lost phone: sessions end, and whoever needs a second factor sets it up anew at the next sign-in.

    Raises NoSuchMember, NoFactor.
    """
    member = await _held(session, staff_id, by)
    if not await forget_factor(session, member.id):
        raise NoFactor
    await end_sessions(session, member.id)
    await record(session, "staff.second_factor_reset", f"staff:{member.id}", actor=by.actor, at=now)
    return member


async def end_colleagues_session(
    session: AsyncSession, staff_id: int, session_id: int, *, by: Manager, now: datetime
) -> None:
    """One that has ended already is no fault. Raises NoSuchMember."""
    member = await _held(session, staff_id, by)
    if await end_session(session, member.id, session_id):
        await record(session, "staff.session_ended", f"staff:{member.id}", actor=by.actor, at=now)


async def _held(session: AsyncSession, staff_id: int, by: Manager) -> StaffMember:
    await hold_name(session, "staff")
    return await colleague(session, staff_id, seen_by=by)


async def _require_replaceable(session: AsyncSession, member: StaffMember, by: Manager) -> None:
    """Raises OwnAccount, LastAdministrator."""
    if by.member is not None and by.member.id == member.id:
        raise OwnAccount
    others = await session.scalars(
        select(StaffMember).where(
            StaffMember.id != member.id, StaffMember.closed_at.is_(None), StaffMember.password_hash.is_not(None)
        )
    )
    if not any(has_role(other, Role.ADMINISTRATOR) for other in others):
        raise LastAdministrator
