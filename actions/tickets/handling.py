"""Messages taken down for staff: opened by workers, answered once, closed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from actions.audit.actor import WORKER, Actor
from actions.audit.log import record
from actions.clock import local_date
from actions.deliveries.outbox import put
from actions.errors import InvalidField
from actions.numbers import is_number, next_number
from actions.personal_fields import unsealed
from actions.reference import Reference
from actions.staff.access import covers
from actions.staff.model import StaffMember
from actions.tickets.errors import TicketHandled, TicketNotFound
from actions.tickets.model import Ticket
from actions.vault import Vault
from actions.web import Body, ConversationBody

NUMBER_KIND = "T"


class TicketState(StrEnum):
    OPEN = "open"
    ANSWERED = "answered"
    CLOSED = "closed"


STATE_NAMES: Mapping[str, str] = {
    TicketState.OPEN: "待处理",
    TicketState.ANSWERED: "已回复",
    TicketState.CLOSED: "已办结",
}

KIND_NAMES: Mapping[str, str] = {
    "human": "找人工",
    "report_problem": "反映问题",
    "suggest_station": "建议设驿站",
    "submit_proposal": "提建议",
    "claim": "互助金报案",
}


class SealedContact(Body):
    phone: Annotated[str, Field(min_length=1, max_length=1000)] | None = None


class NewTicket(ConversationBody):
    """`text` is redacted by the bot; it is stored encrypted all the same."""

    channel: Literal["web", "telegram"]
    kind: Literal["human", "report_problem", "suggest_station", "submit_proposal", "claim"]
    region: Annotated[str, Field(pattern=r"^\d{6}$")] | None = None
    text: Annotated[str, Field(min_length=1, max_length=4000)]
    sealed: SealedContact = SealedContact()


async def open_ticket(
    wanted: NewTicket, *, session: AsyncSession, vault: Vault, reference: Reference, now: datetime
) -> Ticket:
    """Take a message down. Raises InvalidField."""
    if wanted.region is not None and wanted.region not in reference.regions:
        raise InvalidField("region", "没有这个地区。")
    contact = unsealed(wanted.sealed.model_dump(exclude_none=True), vault)
    ticket = Ticket(
        number=await next_number(session, NUMBER_KIND, local_date(now).year),
        conversation=wanted.conversation,
        channel=wanted.channel,
        kind=wanted.kind,
        region=wanted.region,
        text_box=vault.encrypt(wanted.text),
        phone_box=vault.encrypt(contact["phone"]) if "phone" in contact else None,
        state=TicketState.OPEN,
        opened_at=now,
        updated_at=now,
    )
    session.add(ticket)
    await session.flush()
    await record(session, "ticket.opened", ticket.number, actor=WORKER, at=now, detail={"kind": ticket.kind})
    return ticket


async def answer_ticket(
    number: str, text: str, *, by: Actor, session: AsyncSession, vault: Vault, now: datetime
) -> Ticket:
    """Answer an open ticket; the worker is told. Raises TicketNotFound, TicketHandled, InvalidField."""
    if not text.strip():
        raise InvalidField("text", "请写回复内容。")
    ticket = await ticket_for_update(session, number)
    if ticket.state != TicketState.OPEN:
        raise TicketHandled(ticket.handled_by)
    ticket.state = TicketState.ANSWERED
    ticket.answer_box = vault.encrypt(text.strip())
    ticket.handled_by = by.name
    ticket.updated_at = now
    await session.flush()
    if ticket.conversation is not None:
        data = {"number": number, "kind": ticket.kind, "text": text.strip()}
        await put(session, vault, conversation=ticket.conversation, kind="ticket.answered", data=data, at=now)
    await record(session, "ticket.answered", number, actor=by, at=now)
    return ticket


async def close_ticket(number: str, *, by: Actor, session: AsyncSession, now: datetime) -> Ticket:
    """Close a ticket, answered or not. Raises TicketNotFound, TicketHandled."""
    ticket = await ticket_for_update(session, number)
    if ticket.state == TicketState.CLOSED:
        raise TicketHandled(ticket.handled_by)
    ticket.state = TicketState.CLOSED
    ticket.handled_by = by.name
    ticket.updated_at = now
    await session.flush()
    await record(session, "ticket.closed", number, actor=by, at=now)
    return ticket


async def seen_for_update(session: AsyncSession, number: str, member: StaffMember) -> Ticket:
    """One ticket of the colleague's area or an unknown place, held as below. Raises TicketNotFound."""
    ticket = await ticket_for_update(session, number)
    if not covers(member, ticket.region):
        raise TicketNotFound
    return ticket


async def ticket_for_update(session: AsyncSession, number: str) -> Ticket:
    """One ticket, held until the transaction ends. Raises TicketNotFound."""
    query = select(Ticket).where(Ticket.number == number).with_for_update()
    found = (await session.scalars(query)).first() if is_number(number) else None
    if found is None:
        raise TicketNotFound
    return found
