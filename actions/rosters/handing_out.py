"""The codes of a roster as a file to hand out: all of them always, so that nobody reads from it who has joined."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from actions.audit.actor import Actor
from actions.audit.log import record
from actions.idempotency.model import DoneRequest
from actions.masks import masked_phone
from actions.rosters.errors import Purged
from actions.rosters.model import Roster, RosterLine
from actions.vault import Vault


async def hand_out(
    session: AsyncSession, roster: Roster, *, chat_url: str, vault: Vault, actor: Actor, now: datetime
) -> list[dict[str, Any]]:
    """Row, name, masked phone, code and link of every line; an act the audit log records. Raises Purged."""
    if roster.purged_at is not None or roster.purge_at <= now:
        raise Purged
    query = select(RosterLine).where(RosterLine.roster_id == roster.id).order_by(RosterLine.position, RosterLine.id)
    lines = []
    for line in await session.scalars(query):
        code = vault.decrypt(line.code_box)
        lines.append(
            {
                "row": line.position,
                "name": vault.decrypt(line.name_box),
                "phone": masked_phone(vault.decrypt(line.phone_box)),
                "code": code,
                "link": f"{chat_url}/?i={code}",
            }
        )
    await record(session, "roster.handed_out", roster.number, actor=actor, at=now, detail={"entries": len(lines)})
    return lines


def kept_under(number: str) -> str:
    """Where stored answers of the API that hold a roster's codes are found again, to be emptied with it."""
    return f"roster-{number}"


async def forget_stored_codes(session: AsyncSession, number: str) -> None:
    """Empty those answers; their keys stay, so that nothing is done twice."""
    await session.execute(
        update(DoneRequest)
        .where(DoneRequest.conversation == kept_under(number), DoneRequest.answer_box.is_not(None))
        .values(answer_box=None, conversation=None)
    )
