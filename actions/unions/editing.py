"""Editing one union at the desk: the checks of the import, one version after the other, within somebody's area."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from actions.audit.actor import Actor
from actions.audit.log import record
from actions.database import hold_name
from actions.enrollment.model import Enrollment
from actions.enrollment.states import OPEN
from actions.reference import Reference
from actions.staff.access import covers
from actions.staff.errors import OutsideArea
from actions.staff.model import StaffMember
from actions.unions.checking import ImportRow, check_rows
from actions.unions.errors import (
    ApplicationsThere,
    LastOfCounty,
    SampleUnion,
    StaleUnion,
    UnionClosed,
    UnionFaults,
    UnionNotClosed,
)
from actions.unions.model import Kind, Organization
from actions.unions.queries import managed, open_organizations

#: Columns that can be edited; code and kind stay for good.
EDITABLE = ("name", "region", "parent", "township", "trades", "employers", "steps", "limit_hours")


async def edit(
    session: AsyncSession,
    code: str,
    cells: Mapping[str, str],
    *,
    version: int,
    member: StaffMember,
    by: Actor,
    reference: Reference,
    now: datetime,
) -> Organization:
    """Put what was typed in place, each cell as a list would hold it.

    Raises UnionNotFound, StaleUnion, SampleUnion, UnionClosed, UnionFaults, OutsideArea, LastOfCounty.
    """
    one = await _held(session, code, version, member)
    if one.closed_at is not None:
        raise UnionClosed
    wanted = await _checked(session, one, {name: cells.get(name, "").strip() for name in EDITABLE}, reference)
    if not covers(member, wanted["region"]):
        raise OutsideArea
    if one.kind == Kind.COUNTY and wanted["region"] != one.region:
        await _require_another(session, one)
    changed = [name for name in EDITABLE if wanted[name] != getattr(one, name)]
    if changed:
        await _change(session, one, version, **{name: wanted[name] for name in changed})
        await record(session, "union.changed", one.code, actor=by, at=now, detail={"fields": changed})
    return one


async def close(
    session: AsyncSession, code: str, *, version: int, member: StaffMember, by: Actor, now: datetime
) -> Organization:
    """It takes no application any more; memberships stay with it.

    Raises UnionNotFound, StaleUnion, SampleUnion, UnionClosed, LastOfCounty, ApplicationsThere.
    """
    one = await _held(session, code, version, member)
    if one.closed_at is not None:
        raise UnionClosed
    if one.kind == Kind.COUNTY:
        await _require_another(session, one)
    # An application that is being filed meanwhile holds the union's row: it is counted, or finds the union closed.
    await session.execute(select(Organization.id).where(Organization.id == one.id).with_for_update())
    waiting = select(func.count()).where(Enrollment.organization_id == one.id, Enrollment.state.in_(OPEN))
    if count := await session.scalar(waiting):
        raise ApplicationsThere(int(count))
    await _change(session, one, version, closed_at=now)
    await record(session, "union.closed", one.code, actor=by, at=now)
    return one


async def reopen(
    session: AsyncSession,
    code: str,
    *,
    version: int,
    member: StaffMember,
    by: Actor,
    reference: Reference,
    now: datetime,
) -> Organization:
    """As it was; its names may belong to another union by now.

    Raises UnionNotFound, StaleUnion, SampleUnion, UnionNotClosed, UnionFaults.
    """
    one = await _held(session, code, version, member)
    if one.closed_at is None:
        raise UnionNotClosed
    await _checked(session, one, cells_of(one), reference)
    await _change(session, one, version, closed_at=None)
    await record(session, "union.reopened", one.code, actor=by, at=now)
    return one


def cells_of(one: Organization) -> dict[str, str]:
    """Its columns as a list would hold them."""
    cells: dict[str, Any] = {name: getattr(one, name) for name in EDITABLE}
    return {
        name: "|".join(value) if isinstance(value, list) else "" if value is None else str(value)
        for name, value in cells.items()
    }


async def _held(session: AsyncSession, code: str, version: int, member: StaffMember) -> Organization:
    await hold_name(session, "organizations")  # a list taken in meanwhile would not see these names
    one = await managed(session, code, member)
    if one.is_sample:
        raise SampleUnion
    if one.version != version:
        raise StaleUnion
    return one


async def _checked(
    session: AsyncSession, one: Organization, cells: Mapping[str, str], reference: Reference
) -> dict[str, Any]:
    row = ImportRow(row=1, code=one.code, kind=one.kind, **cells)
    others = [other for other in await open_organizations(session) if other.id != one.id]
    checked = check_rows([row], others, reference)
    if checked.problems:
        raise UnionFaults(checked.problems)
    return checked.organizations[0]


async def _require_another(session: AsyncSession, one: Organization) -> None:
    """Raises LastOfCounty. A sample does not count: it is nobody."""
    others = select(Organization.id).where(
        Organization.kind == Kind.COUNTY,
        Organization.region == one.region,
        Organization.id != one.id,
        Organization.closed_at.is_(None),
        ~Organization.is_sample,
    )
    if await session.scalar(others.limit(1)) is None:
        raise LastOfCounty


async def _change(session: AsyncSession, one: Organization, version: int, **values: Any) -> None:
    changed = await session.execute(
        update(Organization)
        .where(Organization.id == one.id, Organization.version == version)
        .values(version=version + 1, **values)
    )
    if cast(CursorResult[Any], changed).rowcount != 1:
        raise StaleUnion
    await session.refresh(one)
