"""A list between its report and its reader's yes: exactly what was checked is drafted, and only once."""

from __future__ import annotations

import asyncio
import base64
import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, delete
from sqlalchemy.ext.asyncio import AsyncSession

from actions.faq.errors import ListGone
from actions.faq.model import FaqList
from actions.faq.rows import ImportRow
from actions.staff.model import StaffMember


@dataclass(frozen=True)
class KeptList:
    rows: Sequence[ImportRow]
    basis: str


async def packed(rows: Sequence[Mapping[str, str]]) -> str:
    """Import rows as `keep_list` takes them; 5,000 long ones come to some megabytes."""
    return await asyncio.to_thread(_packed, rows)


async def keep_list(
    session: AsyncSession, rows: str, *, by: StaffMember, token: str, basis: str, now: datetime
) -> None:
    """In place of the colleague's last one."""
    await session.merge(FaqList(staff_id=by.id, token=token, rows=rows, basis=basis, checked_at=now))
    await session.flush()


async def kept_list(session: AsyncSession, *, by: StaffMember, token: str) -> KeptList:
    """Raises ListGone."""
    kept = await session.get(FaqList, by.id)
    if kept is None or kept.token != token:
        raise ListGone
    return KeptList(await asyncio.to_thread(_unpacked, kept.rows), kept.basis)


async def take_list(session: AsyncSession, *, by: StaffMember, token: str) -> None:
    """Whoever does this drafts the list, in the same unit of work. Raises ListGone when somebody else has."""
    gone = delete(FaqList).where(FaqList.staff_id == by.id, FaqList.token == token)
    if cast(CursorResult[Any], await session.execute(gone)).rowcount != 1:
        raise ListGone


def _packed(rows: Sequence[Mapping[str, str]]) -> str:
    """As text: in this room every binary column holds boxes, which are encrypted anew with a new key."""
    return base64.b64encode(zlib.compress(json.dumps(rows, ensure_ascii=False).encode())).decode()


def _unpacked(rows: str) -> list[ImportRow]:
    return [ImportRow.model_validate(row) for row in json.loads(zlib.decompress(base64.b64decode(rows)))]
