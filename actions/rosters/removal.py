"""Taking a person out of all rosters at their wish, and showing them that they are in some."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from actions.enrollment.model import Enrollment
from actions.masks import masked_name, masked_phone
from actions.memberships.model import Membership
from actions.rosters.handing_out import forget_stored_codes
from actions.rosters.model import Roster, RosterLine
from actions.vault import Vault


async def own_lines(session: AsyncSession, conversation: str, vault: Vault) -> list[dict[str, Any]]:
    """The lines of the person of a conversation, masked."""
    query = (
        select(RosterLine, Roster)
        .join(Roster, Roster.id == RosterLine.roster_id)
        .where(await _theirs(session, conversation, vault))
        .order_by(RosterLine.id)
    )
    return [
        {
            "site": roster.site,
            "region": roster.region,
            "kept_until": roster.purge_at.isoformat(),
            "masked": {
                "name": masked_name(vault.decrypt(line.name_box)),
                "phone": masked_phone(vault.decrypt(line.phone_box)),
            },
        }
        for line, roster in await session.execute(query)
    ]


async def remove_lines(session: AsyncSession, conversation: str, vault: Vault) -> int:
    """Before the applications are wiped, by which the person is known; how many lines went."""
    found = list(await session.scalars(select(RosterLine).where(await _theirs(session, conversation, vault))))
    for number in await _numbers({line.roster_id for line in found}, session):
        await forget_stored_codes(session, number)
    await session.execute(delete(RosterLine).where(RosterLine.id.in_([line.id for line in found])))
    return len(found)


async def _numbers(roster_ids: Collection[int], session: AsyncSession) -> list[str]:
    return list(await session.scalars(select(Roster.number).where(Roster.id.in_(roster_ids))))


async def _theirs(session: AsyncSession, conversation: str, vault: Vault) -> ColumnElement[bool]:
    """A condition: opened in that conversation, filed from it with its code, or name and phone of who applied there."""
    known: list[ColumnElement[bool]] = [RosterLine.conversation == conversation]
    for one in await session.scalars(select(Enrollment).where(Enrollment.conversation == conversation)):
        known.append(RosterLine.enrollment_number == one.number)
        if one.phone_hash is not None and one.name_box is not None:
            name_hash = vault.fingerprint("name", vault.decrypt(one.name_box))
            known.append(and_(RosterLine.phone_hash == one.phone_hash, RosterLine.name_hash == name_hash))
    for member in await session.scalars(select(Membership).where(Membership.conversation == conversation)):
        known.append(and_(RosterLine.phone_hash == member.phone_hash, RosterLine.name_hash == member.name_hash))
    return or_(*known)
