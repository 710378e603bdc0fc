"""Reading questions nobody answered. The session and its transaction are the caller's."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from actions.questions.model import Question
from actions.vault import Vault


async def questions_of(session: AsyncSession, conversation: str) -> list[Question]:
    """Newest first; [] when the conversation asked none or erased them."""
    query = select(Question).where(Question.conversation == conversation).order_by(Question.id.desc())
    return list(await session.scalars(query))


async def moments_of(session: AsyncSession, conversation: str) -> set[datetime]:
    """When those of a conversation were asked, which tells one from another."""
    query = select(Question.asked_at).where(Question.conversation == conversation)
    return set(await session.scalars(query))


def question_document(question: Question, vault: Vault) -> dict[str, Any]:
    """A question as its person may see it, as JSON."""
    return {
        "text": vault.decrypt(question.text_box),
        "reason": question.reason,
        "state": question.state,
        "asked_at": question.asked_at.isoformat(),
    }
