"""Sessions of the desk: a browser's cookie holds the token, the database its hash.

Each step of signing in gives a new token, so one that somebody put into a browser beforehand never becomes a session's.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, and_, bindparam, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from actions.staff.errors import SessionEnded
from actions.staff.model import DeskSession
from actions.staff.tokens import NewToken, token_hash

SESSION_LIFE = timedelta(hours=10)  # one working day
IDLE_LIFE = timedelta(hours=2)
USE_IS_NOTED_EVERY = timedelta(minutes=1)


async def begin_session(
    session: AsyncSession, staff_id: int, *, device: str, new_token: NewToken, now: datetime
) -> tuple[str, DeskSession]:
    """A new session and its token; whatever has run out is dropped."""
    await session.execute(delete(DeskSession).where(~_lives(now)))
    token = new_token()
    begun = DeskSession(
        token_hash=token_hash(token),
        staff_id=staff_id,
        device=device,
        began_at=now,
        used_at=now,
        expires_at=now + SESSION_LIFE,
    )
    session.add(begun)
    await session.flush()
    return token, begun


async def session_of(session: AsyncSession, token: str, now: datetime) -> DeskSession | None:
    """The session with that token; None when it ended or never was."""
    asked = {"token_hash": token_hash(token), "now": now, "idle_since": now - IDLE_LIFE}
    return (await session.scalars(_WITH_TOKEN, asked)).first()


async def note_use(session: AsyncSession, of: DeskSession, now: datetime) -> None:
    """Put the idle end off."""
    await session.execute(update(DeskSession).where(DeskSession.id == of.id).values(used_at=now))


async def renew(
    session: AsyncSession, of: DeskSession, *, new_token: NewToken, second_factor_at: datetime | None
) -> str:
    """The same session under a new token, which the old one no longer opens. Raises SessionEnded."""
    token = new_token()
    renewed = await session.execute(
        update(DeskSession)
        .where(DeskSession.id == of.id, DeskSession.token_hash == of.token_hash)
        .values(token_hash=token_hash(token), second_factor_at=second_factor_at)
    )
    if cast(CursorResult[Any], renewed).rowcount != 1:
        raise SessionEnded
    return token


async def sessions_of(session: AsyncSession, staff_id: int, now: datetime) -> list[DeskSession]:
    """Last used first; [] when the colleague is nowhere signed in."""
    query = select(DeskSession).where(DeskSession.staff_id == staff_id, _lives(now))
    return list(await session.scalars(query.order_by(DeskSession.used_at.desc(), DeskSession.id.desc())))


async def end_session(session: AsyncSession, staff_id: int, session_id: int) -> bool:
    """False when that colleague has no such session any more."""
    ended = await session.execute(
        delete(DeskSession).where(DeskSession.id == session_id, DeskSession.staff_id == staff_id)
    )
    return bool(cast(CursorResult[Any], ended).rowcount)


async def end_sessions(session: AsyncSession, staff_id: int, *, except_id: int | None = None) -> int:
    """Sign a colleague out everywhere, or everywhere but in one session; returns how many ended."""
    query = delete(DeskSession).where(DeskSession.staff_id == staff_id)
    if except_id is not None:
        query = query.where(DeskSession.id != except_id)
    return int(cast(CursorResult[Any], await session.execute(query)).rowcount)


async def sign_out(session: AsyncSession, token: str) -> None:
    """End the session; nothing happens when it has ended already."""
    await session.execute(delete(DeskSession).where(DeskSession.token_hash == token_hash(token)))


def _lives(now: datetime) -> ColumnElement[bool]:
    return and_(DeskSession.expires_at > now, DeskSession.used_at > now - IDLE_LIFE)


# Every page asks this; written once, it takes two thirds of the time.
_WITH_TOKEN = select(DeskSession).where(
    DeskSession.token_hash == bindparam("token_hash"),
    DeskSession.expires_at > bindparam("now"),
    DeskSession.used_at > bindparam("idle_since"),
)
