"""Which entries are a colleague's to work on, as conditions on their rows."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Integer, cast, exists, func, literal, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from actions.database import engine_of
from actions.faq.model import FaqEntry
from actions.faq.scope import Scope
from actions.staff.access import PROVINCE, covers_all
from actions.staff.model import StaffMember


async def scopes(session: AsyncSession) -> list[Scope]:
    """Every scope some answer has, once; there are no more than areas and trades staff have told apart."""
    keys = await session.scalars(select(FaqEntry.scope).distinct().order_by(FaqEntry.scope))
    return [Scope.parse(key) for key in keys]


async def covered(session: AsyncSession, member: StaffMember) -> ColumnElement[bool]:
    """`covers_all` as a condition on `FaqEntry`."""
    if PROVINCE in member.areas:
        return true()
    mine = [scope.key for scope in await scopes(session) if covers_all(member, scope.areas)]
    return FaqEntry.scope.in_(mine)


def wrote(session: AsyncSession, member: StaffMember, writers: Any) -> ColumnElement[bool]:
    """Whether the colleague is in a column of writers."""
    each = func.json_each(writers) if engine_of(session) == "sqlite" else func.json_array_elements_text(writers)
    ids = each.table_valued("value")
    return exists(select(literal(1)).select_from(ids).where(cast(ids.c.value, Integer) == member.id))
