"""Taking in a whole list of organizations, or none of it. Its code decides whether one is new or brought up to date."""

from __future__ import annotations

import asyncio
from datetime import datetime

from pydantic import Field
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from actions.audit.actor import Actor
from actions.audit.acts import Detail
from actions.audit.log import record
from actions.database import hold_name, insert_into
from actions.enrollment.limits import move_due_times
from actions.list_report import Report
from actions.reference import Reference
from actions.unions.checking import Checked, ImportRow, check_rows
from actions.unions.model import Organization
from actions.unions.queries import all_organizations
from actions.web import Body

_NEW = -1  # no union's limit: a new county's union may take over second steps


class ImportBody(Body):
    dry_run: bool
    rows: list[ImportRow] = Field(min_length=1, max_length=50_000)


async def import_unions(
    session: AsyncSession, body: ImportBody, *, reference: Reference, actor: Actor, at: datetime
) -> Report:
    """Check all rows; write them when none has a problem and it is no dry run. A sample taken over becomes real.

    A changed limit holds for the applications that wait there already.
    """
    await hold_name(session, "organizations")  # two lists at once would not see each other's names
    everyone = await all_organizations(session)
    known = [one for one in everyone if one.closed_at is None]
    closed = {one.code for one in everyone if one.closed_at is not None}
    # A province's list takes seconds; meanwhile others are answered.
    checked = await asyncio.to_thread(check_rows, body.rows, known, reference, closed)
    limits = {one.code: one.limit_hours for one in known}
    updated = sum(one["code"] in limits for one in checked.organizations)
    new = len(checked.organizations) - updated
    if not body.dry_run and not checked.problems:
        await _put(session, checked)
        changed = [one for one in checked.organizations if limits.get(one["code"], _NEW) != one["limit_hours"]]
        await move_due_times(session, [one["code"] for one in changed])
        detail: Detail = {"new": new, "updated": updated}
        await record(session, "unions.imported", "unions", actor=actor, at=at, detail=detail)
    samples = await session.scalar(select(func.count()).where(Organization.is_sample)) or 0
    return Report(body.dry_run, len(body.rows), new, updated, checked.problems, checked.notes, samples)


async def _put(session: AsyncSession, checked: Checked) -> None:
    """Insert or update by code; those above come first, since the others refer to them."""
    insert = insert_into(session, Organization)
    kept = ("id", "code", "version", "closed_at")
    columns = [column.name for column in Organization.__table__.columns if column.name not in kept]
    upsert = insert.on_conflict_do_update(
        index_elements=["code"],
        set_={**{name: insert.excluded[name] for name in columns}, "version": Organization.version + 1},
    )
    session.expire_all()
    await session.execute(upsert, [{**one, "is_sample": False} for one in checked.organizations])
