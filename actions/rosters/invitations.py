"""What a worker's invitation code opens: an application with name and phone from the roster, once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from actions.attempts import count_try
from actions.clock import local_date
from actions.masks import masked_name, masked_phone
from actions.rosters.errors import InvitationUsed, NoSuchInvitation, TooManyCodes
from actions.rosters.model import Roster, RosterLine
from actions.vault import Vault

TRIES_A_DAY = 10


@dataclass(frozen=True)
class Invitation:
    """One that can still be used."""

    line: RosterLine
    roster: Roster

    def person(self, vault: Vault) -> dict[str, str]:
        """Name and phone in clear."""
        return {"name": vault.decrypt(self.line.name_box), "phone": vault.decrypt(self.line.phone_box)}

    def document(self, vault: Vault) -> dict[str, Any]:
        """For the bot: where it is from, and the person masked."""
        person = self.person(vault)
        return {
            "site": self.roster.site,
            "employer": self.roster.employer,
            "region": self.roster.region,
            "masked": {"name": masked_name(person["name"]), "phone": masked_phone(person["phone"])},
        }


async def look_up(
    session: AsyncSession, code: str, conversation: str, *, vault: Vault, now: datetime
) -> dict[str, Any]:
    """What the code opens. Raises NoSuchInvitation, TooManyCodes; each try of a conversation counts, hit or miss."""
    asker = vault.fingerprint("conversation", conversation)
    if await count_try(session, "invitation", asker, local_date(now).isoformat()) > TRIES_A_DAY:
        raise TooManyCodes
    found = await _usable(session, code, vault, now)
    if found is None:
        raise NoSuchInvitation
    found.line.conversation = conversation
    return found.document(vault)


async def invitation(session: AsyncSession, code: str, *, vault: Vault, now: datetime) -> Invitation:
    """The invitation somebody files with. Raises InvitationUsed."""
    found = await _usable(session, code, vault, now)
    if found is None:
        raise InvitationUsed
    return found


async def use(session: AsyncSession, used: Invitation, enrollment_number: str) -> None:
    """Of two people who file with one code, one is first. Raises InvitationUsed for the other."""
    done = await session.execute(
        update(RosterLine)
        .where(RosterLine.id == used.line.id, RosterLine.enrollment_number.is_(None))
        .values(enrollment_number=enrollment_number)
    )
    if cast(CursorResult[Any], done).rowcount != 1:
        raise InvitationUsed


async def _usable(session: AsyncSession, code: str, vault: Vault, now: datetime) -> Invitation | None:
    query = (
        select(RosterLine, Roster)
        .join(Roster, Roster.id == RosterLine.roster_id)
        .where(
            RosterLine.code_hash == vault.fingerprint("invitation", code),
            RosterLine.enrollment_number.is_(None),
            Roster.purge_at > now,
        )
    )
    found = (await session.execute(query)).first()
    return Invitation(*found) if found is not None else None
