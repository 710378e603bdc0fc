"""Made-up stations: put in once so that a fresh house can be tried, and all taken out by one command."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from actions.audit.actor import Actor
from actions.audit.log import record
from actions.clock import Clock
from actions.database import Database, insert_into
from actions.reference import UnreadableList, rows
from actions.stations.checking import Checked, ImportRow, check_rows
from actions.stations.columns import HEADINGS
from actions.stations.gazetteer import Gazetteer
from actions.stations.importing import put_stations
from actions.stations.model import SampleSeeding, Station


def load_samples(data_dir: Path, gazetteer: Gazetteer, facilities: Mapping[str, str]) -> Checked:
    """`data/stations/sample.csv`, checked like any list. Raises UnreadableList naming file, row and column."""
    path = data_dir / "stations" / "sample.csv"
    listed = rows(path, *HEADINGS)
    numbered = [
        ImportRow(row=number, **{column: row[column] or "" for column in HEADINGS})
        for number, row in enumerate(listed, start=2)
    ]
    checked = check_rows(numbered, gazetteer, facilities)
    if checked.problems:
        first = checked.problems[0]
        raise UnreadableList(f"{path} row {first.row}, {first.column}: {first.problem}")
    return checked


async def seed_samples(database: Database, samples: Checked, clock: Clock) -> int:
    """Fill a table that is empty and was never filled before; tells how many were put in."""
    async with database.write() as session:
        first = insert_into(session, SampleSeeding).values(id=1, seeded_at=clock()).on_conflict_do_nothing()
        claimed = (await session.execute(first.returning(SampleSeeding.id))).first()
        if claimed is None:
            return 0
        is_empty = await session.scalar(select(func.count()).select_from(Station)) == 0
        if is_empty and samples.stations:
            await put_stations(session, samples, sample=True)
        await session.commit()
        return len(samples.stations) if is_empty else 0


async def remove_samples(session: AsyncSession, *, actor: Actor, at: datetime) -> int:
    """Take out every made-up station; tells how many there were."""
    removed = len((await session.scalars(delete(Station).where(Station.sample).returning(Station.id))).all())
    await record(session, "stations.samples-removed", "stations", actor=actor, at=at, detail={"removed": removed})
    return removed
