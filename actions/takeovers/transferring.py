"""Handing a conversation on to another operator or another area; the worker waits in front."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from actions.audit.actor import staff_actor
from actions.audit.acts import Detail
from actions.audit.log import record
from actions.errors import InvalidField
from actions.reference import Reference
from actions.staff.access import PROVINCE
from actions.staff.model import StaffMember
from actions.takeovers.claiming import after, require_owner
from actions.takeovers.levels import level_for, operators
from actions.takeovers.model import Takeover
from actions.takeovers.queries import held_by
from actions.takeovers.states import Act
from actions.takeovers.telling import tell
from actions.vault import Vault


@dataclass(frozen=True)
class Target:
    """Either a colleague's login or an area's code of 6 digits."""

    login: str | None = None
    area: str | None = None


async def transfer(
    number: str,
    to: Target,
    *,
    member: StaffMember,
    session: AsyncSession,
    vault: Vault,
    reference: Reference,
    climb_after: timedelta,
    now: datetime,
) -> Takeover:
    """Put the worker back into the queue, in front, for that colleague or area.

    Raises TakeoverNotFound, NotYours, StateForbids, InvalidField.
    """
    takeover = await held_by(session, number, member)
    require_owner(takeover, member)
    following = after(takeover, Act.TRANSFER)
    wanted = await _colleague(session, to.login, member) if to.login else None
    if wanted is None:
        takeover.area = _area(to.area, reference)
        takeover.level = await level_for(session, takeover.area)
    takeover.state = following
    takeover.owner = None
    takeover.wanted_id = wanted.id if wanted is not None else None
    takeover.in_front = True
    takeover.waiting_since = takeover.updated_at = now
    takeover.climbs_at = now + climb_after
    await session.flush()
    await tell(session, vault, takeover, "returned", {"why": "transfer"}, at=now)
    target = f"staff:{wanted.id}" if wanted is not None else f"area:{takeover.area}"
    detail: Detail = {"claim": takeover.claim, "target": target}
    actor = staff_actor(member.id, member.name)
    await record(session, "takeover.transferred", number, actor=actor, at=now, detail=detail)
    return takeover


async def _colleague(session: AsyncSession, login: str, member: StaffMember) -> StaffMember:
    for one in await operators(session):
        if one.login == login and one.id != member.id:
            return one
    raise InvalidField("to", "没有这位接线员，请重新选择。")


def _area(code: str | None, reference: Reference) -> str:
    if code is None or (code != PROVINCE and code not in reference.regions):
        raise InvalidField("to", "请选择转给谁。")
    return code
