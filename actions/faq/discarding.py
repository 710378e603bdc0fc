"""Discarding what is left of a list that was drafted: in one act, for whoever imported it or an approver."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from actions.audit.actor import staff_actor
from actions.audit.acts import Detail
from actions.audit.log import record
from actions.database import table_of
from actions.errors import InvalidField
from actions.faq.covering import covered
from actions.faq.errors import NothingLeft
from actions.faq.feed import hold_faq
from actions.faq.model import FaqEntry, FaqImport, FaqRevision
from actions.faq.states import Act, State, after
from actions.staff.access import has_role
from actions.staff.model import Role, StaffMember

#: Rows one statement changes; on SQLite it holds everybody up.
_PIECE = 250
#: For how long whose list was discarded reads by whom, and why.
DISCARDED_IS_SHOWN_FOR = timedelta(days=7)


@dataclass(frozen=True)
class Untouched:
    """An import with drafts that are as it wrote them: nobody has changed or submitted them since."""

    id: int
    by: str  # as colleagues know them
    at: datetime
    drafts: int  # it wrote
    left: int


async def untouched_imports(session: AsyncSession, member: StaffMember) -> list[Untouched]:
    """Those the colleague may discard the rest of, the latest first; the drafts counted are theirs to discard."""
    query = (
        select(FaqImport.id, func.count(FaqRevision.id).label("left"))
        .join(FaqRevision, FaqRevision.import_id == FaqImport.id)
        .join(FaqEntry, FaqEntry.id == FaqRevision.entry_id)
        .where(FaqRevision.state == State.DRAFT, *await _theirs(session, member))
        .group_by(FaqImport.id)
    )
    counted = {row.id: row.left for row in await session.execute(query)}
    imports = await session.scalars(select(FaqImport).where(FaqImport.id.in_(counted)).order_by(FaqImport.id.desc()))
    return [Untouched(one.id, one.staff.name, one.at, one.drafts, counted[one.id]) for one in imports]


@dataclass(frozen=True)
class Discarded:
    """What somebody discarded of an import, in one act."""

    of: str  # whose import it was, as colleagues know them
    imported_at: datetime
    by: str
    at: datetime
    reason: str
    drafts: int


async def discarded_lately(session: AsyncSession, member: StaffMember, now: datetime) -> list[Discarded]:
    """Of the colleague's own imports, for an approver of anybody's in their area; the latest first."""
    importer, discarder = aliased(StaffMember), aliased(StaffMember)
    act = (importer.name, FaqImport.at, discarder.name, FaqRevision.retired_at, FaqRevision.reason)
    query = (
        select(*act, func.count(FaqRevision.id))
        .join_from(FaqRevision, FaqImport, FaqImport.id == FaqRevision.import_id)
        .join(FaqEntry, FaqEntry.id == FaqRevision.entry_id)
        .join(importer, importer.id == FaqImport.staff_id)
        .join(discarder, discarder.id == FaqRevision.retired_by_id)
        .where(
            FaqRevision.state == State.RETIRED,
            FaqRevision.submitted_at.is_(None),
            FaqRevision.retired_at >= now - DISCARDED_IS_SHOWN_FOR,
            *await _theirs(session, member),
        )
        .group_by(FaqImport.id, *act)
        .order_by(FaqRevision.retired_at.desc())
    )
    return [
        Discarded(of, imported_at, by, at, reason or "", drafts)
        for of, imported_at, by, at, reason, drafts in await session.execute(query)
        if at is not None
    ]


async def discard_import(number: str, *, reason: str, by: StaffMember, session: AsyncSession, now: datetime) -> int:
    """Drop what is left of it; how many drafts that were. One entry of the audit log tells of all.

    Raises InvalidField, NothingLeft: others were faster, or it is nobody's to discard.
    """
    if not reason.strip():
        raise InvalidField("reason", "请写明为什么丢弃。")
    if not (number.isascii() and number.isdecimal() and len(number) < 10):
        raise NothingLeft
    await hold_faq(session)
    query = (
        select(FaqRevision.id)
        .join_from(FaqRevision, FaqEntry)
        .join(FaqImport, FaqImport.id == FaqRevision.import_id)
        .where(FaqImport.id == int(number), FaqRevision.state == State.DRAFT, *await _theirs(session, by))
        .order_by(FaqRevision.id)
    )
    ids = list(await session.scalars(query))
    if not ids:
        raise NothingLeft
    table = table_of(FaqRevision)
    end = {
        "state": after(State.DRAFT, Act.REJECT, revision=""),
        "reason": reason.strip(),
        "retired_by_id": by.id,
        "retired_at": now,
    }
    for start in range(0, len(ids), _PIECE):
        await session.execute(update(table).where(table.c.id.in_(ids[start : start + _PIECE])).values(end))
        await asyncio.sleep(0)  # others are answered meanwhile
    actor = staff_actor(by.id, by.name)
    detail: Detail = {"import": int(number), "drafts": len(ids)}
    await record(session, "faq.import_discarded", "faq", actor=actor, at=now, detail=detail)
    return len(ids)


async def _theirs(session: AsyncSession, member: StaffMember) -> list[ColumnElement[bool]]:
    """Revisions as an import wrote them, in the colleague's area, of an import that is theirs to discard."""
    conditions = [await covered(session, member)]
    if not has_role(member, Role.FAQ_APPROVER):
        conditions.append(FaqImport.staff_id == member.id)
    return conditions
