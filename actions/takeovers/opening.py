"""A worker asks for a person, or needs one; what was said before and goes on being said is written down."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from actions.audit.actor import WORKER
from actions.audit.acts import Detail
from actions.audit.log import record
from actions.clock import local_date
from actions.database import hold_name
from actions.errors import InvalidField
from actions.numbers import next_number
from actions.reference import Reference
from actions.takeovers.levels import level_for
from actions.takeovers.model import Takeover
from actions.takeovers.queries import last_of, open_of
from actions.takeovers.requests import NewTakeover, SaidLine
from actions.takeovers.states import State
from actions.takeovers.transcript import Said, append
from actions.vault import Vault

NUMBER_KIND = "R"
_URGENCY = {"emergency": 2, "sensitive": 1}


async def open_takeover(
    wanted: NewTakeover,
    *,
    session: AsyncSession,
    vault: Vault,
    reference: Reference,
    climb_after: timedelta,
    now: datetime,
) -> tuple[Takeover, bool]:
    """The conversation's takeover and whether it is new; lines are added to one that is open already.

    Raises InvalidField, UnreadablePhoto.
    """
    if wanted.region is not None and wanted.region not in reference.regions:
        raise InvalidField("region", "没有这个地区。")
    said = _said(wanted.lines)
    await hold_name(session, f"takeover {wanted.conversation}")  # two at once would make two
    found = await open_of(session, wanted.conversation)
    if found is not None:
        await _add(session, found, said, vault, now)
        found.urgency = max(found.urgency, _URGENCY.get(wanted.reason, 0))
        await session.flush()
        return found, False
    takeover = Takeover(
        number=await next_number(session, NUMBER_KIND, local_date(now).year),
        conversation=wanted.conversation,
        channel=wanted.channel,
        reason=wanted.reason,
        urgency=_URGENCY.get(wanted.reason, 0),
        region=wanted.region,
        area=wanted.region,
        level=await level_for(session, wanted.region),
        topic=wanted.topic,
        state=State.WAITING,
        claim=0,
        in_front=False,
        last_seq=0,
        opened_at=now,
        waiting_since=now,
        climbs_at=now + climb_after,
        updated_at=now,
    )
    session.add(takeover)
    await session.flush()
    await _add(session, takeover, said, vault, now)
    detail: Detail = {"reason": wanted.reason, "lines": len(said)}
    await record(session, "takeover.opened", takeover.number, actor=WORKER, at=now, detail=detail)
    return takeover, True


async def add_lines(
    conversation: str, lines: Sequence[SaidLine], *, session: AsyncSession, vault: Vault, now: datetime
) -> Takeover:
    """Keep what was said with the conversation's last takeover, closed or not.

    Raises TakeoverNotFound, UnreadablePhoto.
    """
    said = _said(lines)
    takeover = await last_of(session, conversation)
    await _add(session, takeover, said, vault, now)
    return takeover


def _said(lines: Sequence[SaidLine]) -> list[Said]:
    return [Said.sent(line, field=f"lines.{place}") for place, line in enumerate(lines)]


async def _add(session: AsyncSession, takeover: Takeover, said: list[Said], vault: Vault, now: datetime) -> None:
    if any(one.emergency for one in said):
        takeover.urgency = _URGENCY["emergency"]
    takeover.updated_at = now
    await append(session, takeover, said, vault)
