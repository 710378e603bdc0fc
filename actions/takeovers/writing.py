"""What an operator writes: to the worker, word for word and exactly once, or to colleagues only."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from actions.audit.actor import staff_actor
from actions.audit.log import record
from actions.errors import InvalidField
from actions.staff.model import StaffMember
from actions.takeovers.claiming import require_owner
from actions.takeovers.errors import StateForbids
from actions.takeovers.model import Author, Takeover, TakeoverLine
from actions.takeovers.photos import Photo
from actions.takeovers.queries import held_by
from actions.takeovers.states import STATE_NAMES, State
from actions.takeovers.telling import tell
from actions.takeovers.transcript import Said, append
from actions.vault import Vault

LONGEST_TEXT = 2000
_CLIENT_ID = re.compile(r"[A-Za-z0-9-]{8,64}", re.ASCII)


@dataclass(frozen=True)
class Words:
    """What a form sends; `client_id` is the form's own, so that the same form sent twice is kept once."""

    client_id: str
    text: str
    photo: Photo | None = None


async def write_line(
    number: str, words: Words, *, member: StaffMember, session: AsyncSession, vault: Vault, now: datetime
) -> TakeoverLine:
    """Say something to the worker; only who has the conversation may.

    Raises TakeoverNotFound, NotYours, StateForbids, InvalidField.
    """
    takeover = await held_by(session, number, member)
    text = _checked(words)
    known = await _kept(session, takeover, words.client_id)
    if known is not None:
        return known
    require_owner(takeover, member)
    if takeover.state != State.TAKEN:
        raise StateForbids(STATE_NAMES[takeover.state_now])
    line = await _write(session, takeover, Author.OPERATOR, words, text, member, vault, now)
    photo = {"photo": {"type": words.photo.type, "data": words.photo.base64}} if words.photo is not None else {}
    await tell(session, vault, takeover, "line", {"seq": line.seq, "text": text, **photo}, at=now)
    actor = staff_actor(member.id, member.name)
    await record(session, "takeover.line_written", number, actor=actor, at=now, detail={"seq": line.seq})
    return line


async def write_note(
    number: str, words: Words, *, member: StaffMember, session: AsyncSession, vault: Vault, now: datetime
) -> TakeoverLine:
    """Leave a note for colleagues, in whatever state; the worker never sees it.

    Raises TakeoverNotFound, InvalidField.
    """
    takeover = await held_by(session, number, member)
    text = _checked(words)
    known = await _kept(session, takeover, words.client_id)
    if known is not None:
        return known
    line = await _write(session, takeover, Author.NOTE, words, text, member, vault, now)
    actor = staff_actor(member.id, member.name)
    await record(session, "takeover.note_written", number, actor=actor, at=now, detail={"seq": line.seq})
    return line


def _checked(words: Words) -> str:
    text = words.text.strip()
    if not _CLIENT_ID.fullmatch(words.client_id):
        raise InvalidField("client_id", "页面不完整，请刷新后再发。")
    if not text and words.photo is None:
        raise InvalidField("text", "请先写内容。")
    if len(text) > LONGEST_TEXT:
        raise InvalidField("text", f"一次最多 {LONGEST_TEXT} 字，请分几次发。")
    return text


async def _kept(session: AsyncSession, takeover: Takeover, client_id: str) -> TakeoverLine | None:
    query = select(TakeoverLine).where(TakeoverLine.takeover_id == takeover.id, TakeoverLine.client_id == client_id)
    return (await session.scalars(query)).first()


async def _write(
    session: AsyncSession,
    takeover: Takeover,
    author: Author,
    words: Words,
    text: str,
    member: StaffMember,
    vault: Vault,
    now: datetime,
) -> TakeoverLine:
    kind = "photo" if words.photo is not None else "text"
    said = Said(author, kind, text, now, words.photo, staff_id=member.id, client_id=words.client_id)
    takeover.updated_at = now
    [line] = await append(session, takeover, [said], vault)
    return line
