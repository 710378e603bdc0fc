"""Whoever asked is told once the answer is out: each worker once for an answer, however often they asked.

Whom an operator answered at the time is told nothing again.

The bot tells; who wants no news is told nothing there. The news follows the publication by some seconds, so that the
bot holds the answer when it comes.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

from sqlalchemy import and_, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from actions.checkpoints import Checkpoint
from actions.clock import Clock
from actions.database import Database, hold_name
from actions.deliveries.outbox import put
from actions.questions.following import follow_revisions, has_news
from actions.questions.model import Cluster, Question, Reason, Telling
from actions.questions.states import State
from actions.vault import Vault

log = logging.getLogger(__name__)

LOOK_EVERY_SECONDS = 1.0
NEWS = "question.answered"
COMMITTED = "questions.told"
#: Workers told in one unit of work.
MOST_AT_ONCE = 100


async def tell_answered(database: Database, *, vault: Vault, clock: Clock, checkpoint: Checkpoint) -> int:
    """Follow what was written for clusters, and tell workers of answers; returns how many pieces of news were put down.

    Several processes may look at once: what one tells, another does not.
    """
    async with database.read() as session:
        if not await _has_work(session, clock):
            return 0
    told = 0
    async with database.write() as session:
        await follow_revisions(session, vault=vault, now=clock())
        await session.commit()
    while True:
        async with database.write() as session:
            looked_at, news = await _tell_some(session, vault, clock)
            await session.commit()
        if not looked_at:
            return told
        checkpoint(COMMITTED)
        told += news


async def keep_telling(database: Database, *, vault: Vault, clock: Clock, checkpoint: Checkpoint) -> None:
    """Look until cancelled; while the database is away nothing is lost but time."""
    while True:
        await asyncio.sleep(LOOK_EVERY_SECONDS)
        try:
            if told := await tell_answered(database, vault=vault, clock=clock, checkpoint=checkpoint):
                log.info("answers told", extra={"ids": {"count": told}})
        except (SQLAlchemyError, OSError) as error:
            log.warning("answers cannot be told", extra={"ids": {"error": type(error).__name__}})


async def _has_work(session: AsyncSession, clock: Clock) -> bool:
    untold = select(Question.id).join(Cluster, Cluster.id == Question.cluster_id).where(_IS_UNTOLD).limit(1)
    if await session.scalar(untold) is not None:
        return True
    return await has_news(session, clock())


async def _tell_some(session: AsyncSession, vault: Vault, clock: Clock) -> tuple[int, int]:
    """How many questions were looked at, and how many pieces of news came of it."""
    await hold_name(session, NEWS)  # one worker's questions are looked at by one process at a time
    query = (
        select(Question, Cluster.topic)
        .join(Cluster, Cluster.id == Question.cluster_id)
        .where(_IS_UNTOLD)
        .order_by(Question.cluster_id, Question.conversation, Question.asked_at.desc(), Question.id)
        .limit(MOST_AT_ONCE)
        .with_for_update(of=Cluster)  # a colleague who takes the answer back waits, or is waited for
    )
    untold = (await session.execute(query)).all()
    known = await _told_before(session, [question for question, _ in untold])
    news = 0
    for question, topic in untold:
        question.state = Telling.TOLD
        whom = (question.cluster_id, question.conversation)
        if whom in known or question.reason == Reason.OVERRIDE:  # a person answered that one already
            continue
        known.add(whom)
        data = {
            "topic": topic,
            "asked": vault.decrypt(question.text_box),
            "asked_at": question.asked_at.isoformat(),
        }
        await put(session, vault, conversation=question.conversation, kind=NEWS, data=data, at=clock())
        news += 1
    await session.flush()
    return len(untold), news


async def _told_before(session: AsyncSession, questions: Sequence[Question]) -> set[tuple[int | None, str]]:
    """Cluster and conversation of those who were told of the same cluster in an earlier unit of work."""
    query = select(Question.cluster_id, Question.conversation).where(
        Question.state == Telling.TOLD,
        Question.reason != Reason.OVERRIDE,
        Question.cluster_id.in_({one.cluster_id for one in questions}),
        Question.conversation.in_({one.conversation for one in questions}),
    )
    return {(cluster, conversation) for cluster, conversation in await session.execute(query)}


_IS_UNTOLD = and_(Cluster.state == State.ANSWERED, Question.state == Telling.OPEN)
