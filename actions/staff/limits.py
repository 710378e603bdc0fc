"""How often somebody may try to sign in, counted in windows of fixed length. Subjects are keyed hashes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from actions.attempts import count_try, forget_tries


@dataclass(frozen=True)
class Limit:
    kind: str
    most: int
    seconds: int  # length of the window


OF_ADDRESS = Limit("sign_in_address", most=5, seconds=20)  # from one network address, for whatever account
OF_ACCOUNT = Limit("sign_in", most=20, seconds=300)  # for one account, from wherever; passwords
CODES = Limit("second_factor", most=5, seconds=900)  # for one account; a guess is right three times in a million


async def refused_until(session: AsyncSession, limit: Limit, subject_hash: str, now: datetime) -> datetime | None:
    """Count one more try; the end of the window when that is too many, None while it is not."""
    began = _window(limit, now)
    tries = await count_try(session, limit.kind, subject_hash, _text(began))
    return began + timedelta(seconds=limit.seconds) if tries > limit.most else None


async def forget_old_tries(session: AsyncSession, now: datetime) -> None:
    """Drop what was counted before yesterday."""
    kinds = [limit.kind for limit in (OF_ADDRESS, OF_ACCOUNT, CODES)]
    await forget_tries(session, kinds, before=_text(now.replace(microsecond=0) - timedelta(days=1)))


def _window(limit: Limit, now: datetime) -> datetime:
    """When the window began that `now` lies in."""
    second = int(now.timestamp())
    return datetime.fromtimestamp(second - second % limit.seconds, UTC)


def _text(instant: datetime) -> str:
    """Texts of instants in UTC sort as the instants do."""
    return instant.isoformat(timespec="seconds")
