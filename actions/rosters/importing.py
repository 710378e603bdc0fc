"""Taking in a whole roster, or none of it: names and phones encrypted, a code for each worker."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Annotated

from pydantic import Field
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from actions.audit.actor import Actor
from actions.audit.acts import Detail
from actions.audit.log import record
from actions.checkpoints import Checkpoint
from actions.clock import local_date
from actions.database import hold_name
from actions.enrollment.model import Enrollment
from actions.errors import InvalidField
from actions.list_report import Report
from actions.numbers import next_number
from actions.reference import Reference
from actions.rosters.checking import Checked, Listed, RosterRow, leave_out, read_rows
from actions.rosters.codes import code_of
from actions.rosters.model import Roster, RosterLine
from actions.rosters.sheet import MOST_ROWS
from actions.staff.tokens import NewToken
from actions.vault import Vault
from actions.web import Body

NUMBER_KIND = "QD"
_PIECE = 500
Name = Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[^\x00-\x1f\x7f]+$")]


class RosterImport(Body):
    """A site's workers; `region` is the county whose staff invite them."""

    dry_run: bool
    site: Name
    region: Annotated[str, Field(pattern=r"^\d{6}$")]
    employer: Name | None = None
    rows: list[RosterRow] = Field(min_length=1, max_length=MOST_ROWS)


async def import_roster(
    session: AsyncSession,
    wanted: RosterImport,
    *,
    vault: Vault,
    reference: Reference,
    new_token: NewToken,
    kept_for: timedelta,
    checkpoint: Checkpoint,
    actor: Actor,
    now: datetime,
) -> tuple[Report, str | None]:
    """What the list would change or has changed, and its number when it was taken in. Raises InvalidField.

    Who is in a roster of the county already is left out; when nobody is new there is no roster.
    """
    if reference.county(wanted.region) is None:
        raise InvalidField("region", "没有这个县（市、区）。")
    # Thousands of rows take a second; meanwhile others are answered.
    checked = await asyncio.to_thread(read_rows, wanted.rows, vault)
    await hold_name(session, f"rosters {wanted.region}")  # two lists at once would not see each other's people
    leave_out(checked, await _known(session, wanted.region, checked))
    checked.problems.sort(key=lambda remark: remark.row)
    number = None
    if not wanted.dry_run and not checked.problems and checked.new:
        number = await _put(session, wanted, checked, vault, new_token, kept_for, actor, now)
        checkpoint("roster.written")
    report = Report(
        wanted.dry_run, len(wanted.rows), len(checked.new), checked.known, checked.problems, checked.notes, samples=0
    )
    return report, number


async def _known(session: AsyncSession, region: str, checked: Checked) -> set[tuple[str, str]]:
    """Who of them is in a roster of the county."""
    known: set[tuple[str, str]] = set()
    for piece in _pieces(checked.new):
        query = (
            select(RosterLine.phone_hash, RosterLine.name_hash)
            .join(Roster, Roster.id == RosterLine.roster_id)
            .where(Roster.region == region, RosterLine.phone_hash.in_([one.phone_hash for one in piece]))
        )
        known |= {(phone, name) for phone, name in await session.execute(query)}
    return known


async def _put(
    session: AsyncSession,
    wanted: RosterImport,
    checked: Checked,
    vault: Vault,
    new_token: NewToken,
    kept_for: timedelta,
    actor: Actor,
    now: datetime,
) -> str:
    roster = Roster(
        number=await next_number(session, NUMBER_KIND, local_date(now).year),
        region=wanted.region,
        site=wanted.site,
        employer=wanted.employer,
        total=len(checked.new),
        imported_by=actor.name,
        imported_at=now,
        purge_at=now + kept_for,
    )
    session.add(roster)
    await session.flush()
    for piece in _pieces(checked.new):
        rows = await asyncio.to_thread(_rows, piece, roster.id, vault, new_token)
        await session.execute(insert(RosterLine), rows)
        await _find_older_applications(session, piece, vault)
    detail: Detail = {"region": roster.region, "new": roster.total, "known": checked.known}
    await record(session, "roster.imported", roster.number, actor=actor, at=now, detail=detail)
    return roster.number


def _rows(piece: Sequence[Listed], roster_id: int, vault: Vault, new_token: NewToken) -> list[dict[str, object]]:
    codes = [code_of(new_token()) for _ in piece]
    return [
        {
            "roster_id": roster_id,
            "position": one.row,
            "name_box": vault.encrypt(one.name),
            "phone_box": vault.encrypt(one.phone),
            "name_hash": one.name_hash,
            "phone_hash": one.phone_hash,
            "code_box": vault.encrypt(code),
            "code_hash": vault.fingerprint("invitation", code),
        }
        for one, code in zip(piece, codes, strict=True)
    ]


async def _find_older_applications(session: AsyncSession, piece: Sequence[Listed], vault: Vault) -> None:
    """Applications from before names had a hash get theirs, when their phone is in the roster."""
    query = select(Enrollment).where(
        Enrollment.phone_hash.in_([one.phone_hash for one in piece]),
        Enrollment.name_hash.is_(None),
        Enrollment.name_box.is_not(None),
    )
    for enrollment in await session.scalars(query):
        if enrollment.name_box is not None:
            enrollment.name_hash = vault.fingerprint("name", vault.decrypt(enrollment.name_box))
    await session.flush()


def _pieces(listed: Sequence[Listed]) -> Iterator[Sequence[Listed]]:
    for start in range(0, len(listed), _PIECE):
        yield listed[start : start + _PIECE]
