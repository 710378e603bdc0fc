"""Accounts of the desk: made without a password; a one-time link lets their owner set it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, Select, delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from actions.audit.actor import Actor, staff_actor
from actions.audit.acts import Detail
from actions.audit.log import record
from actions.errors import InvalidField
from actions.reference import Reference
from actions.staff.access import PROVINCE, has_role
from actions.staff.errors import (
    AccountClosed,
    AdministratorExists,
    LacksRole,
    LinkSpent,
    LoginTaken,
    NoSuchMember,
    NotActive,
    WrongLogin,
)
from actions.staff.model import PasswordLink, Role, StaffMember
from actions.staff.sessions import end_sessions
from actions.staff.tokens import NewToken, token_hash
from actions.unions.model import BOUNDING, Organization

LINK_LIFE = timedelta(hours=24)
#: A reviewer for the whole province names its counties one by one.
MOST_AREAS = 120
FIRST_LOGIN, FIRST_NAME = "admin", "管理员"


@dataclass(frozen=True)
class Position:
    """What a colleague works on, for which places (GB/T 2260 codes), and perhaps for which union, in words."""

    roles: frozenset[Role]
    areas: tuple[str, ...] = (PROVINCE,)
    organization: str | None = None
    union: str | None = None  # code of the one they review for, and for no other


async def add_member(
    session: AsyncSession,
    *,
    login: str,
    name: str,
    position: Position,
    by: Actor,
    new_token: NewToken,
    now: datetime,
) -> str:
    """Make an account; returns the token of its password link. Raises LoginTaken, InvalidField."""
    member = StaffMember(
        login=login,
        name=name,
        roles=sorted(position.roles),
        areas=sorted(set(position.areas)),
        organization=position.organization,
        organization_id=await union_of(session, position),
        created_at=now,
    )
    try:
        async with session.begin_nested():
            session.add(member)
            await session.flush()
    except IntegrityError as error:
        raise LoginTaken from error
    token = await fresh_link(session, member, new_token, now)
    await record(session, "staff.added", f"staff:{member.id}", actor=by, at=now, detail=described(member))
    return token


async def union_of(session: AsyncSession, position: Position) -> int | None:
    """The id of the union somebody shall review for; None for none. Raises InvalidField.

    Counties are reviewed for by area. The union lies in the area, so that nobody gives what they do not have.
    """
    if position.union is None:
        return None
    if Role.REVIEWER not in position.roles:
        raise InvalidField("union", "只有入会审核员才填负责的工会，请清空或加上这个岗位。")
    found = (await session.scalars(select(Organization).where(Organization.code == position.union))).first()
    if found is None or found.kind not in BOUNDING or found.closed_at is not None:
        raise InvalidField("union", "没有这个编号的乡镇街道、行业或企业工会。县区的审核员只选负责地区就行。")
    if not any(area in (PROVINCE, f"{found.region[:4]}00", found.region) for area in position.areas):
        raise InvalidField("union", "这家工会不在负责地区里，请把它所在的地区也选上。")
    return found.id


async def union_code(session: AsyncSession, member: StaffMember) -> str | None:
    """The code of the union a colleague reviews for; None for none."""
    if member.organization_id is None:
        return None
    return (await session.get_one(Organization, member.organization_id)).code


def require_known_areas(areas: Collection[str], reference: Reference) -> None:
    """Raises InvalidField."""
    for area in areas:
        if area != PROVINCE and area not in reference.regions:
            raise InvalidField("areas", f"没有代码是 {area} 的地区。")


def described(member: StaffMember) -> Detail:
    """What the audit log keeps of a position."""
    union: Detail = {"union": [str(member.organization_id)]} if member.organization_id is not None else {}
    return {"roles": list(member.roles), "areas": list(member.areas), **union}


async def first_administrator_link(session: AsyncSession, *, by: Actor, new_token: NewToken, now: datetime) -> str:
    """A link for the first administrator, as long as none has a password. Raises AdministratorExists.

    Each call makes a new link and ends the one before.
    """
    everybody = await session.scalars(select(StaffMember).order_by(StaffMember.id))
    known = [one for one in everybody if has_role(one, Role.ADMINISTRATOR) and one.closed_at is None]
    if any(member.password_hash is not None for member in known):
        raise AdministratorExists
    if known:
        member = known[0]
    else:
        member = StaffMember(
            login=FIRST_LOGIN, name=FIRST_NAME, roles=[Role.ADMINISTRATOR], areas=[PROVINCE], created_at=now
        )
        session.add(member)
        await session.flush()
    token = await fresh_link(session, member, new_token, now)
    await record(session, "staff.link_made", f"staff:{member.id}", actor=by, at=now)
    return token


async def replacement_link(session: AsyncSession, login: str, *, by: Actor, new_token: NewToken, now: datetime) -> str:
    """A link for somebody who forgot their password, which holds until the link is used.

    Raises NoSuchMember, AccountClosed.
    """
    return await link_for(session, await member_called(session, login), by=by, new_token=new_token, now=now)


async def link_for(session: AsyncSession, member: StaffMember, *, by: Actor, new_token: NewToken, now: datetime) -> str:
    """The same for a colleague at hand. Raises AccountClosed."""
    if member.closed_at is not None:
        raise AccountClosed
    token = await fresh_link(session, member, new_token, now)
    await record(session, "staff.link_made", f"staff:{member.id}", actor=by, at=now)
    return token


async def member_called(session: AsyncSession, login: str) -> StaffMember:
    """Raises NoSuchMember."""
    member = (await session.scalars(select(StaffMember).where(StaffMember.login == login))).first()
    if member is None:
        raise NoSuchMember
    return member


async def acting_member(session: AsyncSession, login: str, *roles: Role) -> StaffMember:
    """The colleague with that login, who has set a password and has one of these roles.

    Raises NoSuchMember, AccountClosed, NotActive, LacksRole.
    """
    member = await member_called(session, login)
    if member.closed_at is not None:
        raise AccountClosed
    if member.password_hash is None:
        raise NotActive
    if not has_role(member, *roles):
        raise LacksRole(*roles)
    return member


async def usable_link(session: AsyncSession, token: str, now: datetime) -> PasswordLink:
    """The link behind a token. Raises LinkSpent."""
    return _usable((await session.scalars(_with_token(token))).first(), now)


async def set_password(session: AsyncSession, token: str, password_hash: str, now: datetime) -> StaffMember:
    """Use the link up; sessions from before end. Raises LinkSpent."""
    held = _with_token(token).with_for_update(of=PasswordLink)
    link = _usable((await session.scalars(held)).first(), now)
    link.used_at = now
    link.member.password_hash = password_hash
    await end_sessions(session, link.staff_id)
    await session.flush()
    actor = staff_actor(link.staff_id, link.member.name)
    await record(session, "staff.password_set", f"staff:{link.staff_id}", actor=actor, at=now)
    return link.member


async def change_password(session: AsyncSession, member: StaffMember, password_hash: str) -> None:
    """Replace the password that was just given. Raises WrongLogin when it was changed or taken away meanwhile."""
    changed = await session.execute(
        update(StaffMember)
        .where(StaffMember.id == member.id, StaffMember.password_hash == member.password_hash)
        .values(password_hash=password_hash)
    )
    if cast(CursorResult[Any], changed).rowcount != 1:
        raise WrongLogin("密码不对。")


async def fresh_link(session: AsyncSession, member: StaffMember, new_token: NewToken, now: datetime) -> str:
    """The token of a link, ending any before; what it was made for is the caller's to record."""
    await session.execute(delete(PasswordLink).where(PasswordLink.staff_id == member.id))
    token = new_token()
    session.add(PasswordLink(token_hash=token_hash(token), staff_id=member.id, expires_at=now + LINK_LIFE))
    await session.flush()
    return token


def _with_token(token: str) -> Select[PasswordLink]:
    return select(PasswordLink).where(PasswordLink.token_hash == token_hash(token))


def _usable(link: PasswordLink | None, now: datetime) -> PasswordLink:
    if link is None or link.used_at is not None or link.expires_at <= now:
        raise LinkSpent
    return link
