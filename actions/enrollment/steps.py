"""What an application went through, as its worker may read it: what happened, when, at which union, and why.

A step is written in the transaction of the act it tells of. Who acted stands in the audit log, not here.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from actions.database import table_of
from actions.enrollment.model import Enrollment, EnrollmentStep
from actions.vault import Vault

#: Of the facts of a piece of news, what a step keeps.
_KEPT = ("returned_fields", "reasons", "cause", "reason", "membership", "fields")


async def note_step(
    session: AsyncSession,
    enrollment: Enrollment,
    event: str,
    *,
    at: datetime,
    vault: Vault,
    union: str | None = None,
    facts: Mapping[str, Any] | None = None,
) -> None:
    """Write one step; `event` is the act without its "enrollment.", `union` its own when left out."""
    kept = {name: facts[name] for name in _KEPT if facts and facts.get(name)}
    step = {
        "enrollment_id": enrollment.id,
        "event": event,
        "at": at,
        "union_name": union or enrollment.organization.name,
        "facts_box": vault.encrypt(json.dumps(kept, ensure_ascii=False)) if kept else None,
    }
    await session.execute(_NOTE, step)


_NOTE = insert(table_of(EnrollmentStep))


async def steps_of(session: AsyncSession, found: Collection[Enrollment], vault: Vault) -> dict[int, list[Any]]:
    """The steps of each, oldest first, as JSON by the application's id; [] for one filed before steps were kept."""
    steps: dict[int, list[Any]] = {enrollment.id: [] for enrollment in found}
    for step in await session.execute(_STEPS, {"ids": list(steps)}):
        facts = json.loads(vault.decrypt(step.facts_box)) if step.facts_box is not None else {}
        told = {"event": step.event, "at": step.at.isoformat(), "union": {"name": step.union_name}}
        steps[step.enrollment_id].append({**told, **facts})
    return steps


_STEPS = (
    select(
        EnrollmentStep.enrollment_id,
        EnrollmentStep.event,
        EnrollmentStep.at,
        EnrollmentStep.union_name,
        EnrollmentStep.facts_box,
    )
    .where(EnrollmentStep.enrollment_id.in_(bindparam("ids", expanding=True)))
    .order_by(EnrollmentStep.id)
)


async def forget_facts(session: AsyncSession, ids: Collection[int]) -> None:
    """Erase what people wrote; what happened when stays."""
    await session.execute(update(EnrollmentStep).where(EnrollmentStep.enrollment_id.in_(ids)).values(facts_box=None))
