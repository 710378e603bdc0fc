"""Titles of topics, read without what the answers say. The session and its transaction are the caller's.

What is out bears a topic's title; else what is begun, else what was written last.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import ScalarSelect, case, exists, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute, aliased

from actions.faq.model import FaqEntry, FaqRevision
from actions.faq.scope import is_topic_id
from actions.faq.states import OPEN, State
from actions.reference import Reference

#: Topics nobody published yet that are offered beside those that are out; any other is put by its id.
MOST_BEGUN = 25


async def titles_of(session: AsyncSession, topics: Collection[str], reference: Reference) -> dict[str, str]:
    """By id: of every task, and of those of these topics that have a general answer."""
    return {**reference.tasks, **await topic_titles(session, topics)}


async def topic_titles(session: AsyncSession, topics: Collection[str]) -> dict[str, str]:
    """Of topics alone."""
    query = select(FaqEntry.topic, bearing(FaqRevision.title).label("title"))
    query = query.where(FaqEntry.topic.in_(_called(topics)), FaqEntry.scope == "")
    return {row.topic: row.title for row in await session.execute(query) if row.title is not None}


async def titles_out(session: AsyncSession) -> dict[str, str]:
    """Of every topic that is out, by id."""
    query = (
        select(FaqEntry.topic, FaqRevision.title)
        .join_from(FaqRevision, FaqEntry)
        .where(FaqRevision.state == State.PUBLISHED, FaqEntry.scope == "")
        .order_by(FaqEntry.topic)
    )
    return {row.topic: row.title for row in await session.execute(query)}


async def titles_begun(session: AsyncSession) -> dict[str, str]:
    """Of the topics written for the first time, the `MOST_BEGUN` that somebody wrote in last."""
    out = aliased(FaqRevision)
    is_out = exists().where(out.entry_id == FaqEntry.id, out.state == State.PUBLISHED)
    query = (
        select(FaqEntry.topic, FaqRevision.title)
        .join_from(FaqRevision, FaqEntry)
        .where(FaqRevision.state.in_(OPEN), FaqEntry.scope == "", ~is_out)
        .order_by(FaqRevision.changed_at.desc(), FaqRevision.id.desc())
        .limit(MOST_BEGUN)
    )
    return {row.topic: row.title for row in await session.execute(query)}


async def titles_offered(session: AsyncSession) -> dict[str, str]:
    """Of the topics a list offers, by id: all that are out, and some that are begun."""
    return {**await titles_begun(session), **await titles_out(session)}


async def titles_at_work(session: AsyncSession, topics: Collection[str]) -> dict[str, str]:
    """Of those of these topics that can be given phrasings: they are out, or being written."""
    query = select(FaqEntry.topic, bearing(FaqRevision.title).label("title")).where(
        FaqEntry.topic.in_(_called(topics)),
        FaqEntry.scope == "",
        exists().where(FaqRevision.entry_id == FaqEntry.id, FaqRevision.state.in_((State.PUBLISHED, *OPEN))),
    )
    return {row.topic: row.title for row in await session.execute(query)}


async def topics_there(session: AsyncSession, topics: Collection[str]) -> set[str]:
    """Which of these there are, out or not."""
    query = select(FaqEntry.topic).where(FaqEntry.topic.in_(_called(topics))).distinct()
    return set(await session.scalars(query))


async def categories_of(session: AsyncSession, topics: Collection[str]) -> Mapping[str, str]:
    """As `topic_titles`."""
    query = select(FaqEntry.topic, bearing(FaqRevision.category).label("category"))
    query = query.where(FaqEntry.topic.in_(_called(topics)), FaqEntry.scope == "")
    return {row.topic: row.category for row in await session.execute(query) if row.category is not None}


def bearing(column: InstrumentedAttribute[Any]) -> ScalarSelect[Any]:
    """A column of the revision that bears the title of `FaqEntry`'s topic; NULL when there is none."""
    general, revision = aliased(FaqEntry), aliased(FaqRevision)
    place = case((revision.state == State.PUBLISHED, 0), (revision.state.in_(OPEN), 1), else_=2)
    return (
        select(getattr(revision, column.key))
        .join_from(general, revision, revision.entry_id == general.id)
        .where(general.topic == FaqEntry.topic, general.scope == "")
        .order_by(place, revision.number.desc())
        .limit(1)
        .correlate(FaqEntry)
        .scalar_subquery()
    )


def _called(topics: Collection[str]) -> set[str]:
    """Those of them a topic can be called at all: some come from forms."""
    return {topic for topic in topics if is_topic_id(topic)}
