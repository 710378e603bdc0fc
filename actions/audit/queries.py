"""Reading the audit log. The session and its transaction are the caller's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from actions.audit.model import AuditEntry
from actions.clock import local_midnight


@dataclass(frozen=True)
class AuditFilter:
    """What to look for; an empty part leaves nothing out. `day` is China's."""

    actor: str = ""
    action: str = ""
    subject: str = ""
    day: date | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        columns = ((AuditEntry.actor, self.actor), (AuditEntry.action, self.action), (AuditEntry.subject, self.subject))
        found: list[ColumnElement[bool]] = [column == wanted for column, wanted in columns if wanted]
        if self.day is not None:
            found.append(AuditEntry.at >= local_midnight(self.day))
            found.append(AuditEntry.at < local_midnight(self.day + timedelta(days=1)))
        return found


async def audit_entries(session: AsyncSession, wanted: AuditFilter, *, limit: int, offset: int = 0) -> list[AuditEntry]:
    """Newest first; [] when nothing fits."""
    query = select(AuditEntry).where(*wanted.conditions()).order_by(AuditEntry.sequence.desc())
    return list(await session.scalars(query.limit(limit).offset(offset)))


async def count_entries(session: AsyncSession) -> int:
    return int(await session.scalar(select(func.count()).select_from(AuditEntry)) or 0)
