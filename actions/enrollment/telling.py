"""Telling the worker of a change, and the audit log: never how many days anything takes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from actions.audit.actor import Actor
from actions.audit.acts import AuditAct, Detail
from actions.audit.log import record
from actions.deliveries.outbox import put
from actions.enrollment.model import Enrollment
from actions.enrollment.steps import note_step
from actions.vault import Vault


async def tell(
    enrollment: Enrollment,
    event: AuditAct,
    *,
    by: Actor,
    session: AsyncSession,
    vault: Vault,
    now: datetime,
    union: str | None = None,
    facts: Mapping[str, Any] | None = None,
    detail: Detail | None = None,
) -> None:
    """News for the chat it came from (if still there), a step, and a line in the log, in the caller's transaction.

    `union` is who has it now, its own when left out; `facts` go to the worker, `detail` (nothing personal) to the log.
    """
    await session.flush()
    await note_step(session, enrollment, event.partition(".")[2], at=now, vault=vault, union=union, facts=facts)
    data = {
        "number": enrollment.number,
        "kind": enrollment.kind,
        "union": {"name": union or enrollment.organization.name},
        **(facts or {}),
    }
    if enrollment.conversation is not None:
        await put(session, vault, conversation=enrollment.conversation, kind=event, data=data, at=now)
    await record(session, event, enrollment.number, actor=by, at=now, detail=dict(detail or {}))
