"""What is kept for how long: one line per kind, with what happens when its days are over.

Rows whose number somebody may quote stay as figures, emptied of everything personal; the others are deleted. Members
and the audit log are kept (docs/privacy.md says why).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Unpack, cast

from sqlalchemy import CursorResult, Select, delete, func, inspect, or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession

from actions.attempts import Attempt
from actions.clock import local_date
from actions.cover.model import CoverCandidate
from actions.database import Base
from actions.deliveries.model import Delivery
from actions.enrollment.model import Enrollment
from actions.enrollment.person import wipe_personal
from actions.enrollment.states import State
from actions.enrollment.steps import forget_facts
from actions.faq.model import FaqList, FaqOutcome
from actions.idempotency.model import DoneRequest
from actions.quality.model import Evaluation
from actions.questions.model import Question
from actions.rosters.purging import due_rosters, empty_rosters
from actions.staff.model import DeskSession, PasswordLink
from actions.staff.sessions import IDLE_LIFE
from actions.takeovers.model import Takeover, TakeoverLine
from actions.takeovers.states import State as TakeoverState
from actions.tickets.handling import TicketState
from actions.tickets.model import Ticket

#: A query for primary keys, of whatever length.
Keys = Select[Unpack[tuple[Any, ...]]]
Purge = Callable[[AsyncSession, datetime, datetime, int], Awaitable[int]]


@dataclass(frozen=True)
class Kind:
    """`due` selects the primary keys of rows whose time is over, the oldest first; `purge` deals with some of them.

    `purge(session, before, now, most)` returns how many it dealt with. `is_personal`: the audit log tells of it.
    `has_own_day`: each row says itself until when it is kept, so that `before` is now.
    """

    name: str
    due: Callable[[datetime], Keys]
    purge: Purge
    is_personal: bool = False
    has_own_day: bool = False

    def before(self, kept: Mapping[str, timedelta], now: datetime) -> datetime:
        """What is older is due."""
        return now if self.has_own_day else now - kept[self.name]


async def count_due(session: AsyncSession, kind: Kind, before: datetime) -> int:
    """How many rows have been there since before that."""
    return await session.scalar(select(func.count()).select_from(kind.due(before).order_by(None).subquery())) or 0


def _deletes(table: type[Base], due: Callable[[datetime], Keys]) -> Purge:
    async def purge(session: AsyncSession, before: datetime, now: datetime, most: int) -> int:
        keys = [tuple(key) for key in await session.execute(due(before).limit(most))]
        return await _delete(session, table, keys)

    return purge


async def _delete(session: AsyncSession, table: type[Base], keys: list[tuple[Any, ...]]) -> int:
    if not keys:
        return 0
    gone = delete(table).where(tuple_(*inspect(table).primary_key).in_(keys))
    return int(cast(CursorResult[Any], await session.execute(gone)).rowcount)


def _applications(before: datetime) -> Keys:
    ended = Enrollment.state.in_((State.REJECTED, State.WITHDRAWN))
    return (
        select(Enrollment.id)
        .where(ended, Enrollment.erased_at.is_(None), Enrollment.updated_at < before)
        .order_by(Enrollment.updated_at)
    )


async def _empty_applications(session: AsyncSession, before: datetime, now: datetime, most: int) -> int:
    query = select(Enrollment).where(Enrollment.id.in_(_applications(before).limit(most)))
    found = list(await session.scalars(query.with_for_update(of=Enrollment, skip_locked=True)))
    for enrollment in found:
        wipe_personal(enrollment)
        enrollment.erased_at = now
    await forget_facts(session, [enrollment.id for enrollment in found])
    await session.flush()
    return len(found)


def _tickets(before: datetime) -> Keys:
    done = Ticket.state.in_((TicketState.ANSWERED, TicketState.CLOSED))
    return (
        select(Ticket.id)
        .where(done, Ticket.erased_at.is_(None), Ticket.updated_at < before)
        .order_by(Ticket.updated_at)
    )


async def _empty_tickets(session: AsyncSession, before: datetime, now: datetime, most: int) -> int:
    query = select(Ticket).where(Ticket.id.in_(_tickets(before).limit(most)))
    found = list(await session.scalars(query.with_for_update(skip_locked=True)))
    for ticket in found:
        ticket.text_box = ticket.phone_box = ticket.answer_box = ticket.conversation = None
        ticket.state, ticket.erased_at = TicketState.CLOSED, now
    await session.flush()
    return len(found)


def _takeovers(before: datetime) -> Keys:
    closed = Takeover.state == TakeoverState.CLOSED
    return (
        select(Takeover.id)
        .where(closed, Takeover.erased_at.is_(None), Takeover.closed_at < before)
        .order_by(Takeover.closed_at)
    )


async def _empty_takeovers(session: AsyncSession, before: datetime, now: datetime, most: int) -> int:
    query = select(Takeover).where(Takeover.id.in_(_takeovers(before).limit(most)))
    found = list(await session.scalars(query.with_for_update(of=Takeover, skip_locked=True)))
    for takeover in found:
        takeover.conversation, takeover.erased_at = None, now
    await session.flush()
    ids = [takeover.id for takeover in found]
    await session.execute(delete(TakeoverLine).where(TakeoverLine.takeover_id.in_(ids)))
    return len(found)


def _questions(before: datetime) -> Keys:
    return select(Question.id).where(Question.asked_at < before).order_by(Question.asked_at)


def _photos(before: datetime) -> Keys:
    return (
        select(TakeoverLine.takeover_id, TakeoverLine.seq)
        .join(Takeover, Takeover.id == TakeoverLine.takeover_id)
        .where(TakeoverLine.photo_box.is_not(None), Takeover.state == TakeoverState.CLOSED, Takeover.closed_at < before)
        .order_by(TakeoverLine.takeover_id, TakeoverLine.seq)
    )


async def _drop_photos(session: AsyncSession, before: datetime, now: datetime, most: int) -> int:
    keys = [tuple(key) for key in await session.execute(_photos(before).limit(most))]
    if not keys:
        return 0
    is_one = tuple_(TakeoverLine.takeover_id, TakeoverLine.seq).in_(keys)
    emptied = update(TakeoverLine).where(is_one).values(photo_box=None, photo_type=None)
    return int(cast(CursorResult[Any], await session.execute(emptied)).rowcount)


def _cover(before: datetime) -> Keys:
    day = local_date(before)
    is_over = or_(CoverCandidate.valid_until.is_(None), CoverCandidate.valid_until < day)
    return select(CoverCandidate.id).where(CoverCandidate.year < day.year, is_over).order_by(CoverCandidate.id)


def _outcomes(before: datetime) -> Keys:
    keys = (FaqOutcome.day, FaqOutcome.topic, FaqOutcome.county, FaqOutcome.outcome)
    return select(*keys).where(FaqOutcome.day < local_date(before)).order_by(*keys)


def _evaluations(before: datetime) -> Keys:
    return (
        select(Evaluation.fingerprint, Evaluation.feed_version)
        .where(Evaluation.evaluated_at < before)
        .order_by(Evaluation.evaluated_at)
    )


def _answers(before: datetime) -> Keys:
    return (
        select(DoneRequest.client, DoneRequest.key)
        .where(DoneRequest.answer_box.is_not(None), DoneRequest.done_at < before)
        .order_by(DoneRequest.done_at)
    )


async def _empty_answers(session: AsyncSession, before: datetime, now: datetime, most: int) -> int:
    """The keys stay for longer, so that a request sent again late is still not done twice."""
    keys = [tuple(key) for key in await session.execute(_answers(before).limit(most))]
    if not keys:
        return 0
    is_one = tuple_(DoneRequest.client, DoneRequest.key).in_(keys)
    emptied = update(DoneRequest).where(is_one).values(answer_box=None, conversation=None)
    return int(cast(CursorResult[Any], await session.execute(emptied)).rowcount)


def _request_keys(before: datetime) -> Keys:
    query = select(DoneRequest.client, DoneRequest.key)
    return query.where(DoneRequest.answer_box.is_(None), DoneRequest.done_at < before).order_by(DoneRequest.done_at)


def _deliveries(before: datetime) -> Keys:
    return select(Delivery.id).where(Delivery.acked_at < before).order_by(Delivery.acked_at)


def _sessions(before: datetime) -> Keys:
    over = or_(DeskSession.expires_at < before, DeskSession.used_at < before - IDLE_LIFE)
    return select(DeskSession.id).where(over).order_by(DeskSession.id)


def _links(before: datetime) -> Keys:
    return select(PasswordLink.token_hash).where(PasswordLink.expires_at < before).order_by(PasswordLink.expires_at)


def _faq_lists(before: datetime) -> Keys:
    return select(FaqList.staff_id).where(FaqList.checked_at < before).order_by(FaqList.checked_at)


def _attempts(before: datetime) -> Keys:
    # A window is a day or an instant, as text: both sort as time does.
    columns = (Attempt.kind, Attempt.subject_hash, Attempt.window)
    return select(*columns).where(Attempt.window < local_date(before).isoformat()).order_by(*columns)


KINDS: tuple[Kind, ...] = (
    Kind("applications", _applications, _empty_applications, is_personal=True),
    Kind("tickets", _tickets, _empty_tickets, is_personal=True),
    Kind("takeovers", _takeovers, _empty_takeovers, is_personal=True),
    Kind("questions", _questions, _deletes(Question, _questions), is_personal=True),
    Kind("photos", _photos, _drop_photos, is_personal=True),
    Kind("rosters", due_rosters, empty_rosters, is_personal=True, has_own_day=True),
    Kind("cover", _cover, _deletes(CoverCandidate, _cover), is_personal=True),
    Kind("outcomes", _outcomes, _deletes(FaqOutcome, _outcomes)),
    Kind("evaluations", _evaluations, _deletes(Evaluation, _evaluations)),
    Kind("answers", _answers, _empty_answers),
    Kind("request_keys", _request_keys, _deletes(DoneRequest, _request_keys)),
    Kind("deliveries", _deliveries, _deletes(Delivery, _deliveries)),
    Kind("sessions", _sessions, _deletes(DeskSession, _sessions)),
    Kind("password_links", _links, _deletes(PasswordLink, _links)),
    Kind("faq_lists", _faq_lists, _deletes(FaqList, _faq_lists)),
    Kind("attempts", _attempts, _deletes(Attempt, _attempts)),
)
