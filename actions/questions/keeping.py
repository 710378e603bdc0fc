"""Keeping what the bot could not answer, and giving it up when its person wants that."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field
from sqlalchemy import CursorResult, delete
from sqlalchemy.ext.asyncio import AsyncSession

from actions.questions.model import Question, Reason, Telling
from actions.takeovers.requests import Moment, Region, Topic
from actions.vault import Vault
from actions.web import ConversationBody

LONGEST_TEXT = 200


class NewQuestion(ConversationBody):
    """`text` is redacted by the bot; it is stored encrypted all the same."""

    text: Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT)]
    reason: Literal["fallback", "none_fit", "unhelpful"]  # the fourth is known here only
    topics: Annotated[list[Topic], Field(max_length=3)]
    county: Region | None = None
    asked_at: Moment


async def keep_question(wanted: NewQuestion, *, session: AsyncSession, vault: Vault) -> Question:
    return await keep(
        session,
        vault,
        conversation=wanted.conversation,
        reason=Reason(wanted.reason),
        text=wanted.text,
        topics=wanted.topics,
        county=wanted.county,
        asked_at=wanted.asked_at,
    )


async def keep(
    session: AsyncSession,
    vault: Vault,
    *,
    conversation: str,
    reason: Reason,
    text: str,
    topics: Sequence[str],
    county: str | None,
    asked_at: datetime,
) -> Question:
    """`text` is redacted already, and cut here; `topics` are three at most."""
    question = Question(
        conversation=conversation,
        reason=reason,
        topics=list(topics),
        county=county,
        text_box=vault.encrypt(text[:LONGEST_TEXT]),
        asked_at=asked_at,
        state=Telling.OPEN,
    )
    session.add(question)
    await session.flush()
    return question


async def erase_questions(session: AsyncSession, conversation: str) -> int:
    """Delete those of a conversation; returns how many there were."""
    gone = await session.execute(delete(Question).where(Question.conversation == conversation))
    return gone.rowcount if isinstance(gone, CursorResult) else 0
