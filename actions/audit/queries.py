"""Reading the audit log. The session and its transaction are the caller's."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Select, select
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


def subjects_of(actions: Collection[str], since: datetime) -> Select[str]:
    """What these acts were done to since then, as a part of another query."""
    return select(AuditEntry.subject).where(AuditEntry.action.in_(actions), AuditEntry.at >= since)


@dataclass(frozen=True)
class Verification:
    """When the log was looked at, where it was broken or cut off (0: nowhere), and against how many heads."""

    at: datetime
    broken_at: int
    heads: int


async def last_verification(session: AsyncSession) -> Verification | None:
    """None when nobody has ever looked."""
    for last in await audit_entries(session, AuditFilter(action="audit.verified"), limit=1):
        detail = json.loads(last.detail)
        return Verification(last.at, int(detail["broken_at"]), int(detail.get("heads", 0)))
    return None
