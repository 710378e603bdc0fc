"""Taking in a whole list of stations, or none of it. A station's id decides whether it is new or brought up to date."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime

from pydantic import Field
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from actions.audit.actor import Actor
from actions.audit.acts import Detail
from actions.audit.log import record
from actions.database import insert_into
from actions.list_report import Report
from actions.stations.checking import Checked, ImportRow, check_rows
from actions.stations.gazetteer import Gazetteer
from actions.stations.model import Station
from actions.web import Body


class ImportBody(Body):
    dry_run: bool
    rows: list[ImportRow] = Field(min_length=1, max_length=50_000)


async def import_stations(
    session: AsyncSession,
    body: ImportBody,
    *,
    gazetteer: Gazetteer,
    facilities: Mapping[str, str],
    actor: Actor,
    at: datetime,
) -> Report:
    """Check all rows; write them when none has a problem and it is no dry run. A sample taken over becomes real."""
    # A province's list takes seconds; meanwhile others are answered.
    checked = await asyncio.to_thread(check_rows, body.rows, gazetteer, facilities)
    known = set(await session.scalars(select(Station.id)))
    updated = sum(station["id"] in known for station in checked.stations)
    new = len(checked.stations) - updated
    if not body.dry_run and not checked.problems:
        await put_stations(session, checked, sample=False)
        detail: Detail = {"new": new, "updated": updated}
        await record(session, "stations.imported", "stations", actor=actor, at=at, detail=detail)
    samples = await session.scalar(select(func.count()).where(Station.sample)) or 0
    return Report(body.dry_run, len(body.rows), new, updated, checked.problems, checked.notes, samples)


async def put_stations(session: AsyncSession, checked: Checked, *, sample: bool) -> None:
    """Insert or update by id."""
    insert = insert_into(session, Station)
    columns = [column.name for column in Station.__table__.columns if column.name != "id"]
    upsert = insert.on_conflict_do_update(index_elements=["id"], set_={name: insert.excluded[name] for name in columns})
    await session.execute(upsert, [{**station, "sample": sample} for station in checked.stations])
