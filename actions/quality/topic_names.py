"""Topics as the quality pages name them: by title, with the way to their page where they have one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from aiohttp import web
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from actions.faq.model import FaqEntry
from actions.takeovers.views import topic_title


@dataclass(frozen=True)
class TopicName:
    """`path` is None for tasks and for topics nobody has written."""

    title: str
    path: str | None


async def topic_names(request: web.Request, session: AsyncSession, topics: Iterable[str]) -> dict[str, TopicName]:
    """By id."""
    wanted = set(topics)
    written = set(await session.scalars(select(FaqEntry.topic).where(FaqEntry.topic.in_(wanted))))
    return {
        topic: TopicName(topic_title(request, topic), f"/desk/faq/entries/{topic}" if topic in written else None)
        for topic in wanted
    }
