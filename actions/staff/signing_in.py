"""Signing in at the desk: the password, then the second factor where there is one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from actions.audit.actor import Actor, staff_actor
from actions.audit.acts import AuditAct, Detail
from actions.audit.log import record
from actions.database import Database
from actions.staff.errors import CodeUsed, SigningInTooFast, TooManyCodes, TooManySignIns, WrongCode, WrongLogin
from actions.staff.limits import CODES, OF_ACCOUNT, OF_ADDRESS, forget_old_tries, refused_until
from actions.staff.model import DeskSession, StaffMember
from actions.staff.passwords import Passwords
from actions.staff.second_factor import set_up, use_code
from actions.staff.sessions import begin_session, renew
from actions.staff.tokens import NewToken
from actions.vault import Vault


@dataclass(frozen=True)
class Visitor:
    """Where somebody signs in from: the address counts tries and is not kept; the device is, in words."""

    address: str
    device: str


@dataclass(frozen=True)
class Doorkeeper:
    """What signing in works with."""

    database: Database
    passwords: Passwords
    vault: Vault
    new_token: NewToken


async def sign_in(login: str, password: str, *, visitor: Visitor, door: Doorkeeper, now: datetime) -> str:
    """The token of a new session, which may still await its second factor.

    The try is counted before the password is looked at; hashing runs while no transaction is open. Raises WrongLogin
    (also for a closed account), TooManySignIns, SigningInTooFast.
    """
    login = login.strip().lower()
    await _count_sign_in(login, visitor.address, door, now)
    async with door.database.read() as session:
        member = await _member(session, login)
    if not await door.passwords.matches(member.password_hash if member else None, password) or member is None:
        raise WrongLogin
    async with door.database.write() as session:
        await forget_old_tries(session, now)
        if not await _still_has(session, member):
            raise WrongLogin
        token, begun = await begin_session(session, member.id, device=visitor.device, new_token=door.new_token, now=now)
        await session.refresh(begun, ["member"])
        act: AuditAct = "staff.signed_in" if begun.awaits is None else "staff.password_accepted"
        await record(session, act, f"staff:{member.id}", actor=actor_of(member), at=now)
        await session.commit()
    return token


async def confirm(entrant: DeskSession, code: str, *, door: Doorkeeper, now: datetime) -> str:
    """Finish signing in with a code of the app or a recovery code; the session's new token.

    Raises TooManyCodes, WrongCode, CodeUsed, SessionEnded.
    """
    member = entrant.member
    await count_code(member, door, now)
    async with door.database.write() as session:
        try:
            kind = await use_code(session, member, code, vault=door.vault, now=now)
        except (WrongCode, CodeUsed):
            await record(session, "staff.code_refused", f"staff:{member.id}", actor=actor_of(member), at=now)
            await session.commit()
            raise
        token = await renew(session, entrant, new_token=door.new_token, second_factor_at=now)
        detail: Detail = {"second_factor": kind}
        await record(session, "staff.signed_in", f"staff:{member.id}", actor=actor_of(member), at=now, detail=detail)
        await session.commit()
    return token


async def set_up_second_factor(
    entrant: DeskSession, *, box: str, code: str, door: Doorkeeper, now: datetime
) -> tuple[str, list[str]]:
    """The session's new token, and the recovery codes to show once.

    Raises TooManyCodes, OfferSpent, WrongCode, FactorExists, SessionEnded.
    """
    member = entrant.member
    await count_code(member, door, now)
    async with door.database.write() as session:
        codes = await set_up(session, member, box=box, code=code, vault=door.vault, new_token=door.new_token, now=now)
        token = await renew(session, entrant, new_token=door.new_token, second_factor_at=now)
        await record(session, "staff.second_factor_set_up", f"staff:{member.id}", actor=actor_of(member), at=now)
        await session.commit()
    return token, codes


async def count_code(member: StaffMember, door: Doorkeeper, now: datetime) -> None:
    """Raises TooManyCodes."""
    async with door.database.write() as session:
        until = await refused_until(session, CODES, door.vault.fingerprint("login", member.login), now)
        await session.commit()
    if until is not None:
        raise TooManyCodes(until)


async def require_password(member: StaffMember, password: str, *, door: Doorkeeper, now: datetime) -> None:
    """Before an act that a borrowed, unlocked screen must not be enough for. Raises TooManySignIns, WrongLogin."""
    async with door.database.write() as session:
        until = await refused_until(session, OF_ACCOUNT, door.vault.fingerprint("login", member.login), now)
        await session.commit()
    if until is not None:
        raise TooManySignIns(until)
    if not await door.passwords.matches(member.password_hash, password):
        raise WrongLogin("密码不对。", field="current")


def actor_of(member: StaffMember) -> Actor:
    return staff_actor(member.id, member.name)


async def _count_sign_in(login: str, address: str, door: Doorkeeper, now: datetime) -> None:
    of_login = None
    async with door.database.write() as session:
        from_here = await refused_until(session, OF_ADDRESS, door.vault.fingerprint("address", address), now)
        if from_here is None:  # else whoever floods us would lock every colleague out
            of_login = await refused_until(session, OF_ACCOUNT, door.vault.fingerprint("login", login), now)
        await session.commit()
    if from_here is not None:
        raise SigningInTooFast((from_here - now).seconds + 1)
    if of_login is not None:
        raise TooManySignIns(of_login)


async def _still_has(session: AsyncSession, member: StaffMember) -> bool:
    """Whether the password that was right is the account's still: closing it or a new link ends it."""
    query = select(StaffMember.password_hash).where(StaffMember.id == member.id, StaffMember.closed_at.is_(None))
    return member.password_hash is not None and await session.scalar(query) == member.password_hash


async def _member(session: AsyncSession, login: str) -> StaffMember | None:
    if "\0" in login:
        return None  # PostgreSQL has no such text to compare with
    return (await session.scalars(select(StaffMember).where(StaffMember.login == login))).first()
