"""Signing in and out of the desk. Sessions live in the database as hashes of their tokens."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from actions.attempts import count_try, forget_tries
from actions.audit.actor import staff_actor
from actions.audit.log import record
from actions.database import Database
from actions.staff.accounts import NewToken, token_hash
from actions.staff.errors import SigningInTooFast, TooManySignIns, WrongLogin
from actions.staff.model import DeskSession, StaffMember
from actions.staff.passwords import Passwords
from actions.vault import Vault

SESSION_LIFE = timedelta(hours=10)  # one working day
TRIES_PER_QUARTER_HOUR = 5  # for one login, from wherever
TRIES_PER_20_SECONDS = 5  # from one network address, for whatever login


async def sign_in(
    login: str,
    password: str,
    *,
    address: str,
    database: Database,
    passwords: Passwords,
    vault: Vault,
    new_token: NewToken,
    now: datetime,
) -> str:
    """The token of a new session. Raises WrongLogin, TooManySignIns, SigningInTooFast.

    The try is counted before the password is looked at; hashing runs while no transaction is open. `address` is the
    caller's on the network; behind a proxy all staff share the proxy's.
    """
    login = login.strip().lower()
    await _count(login, address, database, vault, now)
    async with database.read() as session:
        member = await _member(session, login)
    if not await passwords.matches(member.password_hash if member else None, password) or member is None:
        raise WrongLogin
    token = new_token()
    async with database.write() as session:
        await session.execute(delete(DeskSession).where(DeskSession.expires_at <= now))
        await forget_tries(session, ("sign_in", "sign_in_address"), before=_window(now - timedelta(days=1), minutes=15))
        session.add(DeskSession(token_hash=token_hash(token), staff_id=member.id, expires_at=now + SESSION_LIFE))
        actor = staff_actor(member.id, member.name)
        await record(session, "staff.signed_in", f"staff:{member.id}", actor=actor, at=now)
        await session.commit()
    return token


async def signed_in_member(session: AsyncSession, token: str, now: datetime) -> StaffMember | None:
    """Whose session that is; None when it ended or never was."""
    query = select(DeskSession).where(DeskSession.token_hash == token_hash(token), DeskSession.expires_at > now)
    found = (await session.scalars(query)).first()
    return found.member if found is not None else None


async def sign_out(session: AsyncSession, token: str) -> None:
    """End the session; nothing happens when it has ended already."""
    await session.execute(delete(DeskSession).where(DeskSession.token_hash == token_hash(token)))


async def _count(login: str, address: str, database: Database, vault: Vault, now: datetime) -> None:
    of_login = 0
    async with database.write() as session:
        here = vault.fingerprint("address", address)
        from_here = await count_try(session, "sign_in_address", here, _window(now, seconds=20))
        if from_here <= TRIES_PER_20_SECONDS:  # else whoever floods us would lock every colleague out
            whose = vault.fingerprint("login", login)
            of_login = await count_try(session, "sign_in", whose, _window(now, minutes=15))
        await session.commit()
    if from_here > TRIES_PER_20_SECONDS:
        raise SigningInTooFast
    if of_login > TRIES_PER_QUARTER_HOUR:
        raise TooManySignIns


def _window(now: datetime, *, minutes: int = 1, seconds: int = 60) -> str:
    """When the window of that length began; its texts sort as the times do."""
    second = now.second // seconds * seconds
    began = now.replace(minute=now.minute // minutes * minutes, second=second, microsecond=0)
    return began.isoformat(timespec="seconds")


async def _member(session: AsyncSession, login: str) -> StaffMember | None:
    if "\0" in login:
        return None  # PostgreSQL has no such text to compare with
    return (await session.scalars(select(StaffMember).where(StaffMember.login == login))).first()
