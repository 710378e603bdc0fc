"""One operator takes a conversation over: a claim, the bot's acknowledgment, or going back into the queue."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from actions.audit.actor import CLOCKWORK, Actor, client_actor, staff_actor
from actions.audit.acts import AuditAct, Detail
from actions.audit.log import record
from actions.settings import Client
from actions.staff.model import StaffMember
from actions.takeovers.errors import AlreadyClaimed, MeantForAnother, NotYours, StaleClaim, StateForbids
from actions.takeovers.model import Takeover
from actions.takeovers.queries import held_by, open_of, seen_by
from actions.takeovers.states import STATE_NAMES, Act, State, leads
from actions.takeovers.telling import tell
from actions.vault import Vault

#: A claim the bot does not acknowledge within this time puts the worker back into the queue.
ACKNOWLEDGED_WITHIN = timedelta(seconds=60)


async def claim(number: str, *, member: StaffMember, session: AsyncSession, vault: Vault, now: datetime) -> Takeover:
    """Claim it for this colleague alone; the bot is told to stop. Claiming one's own again changes nothing.

    Raises TakeoverNotFound, AlreadyClaimed (who was first), MeantForAnother, StateForbids.
    """
    takeover = await seen_by(session, number, member)
    done = await session.execute(
        update(Takeover)
        .where(
            Takeover.id == takeover.id,
            Takeover.state == State.WAITING,
            Takeover.wanted_id.is_(None) | (Takeover.wanted_id == member.id),
        )
        .values(state=State.PENDING, claim=Takeover.claim + 1, owner_id=member.id, claimed_at=now, updated_at=now)
        .returning(Takeover.id)
    )
    won = done.first() is not None
    await session.refresh(takeover)
    if not won:
        return await _not_claimed(session, takeover, member)
    await tell(session, vault, takeover, "claimed", {"by": member.name}, at=now)
    await _record(session, "takeover.claimed", takeover, staff_actor(member.id, member.name), now)
    return takeover


async def acknowledge(
    conversation: str, claim_: int, last_seq: int, *, session: AsyncSession, now: datetime
) -> Takeover:
    """The bot has stopped speaking: the operator may write. The same acknowledgment again changes nothing.

    Raises TakeoverNotFound, StaleClaim.
    """
    takeover = await open_of(session, conversation)
    if takeover is None:
        raise StaleClaim
    if takeover.claim != claim_ or takeover.state not in (State.PENDING, State.TAKEN):
        raise StaleClaim
    if takeover.state == State.TAKEN:
        return takeover
    takeover.state = after(takeover, Act.ACKNOWLEDGE)
    takeover.wanted_id = None
    takeover.updated_at = now
    await session.flush()
    detail: Detail = {"claim": claim_, "last_seq": last_seq}
    actor = client_actor(Client.BOT)
    await record(session, "takeover.taken", takeover.number, actor=actor, at=now, detail=detail)
    return takeover


async def give_up(
    number: str,
    *,
    member: StaffMember,
    session: AsyncSession,
    vault: Vault,
    climb_after: timedelta,
    now: datetime,
) -> Takeover:
    """Take one's claim back before the bot has acknowledged it; the worker keeps their place.

    Raises TakeoverNotFound, NotYours, StateForbids.
    """
    takeover = await held_by(session, number, member)
    require_owner(takeover, member)
    takeover.state = after(takeover, Act.GIVE_UP)
    await _back_in_queue(session, takeover, vault, climb_after, now)
    await _record(session, "takeover.given_up", takeover, staff_actor(member.id, member.name), now)
    return takeover


async def expire_claims(session: AsyncSession, *, vault: Vault, climb_after: timedelta, now: datetime) -> int:
    """Put back whoever was claimed and not acknowledged in time; tells how many."""
    query = select(Takeover).where(Takeover.state == State.PENDING, Takeover.claimed_at <= now - ACKNOWLEDGED_WITHIN)
    late = list(await session.scalars(query.order_by(Takeover.id).with_for_update(of=Takeover, skip_locked=True)))
    for takeover in late:
        takeover.state = after(takeover, Act.EXPIRE)
        await _back_in_queue(session, takeover, vault, climb_after, now)
        await _record(session, "takeover.expired", takeover, CLOCKWORK, now)
    return len(late)


def require_owner(takeover: Takeover, member: StaffMember) -> None:
    """Raises NotYours."""
    if takeover.owner_id != member.id:
        raise NotYours(takeover.owner.name if takeover.owner is not None else None)


def after(takeover: Takeover, act: Act) -> State:
    """The state that act leads to. Raises StateForbids."""
    following = leads(takeover.state_now, act)
    if following is None:
        raise StateForbids(STATE_NAMES[takeover.state_now])
    return following


async def _not_claimed(session: AsyncSession, takeover: Takeover, member: StaffMember) -> Takeover:
    if takeover.state == State.WAITING and takeover.wanted_id is not None:
        raise MeantForAnother((await session.get_one(StaffMember, takeover.wanted_id)).name)
    if takeover.state == State.CLOSED or takeover.owner is None:
        raise StateForbids(STATE_NAMES[takeover.state_now])
    if takeover.owner_id == member.id:
        return takeover
    raise AlreadyClaimed(takeover.owner.name)


async def _back_in_queue(
    session: AsyncSession, takeover: Takeover, vault: Vault, climb_after: timedelta, now: datetime
) -> None:
    takeover.owner = None
    takeover.climbs_at = now + climb_after
    takeover.updated_at = now
    await session.flush()
    await tell(session, vault, takeover, "returned", {"why": "unacknowledged"}, at=now)


async def _record(session: AsyncSession, what: AuditAct, takeover: Takeover, by: Actor, now: datetime) -> None:
    await record(session, what, takeover.number, actor=by, at=now, detail={"claim": takeover.claim})
