"""Accounts of the desk: made without a password; a one-time link lets their owner set it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from actions.audit.actor import Actor, staff_actor
from actions.audit.log import record
from actions.errors import InvalidField
from actions.reference import Reference
from actions.staff.access import PROVINCE, has_role
from actions.staff.errors import AdministratorExists, LacksRole, LinkSpent, LoginTaken, NoSuchMember, NotActive
from actions.staff.model import DeskSession, PasswordLink, Role, StaffMember

NewToken = Callable[[], str]

LINK_LIFE = timedelta(hours=24)
MOST_AREAS = 20
FIRST_LOGIN, FIRST_NAME = "admin", "管理员"


def token_hash(token: str) -> str:
    """Tokens are 256 random bits, so a plain hash hides them well enough."""
    return sha256(token.encode()).hexdigest()


@dataclass(frozen=True)
class Position:
    """What a colleague works on, for which places (GB/T 2260 codes), and perhaps for which union, in words."""

    roles: frozenset[Role]
    areas: tuple[str, ...] = (PROVINCE,)
    organization: str | None = None


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
    """Make an account; returns the token of its password link. Raises LoginTaken."""
    member = StaffMember(
        login=login,
        name=name,
        roles=sorted(position.roles),
        areas=sorted(set(position.areas)),
        organization=position.organization,
        created_at=now,
    )
    try:
        async with session.begin_nested():
            session.add(member)
            await session.flush()
    except IntegrityError as error:
        raise LoginTaken from error
    token = await _fresh_link(session, member, new_token, now)
    await record(session, "staff.added", f"staff:{member.id}", actor=by, at=now, detail=described(member))
    return token


def require_known_areas(areas: Collection[str], reference: Reference) -> None:
    """Raises InvalidField."""
    for area in areas:
        if area != PROVINCE and area not in reference.regions:
            raise InvalidField("areas", f"没有代码是 {area} 的地区。")


def described(member: StaffMember) -> dict[str, list[str]]:
    """What the audit log keeps of a position."""
    return {"roles": list(member.roles), "areas": list(member.areas)}


async def first_administrator_link(session: AsyncSession, *, by: Actor, new_token: NewToken, now: datetime) -> str:
    """A link for the first administrator, as long as none has a password. Raises AdministratorExists.

    Each call makes a new link and ends the one before.
    """
    everybody = await session.scalars(select(StaffMember).order_by(StaffMember.id))
    known = [member for member in everybody if has_role(member, Role.ADMINISTRATOR)]
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
    token = await _fresh_link(session, member, new_token, now)
    await record(session, "staff.link_made", f"staff:{member.id}", actor=by, at=now)
    return token


async def replacement_link(session: AsyncSession, login: str, *, by: Actor, new_token: NewToken, now: datetime) -> str:
    """A link for somebody who forgot their password, which holds until the link is used. Raises NoSuchMember."""
    member = (await session.scalars(select(StaffMember).where(StaffMember.login == login))).first()
    if member is None:
        raise NoSuchMember
    token = await _fresh_link(session, member, new_token, now)
    await record(session, "staff.link_made", f"staff:{member.id}", actor=by, at=now)
    return token


async def acting_member(session: AsyncSession, login: str, *roles: Role) -> StaffMember:
    """The colleague with that login, who has set a password and has one of these roles.

    Raises NoSuchMember, NotActive, LacksRole.
    """
    member = (await session.scalars(select(StaffMember).where(StaffMember.login == login))).first()
    if member is None:
        raise NoSuchMember
    if member.password_hash is None:
        raise NotActive
    if not has_role(member, *roles):
        raise LacksRole(*roles)
    return member


async def usable_link(session: AsyncSession, token: str, now: datetime) -> PasswordLink:
    """The link behind a token, held until the transaction ends. Raises LinkSpent."""
    query = select(PasswordLink).where(PasswordLink.token_hash == token_hash(token)).with_for_update(of=PasswordLink)
    link = (await session.scalars(query)).first()
    if link is None or link.used_at is not None or link.expires_at <= now:
        raise LinkSpent
    return link


async def set_password(session: AsyncSession, token: str, password_hash: str, now: datetime) -> StaffMember:
    """Use the link up; sessions from before end. Raises LinkSpent."""
    link = await usable_link(session, token, now)
    link.used_at = now
    link.member.password_hash = password_hash
    await session.execute(delete(DeskSession).where(DeskSession.staff_id == link.staff_id))
    await session.flush()
    actor = staff_actor(link.staff_id, link.member.name)
    await record(session, "staff.password_set", f"staff:{link.staff_id}", actor=actor, at=now)
    return link.member


async def _fresh_link(session: AsyncSession, member: StaffMember, new_token: NewToken, now: datetime) -> str:
    await session.execute(delete(PasswordLink).where(PasswordLink.staff_id == member.id))
    token = new_token()
    session.add(PasswordLink(token_hash=token_hash(token), staff_id=member.id, expires_at=now + LINK_LIFE))
    await session.flush()
    return token
