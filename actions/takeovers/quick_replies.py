"""Ready-made sentences operators share, with variables that are filled in when they are shown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from actions.audit.actor import staff_actor
from actions.audit.log import record
from actions.errors import InvalidField
from actions.staff.model import StaffMember
from actions.takeovers.errors import QuickReplyNotFound, TitleTaken
from actions.takeovers.model import QuickReply

LONGEST_TITLE, LONGEST_TEXT = 40, 500
OPERATOR, HOURS, UNION_HOTLINE, TOPIC = "接线员", "服务时间", "工会热线", "问题"
#: What may stand in braces, and what it becomes.
VARIABLES: Mapping[str, str] = {
    OPERATOR: "您的名字",
    HOURS: "人工服务时间",
    UNION_HOTLINE: "工会热线的号码",
    TOPIC: "会话正在谈的问题的标题",
}
_VARIABLE = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class QuickReplyText:
    title: str
    text: str


async def all_quick_replies(session: AsyncSession) -> list[QuickReply]:
    """By title."""
    return list(await session.scalars(select(QuickReply).order_by(QuickReply.title)))


async def save_quick_reply(
    session: AsyncSession, id_: int | None, wanted: QuickReplyText, *, member: StaffMember, now: datetime
) -> QuickReply:
    """Add one, or change the one with that id. Raises InvalidField, QuickReplyNotFound, TitleTaken."""
    wanted = checked(wanted)
    found = QuickReply() if id_ is None else await session.get(QuickReply, id_)
    if found is None:
        raise QuickReplyNotFound
    try:
        async with session.begin_nested():
            found.title, found.text, found.updated_at = wanted.title, wanted.text, now
            session.add(found)
            await session.flush()
    except IntegrityError as error:
        raise TitleTaken from error
    actor = staff_actor(member.id, member.name)
    await record(session, "quick_reply.saved", f"quick_reply:{found.id}", actor=actor, at=now)
    return found


def checked(wanted: QuickReplyText) -> QuickReplyText:
    """The same without blanks around it. Raises InvalidField."""
    title, text = wanted.title.strip(), wanted.text.strip()
    if not title or len(title) > LONGEST_TITLE:
        raise InvalidField("title", f"请写名称，最多 {LONGEST_TITLE} 字。")
    if not text or len(text) > LONGEST_TEXT:
        raise InvalidField("text", f"请写内容，最多 {LONGEST_TEXT} 字。")
    if unknown := sorted(set(_VARIABLE.findall(text)) - set(VARIABLES)):
        raise InvalidField("text", f"没有变量 {{{unknown[0][:20]}}}，可用的有：{'、'.join(VARIABLES)}。")
    if "\0" in title + text:
        raise InvalidField("text", "内容里有不能保存的字符。")
    return QuickReplyText(title, text)


async def delete_quick_reply(session: AsyncSession, id_: int, *, member: StaffMember, now: datetime) -> None:
    """Raises QuickReplyNotFound."""
    done = await session.execute(delete(QuickReply).where(QuickReply.id == id_).returning(QuickReply.id))
    if done.first() is None:
        raise QuickReplyNotFound
    actor = staff_actor(member.id, member.name)
    await record(session, "quick_reply.deleted", f"quick_reply:{id_}", actor=actor, at=now)


def filled(text: str, values: Mapping[str, str]) -> str:
    """The sentence with its variables filled in."""
    return _VARIABLE.sub(lambda found: values.get(found[1], found[0]), text)
