"""Reading tickets. The session and its transaction are the caller's."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from actions.masks import masked_phone
from actions.staff.access import within
from actions.staff.model import StaffMember
from actions.tickets.model import Ticket
from actions.vault import Vault


async def tickets_in(
    session: AsyncSession, state: str | None, *, limit: int, seen_by: StaffMember | None = None
) -> list[Ticket]:
    """Open ones longest waiting first; handled ones, or all when no state is given, newest first.

    Those of one colleague's area and of unknown places, or of every area.
    """
    order = Ticket.id if state == "open" else Ticket.id.desc()
    of_area = within(seen_by, Ticket.region) if seen_by is not None else true()
    query = select(Ticket).where(of_area).order_by(order).limit(limit)
    if state is not None:
        query = query.where(Ticket.state == state)
    return list(await session.scalars(query))


async def count_open(session: AsyncSession, *, seen_by: StaffMember) -> int:
    """Messages of the colleague's area nobody has answered or closed."""
    query = select(func.count()).where(Ticket.state == "open", within(seen_by, Ticket.region))
    return int(await session.scalar(query) or 0)


async def tickets_of(session: AsyncSession, conversation: str) -> list[Ticket]:
    """Newest first; [] when the conversation left none or erased them."""
    query = select(Ticket).where(Ticket.conversation == conversation).order_by(Ticket.id.desc())
    return list(await session.scalars(query))


def ticket_document(ticket: Ticket, vault: Vault) -> dict[str, Any]:
    """A ticket as JSON; the phone masked, texts None after erasure."""
    return {
        "number": ticket.number,
        "kind": ticket.kind,
        "state": ticket.state,
        "region": ticket.region,
        "text": vault.decrypt(ticket.text_box) if ticket.text_box is not None else None,
        "answer": vault.decrypt(ticket.answer_box) if ticket.answer_box is not None else None,
        "masked": {"phone": masked_phone(vault.decrypt(ticket.phone_box)) if ticket.phone_box is not None else None},
        "handled_by": ticket.handled_by,
        "opened_at": ticket.opened_at.isoformat(),
        "updated_at": ticket.updated_at.isoformat(),
    }
