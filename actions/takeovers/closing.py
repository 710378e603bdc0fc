"""The end of a takeover: the operator closes it, the worker leaves, or their data are erased."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from actions.audit.actor import WORKER, staff_actor
from actions.audit.acts import Detail
from actions.audit.log import record
from actions.errors import InvalidField
from actions.staff.model import StaffMember
from actions.takeovers.claiming import after, require_owner
from actions.takeovers.model import Takeover, TakeoverLine
from actions.takeovers.overrides import keep_overrides
from actions.takeovers.queries import held_by, open_of
from actions.takeovers.states import Act, State
from actions.takeovers.telling import tell
from actions.vault import Vault

#: What an operator chooses from.
OUTCOMES: Mapping[str, str] = {
    "answered": "已答复",
    "arranged": "已安排办理",
    "referred": "已指路到其他部门",
    "no_reply": "工友没有再回应",
    "other": "其他",
}
LEFT, ERASED = "left", "erased"
OUTCOME_NAMES: Mapping[str, str] = {**OUTCOMES, LEFT: "工友不等了", ERASED: "工友删除了信息"}


async def close(
    number: str,
    *,
    outcome: str,
    topic: str | None,
    topics: Collection[str],
    member: StaffMember,
    session: AsyncSession,
    vault: Vault,
    now: datetime,
) -> Takeover:
    """Give the conversation back to the bot; `topics` are those there are. What was answered by hand is noted.

    Raises TakeoverNotFound, NotYours, StateForbids, InvalidField.
    """
    if outcome not in OUTCOMES:
        raise InvalidField("outcome", "请选择办理结果。")
    if topic is not None and topic not in topics:
        raise InvalidField("topic", "没有这个问题，请重新选择。")
    takeover = await held_by(session, number, member)
    require_owner(takeover, member)
    takeover.state = after(takeover, Act.CLOSE)
    takeover.closed_topic = topic
    _end(takeover, outcome, now)
    await session.flush()
    await keep_overrides(session, takeover, vault=vault)
    await tell(session, vault, takeover, "closed", {"outcome": outcome}, at=now)
    detail: Detail = {"outcome": outcome, "topic": topic or ""}
    actor = staff_actor(member.id, member.name)
    await record(session, "takeover.closed", number, actor=actor, at=now, detail=detail)
    return takeover


async def leave(conversation: str, *, session: AsyncSession, now: datetime) -> State:
    """The worker no longer wants to wait; once a person has claimed the conversation it stays as it is."""
    takeover = await open_of(session, conversation)
    if takeover is None:
        return State.CLOSED
    if takeover.state != State.WAITING:
        return takeover.state_now
    takeover.state = after(takeover, Act.LEAVE)
    _end(takeover, LEFT, now)
    await session.flush()
    await record(session, "takeover.left", takeover.number, actor=WORKER, at=now)
    return State.CLOSED


async def erase_takeovers(session: AsyncSession, conversation: str, *, vault: Vault, now: datetime) -> int:
    """Erase what was said there; open ones end, and the bot is told. Returns how many takeovers there were."""
    query = select(Takeover).where(Takeover.conversation == conversation).order_by(Takeover.id)
    found = list(await session.scalars(query.with_for_update(of=Takeover)))
    for takeover in found:
        if takeover.state != State.CLOSED:
            takeover.state = after(takeover, Act.ERASE)
            _end(takeover, ERASED, now)
            await tell(session, vault, takeover, "closed", {"outcome": ERASED}, at=now)
        takeover.conversation = None
        takeover.updated_at = takeover.erased_at = now
    await session.flush()
    await session.execute(
        update(TakeoverLine)
        .where(TakeoverLine.takeover_id.in_([takeover.id for takeover in found]))
        .values(text_box=None, photo_box=None, photo_type=None, understood_box=None)
    )
    return len(found)


def _end(takeover: Takeover, outcome: str, now: datetime) -> None:
    takeover.outcome = outcome
    takeover.closed_at = takeover.updated_at = now
    takeover.climbs_at = takeover.wanted_id = None
