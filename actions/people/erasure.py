"""What is stored about the person of one conversation, and its erasure at their wish (PIPL articles 45 and 47)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import CursorResult, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from actions.audit.actor import WORKER
from actions.audit.log import record
from actions.deliveries.outbox import drop_for
from actions.enrollment.claiming import unclaim
from actions.enrollment.documents import application
from actions.enrollment.model import Enrollment
from actions.enrollment.person import wipe_personal
from actions.enrollment.queries import of_conversation
from actions.enrollment.states import OPEN, Act, after
from actions.idempotency.model import DoneRequest
from actions.masks import masked_id_number, masked_name, masked_phone
from actions.memberships.model import Membership
from actions.rosters.removal import own_lines, remove_lines
from actions.takeovers.closing import erase_takeovers
from actions.takeovers.documents import kept_document
from actions.takeovers.queries import of_conversation as takeovers_of
from actions.tickets.handling import TicketState
from actions.tickets.model import Ticket
from actions.tickets.queries import ticket_document, tickets_of
from actions.unions.model import Organization
from actions.vault import Vault

WHY_MEMBERSHIPS_STAY = "会员登记按工会章程和会员实名制要求要保留，退会后由您所在工会办理。"


@dataclass(frozen=True)
class Erased:
    """Counts of what was erased, and what stays with the reason."""

    counts: dict[str, int]
    kept: list[dict[str, str]]


async def personal_data(session: AsyncSession, conversation: str, vault: Vault) -> dict[str, Any]:
    """Everything kept under that conversation, masked."""
    return {
        "enrollments": [application(one, vault) for one in await of_conversation(session, conversation)],
        "tickets": [ticket_document(one, vault) for one in await tickets_of(session, conversation)],
        "takeovers": [kept_document(one) for one in await takeovers_of(session, conversation)],
        "roster_lines": await own_lines(session, conversation, vault),
        "memberships": [
            _membership(member, union, vault) for member, union in await _memberships(session, conversation)
        ],
    }


async def erase(session: AsyncSession, conversation: str, *, vault: Vault, now: datetime) -> Erased:
    """Erase what the law lets be erased: applications (open ones are withdrawn first), messages, takeovers, stored
    answers, news. Memberships stay, with the reason.
    """
    roster_lines = await remove_lines(session, conversation, vault)
    applications = await _erase_applications(session, conversation, now)
    tickets = await _erase_tickets(session, conversation, now)
    news = await drop_for(session, conversation, at=now)
    takeovers = await erase_takeovers(session, conversation, vault=vault, now=now)
    answers = await _erase_answers(session, conversation)
    kept = [
        {"what": f"会员登记 {member.number}（{union.name}）", "why": WHY_MEMBERSHIPS_STAY}
        for member, union in await _memberships(session, conversation)
    ]
    counts = {
        "enrollments": applications,
        "roster_lines": roster_lines,
        "tickets": tickets,
        "takeovers": takeovers,
        "messages": news,
        "answers": answers,
    }
    subject = vault.fingerprint("conversation", conversation)[:16]
    await record(session, "person.erased", subject, actor=WORKER, at=now, detail={**counts, "kept": len(kept)})
    return Erased(counts, kept)


async def _erase_applications(session: AsyncSession, conversation: str, now: datetime) -> int:
    query = select(Enrollment).where(Enrollment.conversation == conversation).order_by(Enrollment.id)
    found = list(await session.scalars(query.with_for_update(of=Enrollment)))
    for enrollment in found:
        if enrollment.state in OPEN:
            enrollment.state = after(enrollment.state_now, Act.WITHDRAW)
            enrollment.due_at = None
            unclaim(enrollment)
        wipe_personal(enrollment)
        enrollment.updated_at = enrollment.erased_at = now
    await session.flush()
    return len(found)


async def _erase_tickets(session: AsyncSession, conversation: str, now: datetime) -> int:
    query = select(Ticket).where(Ticket.conversation == conversation).order_by(Ticket.id)
    found = list(await session.scalars(query.with_for_update()))
    for ticket in found:
        ticket.text_box = ticket.phone_box = ticket.answer_box = ticket.conversation = None
        ticket.state = TicketState.CLOSED
        ticket.updated_at = ticket.erased_at = now
    await session.flush()
    return len(found)


async def _erase_answers(session: AsyncSession, conversation: str) -> int:
    """The keys stay, so that a repeated request is still not done twice."""
    done = await session.execute(
        update(DoneRequest)
        .where(DoneRequest.conversation == conversation, DoneRequest.answer_box.is_not(None))
        .values(answer_box=None, conversation=None)
    )
    return done.rowcount if isinstance(done, CursorResult) else 0


async def _memberships(session: AsyncSession, conversation: str) -> list[tuple[Membership, Organization]]:
    query = (
        select(Membership, Organization)
        .join(Organization, Organization.id == Membership.organization_id)
        .where(Membership.conversation == conversation)
        .order_by(Membership.id)
    )
    return [(member, union) for member, union in await session.execute(query)]


def _membership(member: Membership, union: Organization, vault: Vault) -> dict[str, Any]:
    return {
        "number": member.number,
        "union": {"name": union.name, "sample": union.is_sample},
        "joined_on": member.joined_on.isoformat(),
        "masked": {
            "name": masked_name(vault.decrypt(member.name_box)),
            "id_number": masked_id_number(vault.decrypt(member.id_number_box)),
            "phone": masked_phone(vault.decrypt(member.phone_box)),
        },
    }
