"""Counted tries: look-ups, sign-ins. The subject is a keyed hash, never the value itself."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from typing import Any

from sqlalchemy import String, delete
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.sql.dml import ReturningInsert

from actions.database import Base, engine_of, insert_on, table_of


class Attempt(Base):
    """How often something was tried within one window of time."""

    __tablename__ = "attempts"

    kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    subject_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    window: Mapped[str] = mapped_column(String(32), primary_key=True, comment="A day, or the start of a quarter hour")
    tries: Mapped[int]


async def count_try(session: AsyncSession, kind: str, subject_hash: str, window: str) -> int:
    """Count one more try and tell how many that makes; holds the row until the transaction ends."""
    values = {"kind": kind, "subject_hash": subject_hash, "window": window, "tries": 1}
    return int((await session.execute(_one_more(engine_of(session)), values)).scalar_one())


@cache
def _one_more(engine: str) -> ReturningInsert[Any]:
    table = table_of(Attempt)
    return (
        insert_on(engine, table)
        .on_conflict_do_update(index_elements=["kind", "subject_hash", "window"], set_={"tries": table.c.tries + 1})
        .returning(table.c.tries)
    )


async def forget_tries(session: AsyncSession, kinds: Collection[str], *, before: str) -> None:
    """Drop counts of windows that began before."""
    await session.execute(delete(Attempt).where(Attempt.kind.in_(kinds), Attempt.window < before))
