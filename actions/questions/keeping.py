"""Keeping what the bot could not answer, and giving it up when its person wants that."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field
from sqlalchemy import CursorResult, delete
from sqlalchemy.ext.asyncio import AsyncSession

from actions.questions.model import Question, Reason, Telling
from actions.takeovers.requests import Moment, Region, Topic
from actions.vault import Vault
from actions.web import ConversationBody


class NewQuestion(ConversationBody):
    """`text` is redacted by the bot; it is stored encrypted all the same."""

    text: Annotated[str, Field(min_length=1, max_length=200)]
    reason: Reason
    topics: Annotated[list[Topic], Field(max_length=3)]
    county: Region | None = None
    asked_at: Moment


async def keep_question(wanted: NewQuestion, *, session: AsyncSession, vault: Vault) -> Question:
    question = Question(
        conversation=wanted.conversation,
        reason=wanted.reason,
        topics=list(wanted.topics),
        county=wanted.county,
        text_box=vault.encrypt(wanted.text),
        asked_at=wanted.asked_at,
        state=Telling.OPEN,
    )
    session.add(question)
    await session.flush()
    return question


async def erase_questions(session: AsyncSession, conversation: str) -> int:
    """Delete those of a conversation; returns how many there were."""
    gone = await session.execute(delete(Question).where(Question.conversation == conversation))
    return gone.rowcount if isinstance(gone, CursorResult) else 0
