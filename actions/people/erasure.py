"""What is stored about the person of one conversation, and its erasure at their wish (PIPL articles 45 and 47)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import CursorResult, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from actions.audit.actor import WORKER
from actions.audit.acts import DetailName
from actions.audit.log import record
from actions.cover.consent import withdraw_all
from actions.cover.model import CoverCandidate
from actions.cover.states import GIVEN_AWAY
from actions.deliveries.outbox import drop_for
from actions.enrollment.claiming import unclaim
from actions.enrollment.documents import application
from actions.enrollment.model import Enrollment
from actions.enrollment.person import wipe_personal
from actions.enrollment.queries import of_conversation
from actions.enrollment.states import OPEN, Act, after
from actions.enrollment.steps import forget_facts
from actions.filing.opening import erase_filings
from actions.idempotency.model import DoneRequest
from actions.memberships.documents import membership_document
from actions.memberships.queries import of_conversation as memberships_of
from actions.questions.keeping import erase_questions
from actions.questions.queries import question_document, questions_of
from actions.rosters.removal import own_lines, remove_lines
from actions.takeovers.closing import erase_takeovers
from actions.takeovers.documents import kept_document
from actions.takeovers.queries import of_conversation as takeovers_of
from actions.tickets.handling import TicketState
from actions.tickets.model import Ticket
from actions.tickets.queries import ticket_document, tickets_of
from actions.vault import Vault

WHY_SHARED_COVERS_STAY = (
    "您的资料已经报给承办单位，这条记录要留着核对名额和保障；同意已经撤回，不会再报送。"
    "要承办单位也删除，请找您所在的工会。"
)
WHY_MEMBERSHIPS_STAY = "会员登记按工会章程和会员实名制要求要保留，退会后由您所在工会办理。"


@dataclass(frozen=True)
class Erased:
    """Counts of what was erased, and what stays with the reason."""

    counts: Mapping[DetailName, int]
    kept: list[dict[str, str]]


async def personal_data(session: AsyncSession, conversation: str, *, vault: Vault, now: datetime) -> dict[str, Any]:
    """Everything kept under that conversation, masked."""
    return {
        "enrollments": [application(one, vault) for one in await of_conversation(session, conversation)],
        "tickets": [ticket_document(one, vault) for one in await tickets_of(session, conversation)],
        "takeovers": [kept_document(one) for one in await takeovers_of(session, conversation)],
        "questions": [question_document(one, vault) for one in await questions_of(session, conversation)],
        "roster_lines": await own_lines(session, conversation, vault),
        "memberships": [
            await membership_document(session, member, vault=vault, now=now)
            for member in await memberships_of(session, conversation)
        ],
    }


async def erase(session: AsyncSession, conversation: str, *, vault: Vault, now: datetime) -> Erased:
    """Erase what the law lets be erased: applications (open ones are withdrawn first) and their filings (what is not
    yet filed is filed no more), messages, takeovers, questions, stored answers, news, what was said about the gifted
    cover. Memberships stay, and covers the insurer knows of, with the reason.
    """
    roster_lines = await remove_lines(session, conversation, vault)
    applications = await _erase_applications(session, conversation, now)
    tickets = await _erase_tickets(session, conversation, now)
    covers, shared = await _erase_covers(session, conversation, vault, now)
    news = await drop_for(session, conversation, at=now)
    takeovers = await erase_takeovers(session, conversation, vault=vault, now=now)
    questions = await erase_questions(session, conversation)
    answers = await _erase_answers(session, conversation)
    kept = [
        {"what": f"会员登记 {member.number}（{member.organization.name}）", "why": WHY_MEMBERSHIPS_STAY}
        for member in await memberships_of(session, conversation)
    ]
    kept += [{"what": f"{one.year} 年意外伤害互助保障的报送记录", "why": WHY_SHARED_COVERS_STAY} for one in shared]
    counts: Mapping[DetailName, int] = {
        "enrollments": applications,
        "roster_lines": roster_lines,
        "tickets": tickets,
        "takeovers": takeovers,
        "questions": questions,
        "messages": news,
        "answers": answers,
        "covers": covers,
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
    await forget_facts(session, [enrollment.id for enrollment in found])
    await session.flush()
    await erase_filings(session, [enrollment.number for enrollment in found], now=now)
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


async def _erase_covers(
    session: AsyncSession, conversation: str, vault: Vault, now: datetime
) -> tuple[int, list[CoverCandidate]]:
    """Agreements end, and answers nothing came of are deleted; how many, and those that stay."""
    found = await withdraw_all(session, conversation, vault=vault, now=now)
    stay = [one for one in found if one.state_now in GIVEN_AWAY]
    for candidate in found:
        if candidate not in stay:
            await session.delete(candidate)
    await session.flush()
    return len(found) - len(stay), stay
